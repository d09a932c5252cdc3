/**
 * Sealing: a text becomes a JWE (A256GCM) bound to the key of its record, which is in the
 * authenticated header. A record copied to another person's or account's key cannot be decrypted.
 * @see https://www.rfc-editor.org/rfc/rfc7516
 */
import type { KeyObject } from 'node:crypto';
// a part of the library each: the whole holds twice the memory
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { compactDecrypt } from 'jose/jwe/compact/decrypt';
import { CompactEncrypt } from 'jose/jwe/compact/encrypt';
import type { Keys } from './keys.ts';

/** A stored record that cannot be decrypted: sealed for another record key, with an unknown key, or changed. */
export class SealedRecordError extends Error {
  override readonly name = 'SealedRecordError';

  constructor(recordKey: string, problem: string, options?: ErrorOptions) {
    super(`The sealed record ${recordKey} does not open: ${problem}`, options);
  }
}

const alg = 'dir';
const enc = 'A256GCM';

/** Encrypts `plaintext` with the first key, for the record `recordKey` and no other. */
export const seal = (keys: Keys, recordKey: string, plaintext: string): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(plaintext))
    .setProtectedHeader({ alg, enc, kid: keys.kid, record: recordKey })
    .encrypt(keyFor(keys, recordKey, keys.kid));

/**
 * Decrypts what was sealed for `recordKey`.
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
 * @throws SealedRecordError if it is not a sealed record at all
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
