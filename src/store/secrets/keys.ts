/** The keys that seal credentials, as the operator gives them in ENCRYPTION_KEYS. */
import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { readKeyList } from '../../core/key-list.ts';
import { SetupError } from '../../core/setup-error.ts';

/**
 * The operator's keys by `kid`, which is the operator's name for it and a fingerprint: another key under the same name has
 * another. The first encrypts, all decrypt. Printing them shows no key: a KeyObject hides its bytes.
 */
export interface Keys {
  readonly kid: string;
  readonly byKid: ReadonlyMap<string, KeyObject>;
}

/** ENCRYPTION_KEYS cannot be used. */
export class EncryptionKeysError extends SetupError {
  override readonly name = 'EncryptionKeysError';

  constructor(mistake: string) {
    super(`ENCRYPTION_KEYS ${mistake}`);
  }
}

/** Eight hex digits of the key's SHA-256: they tell keys apart and reveal nothing. */
const fingerprint = (key: Buffer) => createHash('sha256').update(key).digest('hex').slice(0, 8);

/** The operator's name for the key: no name contains a dot. */
export const nameOf = (kid: string): string => kid.split('.', 1)[0] ?? kid;

/**
 * Reads `name:key,name:key`, each key 32 random bytes in base64.
 * @throws EncryptionKeysError, which never shows a value
 */
export const parseKeys = (text: string): Keys => {
  const listed = readKeyList(text);
  if (typeof listed === 'string') throw new EncryptionKeysError(listed);
  const byKid = new Map(
    listed.map(({ name, bytes }) => [`${name}.${fingerprint(bytes)}`, createSecretKey(bytes)] as const),
  );
  const [kid = ''] = byKid.keys();
  return { kid, byKid };
};
