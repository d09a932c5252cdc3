/** The keys that seal credentials, as the operator gives them in ENCRYPTION_KEYS. */
import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { SetupError } from '../../core/setup-error.ts';

/**
 * The operator's keys by `kid`, which is the operator's name for it and a fingerprint: another key under the same name has
 * another. The first encrypts, all decrypt. Printing them shows no key: a KeyObject hides its bytes.
 */
export interface Keys {
  readonly kid: string;
  readonly byKid: ReadonlyMap<string, KeyObject>;
}

/** ENCRYPTION_KEYS cannot be used. Names an entry by its position: even what looks like a name may be a secret. */
export class EncryptionKeysError extends SetupError {
  override readonly name = 'EncryptionKeysError';

  constructor(problem: string) {
    super(
      `ENCRYPTION_KEYS ${problem}. It is a list such as k2:<key>,k1:<key>; npm run make-key makes a key.`,
    );
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
  const byKid = new Map<string, KeyObject>();
  const entries = text.split(',').map((entry) => entry.trim());
  if (text.trim() === '') throw new EncryptionKeysError('is empty');
  for (const [index, entry] of entries.entries()) {
    const where = `entry ${index + 1}`;
    const [, name, key] = /^([A-Za-z0-9_-]{1,32}):(.*)$/s.exec(entry) ?? [];
    if (!name || key === undefined)
      throw new EncryptionKeysError(`${where} does not begin with a short name and a colon`);
    const bytes = Buffer.from(key, 'base64');
    if (!/^[A-Za-z0-9+/]{43}=?$/.test(key) || bytes.length !== 32) {
      throw new EncryptionKeysError(`${where} is not 32 bytes in base64`);
    }
    const kid = `${name}.${fingerprint(bytes)}`;
    if (byKid.has(kid)) throw new EncryptionKeysError(`${where} is the same as one before it`);
    byKid.set(kid, createSecretKey(bytes));
  }
  const [first] = byKid.keys();
  if (first === undefined) throw new EncryptionKeysError('is empty');
  return { kid: first, byKid };
};
