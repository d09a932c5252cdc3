/** Hashes that nobody can guess the text of without an encryption key: to recognize what must not be stored. */
import { createHmac } from 'node:crypto';
import type { Keys } from './keys.ts';

/** The HMAC-SHA256 of `parts` under each key, the current one's first. */
export const keyedHashes = ({ byKid }: Keys, parts: readonly string[]): readonly [string, ...string[]] => {
  const [first = '', ...others] = [...byKid.values()].map((key) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url'),
  );
  return [first, ...others];
};
