/**
 * Sealing: a text becomes a JWE (A256GCM) bound to the key of the record it is kept under, which stands in the
 * authenticated header. A record copied to another person's or account's key does not open.
 * @see https://www.rfc-editor.org/rfc/rfc7516
 */
import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';

/**
 * The operator's keys by `kid`, which is the name that the operator gave and a fingerprint: another key under the same name has
 * another. The first seals, all open. Printing them shows no key: a KeyObject hides its bytes.
 */
export interface Keys {
  readonly kid: string;
  readonly byKid: ReadonlyMap<string, KeyObject>;
}

/** ENCRYPTION_KEYS cannot be used. Says which entry by its place: even what looks like a name may be a secret. */
export class EncryptionKeysError extends Error {
  override readonly name = 'EncryptionKeysError';

  constructor(problem: string) {
    super(
      `ENCRYPTION_KEYS ${problem}. It is a list such as k2:<key>,k1:<key>; npm run make-key makes a key.`,
    );
  }
}

/** Eight hex digits of the key's SHA-256: they tell keys apart and give nothing of one away. */
const fingerprint = (key: Buffer) => createHash('sha256').update(key).digest('hex').slice(0, 8);

/** What the operator calls the key: no name has a dot in it. */
export const nameOf = (kid: string): string => kid.split('.', 1)[0] ?? kid;

/** A stored record that does not open: sealed for another record key, under an unknown key, or changed. */
export class SealedRecordError extends Error {
  override readonly name = 'SealedRecordError';

  constructor(recordKey: string, problem: string, options?: ErrorOptions) {
    super(`The sealed record ${recordKey} does not open: ${problem}`, options);
  }
}

/**
 * Reads `name:key,name:key`, each key 32 random bytes in base64.
 * @throws EncryptionKeysError which never shows a value
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

const alg = 'dir';
const enc = 'A256GCM';

/** Seals `plaintext` with the first key, for the record `recordKey` and no other. */
export const seal = (keys: Keys, recordKey: string, plaintext: string): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(plaintext))
    .setProtectedHeader({ alg, enc, kid: keys.kid, record: recordKey })
    .encrypt(keyFor(keys, recordKey, keys.kid));

/**
 * Opens what was sealed for `recordKey`.
 * @throws SealedRecordError
 */
export const open = async (keys: Keys, recordKey: string, sealed: string): Promise<string> => {
  const key = keyFor(keys, recordKey, kidOf(recordKey, sealed));
  const options = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [enc] };
  const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, options).catch(
    (cause: unknown) => {
      throw new SealedRecordError(recordKey, 'it was changed', {
        cause,
      });
    },
  );
  if (protectedHeader.record !== recordKey)
    throw new SealedRecordError(recordKey, 'it was sealed for another record');
  return new TextDecoder().decode(plaintext);
};

/**
 * The `kid` of the key that sealed it; not authenticated, it only says which key to try.
 * @throws SealedRecordError when it is no sealed record at all
 */
export const kidOf = (recordKey: string, sealed: unknown): string => {
  try {
    const { kid } = decodeProtectedHeader(String(sealed));
    if (typeof kid === 'string') return kid;
  } catch {
    // worded below; the cause could quote the record
  }
  throw new SealedRecordError(recordKey, 'it is not a sealed record');
};

const keyFor = ({ byKid }: Keys, recordKey: string, kid: string): KeyObject => {
  const key = byKid.get(kid);
  if (!key) throw new SealedRecordError(recordKey, `there is no key ${kid} in ENCRYPTION_KEYS`);
  return key;
};
