import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import { decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { EncryptionKeysError, parseKeys } from '../../../../src/store/secrets/keys.ts';
import { open, SealedRecordError, seal } from '../../../../src/store/secrets/sealing.ts';

const bytes = (byte: number) => Buffer.alloc(32, byte).toString('base64');
/** What an operator can work out for themselves: `base64 -d | sha256sum`. */
const fingerprint = (byte: number) =>
  createHash('sha256').update(Buffer.alloc(32, byte)).digest('hex').slice(0, 8);
const keys = parseKeys(`k2:${bytes(2)}, k1:${bytes(1)}`);

test('the first key seals, every key opens', async () => {
  const sealed = await seal(keys, 'r', 'Grüße');
  expect(decodeProtectedHeader(sealed)).toEqual({
    alg: 'dir',
    enc: 'A256GCM',
    kid: `k2.${fingerprint(2)}`,
    record: 'r',
  });
  expect(await open(keys, 'r', sealed)).toBe('Grüße');
  const old = await seal(parseKeys(`k1:${bytes(1)}`), 'r', 'old');
  expect(await open(keys, 'r', old)).toBe('old');
});

test('of two keys with one name the one that sealed it opens', async () => {
  const sealed = await seal(parseKeys(`k1:${bytes(1)}`), 'r', 'text');
  expect(await open(parseKeys(`k1:${bytes(3)},k1:${bytes(1)}`), 'r', sealed)).toBe('text');
  const impostor = parseKeys(`k1:${bytes(3)}`);
  await expect(open(impostor, 'r', sealed)).rejects.toThrow(`no key k1.${fingerprint(1)} in ENCRYPTION_KEYS`);
});

test('the same text is sealed differently each time', async () => {
  expect(await seal(keys, 'r', 'x')).not.toBe(await seal(keys, 'r', 'x'));
});

test('what was moved, changed, or sealed with another key does not open', async () => {
  const sealed = await seal(keys, 'r', 'text');
  const [header = '', ...rest] = sealed.split('.');
  const forged = { ...JSON.parse(Buffer.from(header, 'base64url').toString()), record: 'other' };
  const broken = [
    ['other', sealed],
    ['other', [Buffer.from(JSON.stringify(forged)).toString('base64url'), ...rest].join('.')],
    ['r', `${sealed.slice(0, -4)}AAAA`],
    ['r', await seal(parseKeys(`k2:${bytes(3)}`), 'r', 'text')],
    ['r', await seal(parseKeys(`k9:${bytes(2)}`), 'r', 'text')],
    ['r', 'text'],
    ['r', ''],
  ] as const;
  for (const [recordKey, record] of broken) {
    await expect(open(keys, recordKey, record)).rejects.toThrow(SealedRecordError);
  }
});

test.each([
  ['', 'is empty'],
  ['c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I=', 'entry 1 does not begin with'],
  ['k1:c2hvcnQtc2VjcmV0', 'entry 1 is not 32 bytes'],
  [`k1:${bytes(1)},k1:${bytes(1)}`, 'entry 2 is the same as one before it'],
  [`k1:${bytes(1)},`, 'entry 2 does not begin with'],
  [`k1:short,${bytes(1)}`, 'entry 1 is not 32 bytes in base64, and entry 2 does not begin with'],
  [`${bytes(1)}:k1`, 'entry 1 does not begin with'],
])('keys %j are refused without being shown', (text, problem) => {
  const error = (() => {
    try {
      return parseKeys(text);
    } catch (reason) {
      return reason;
    }
  })();
  expect(error).toBeInstanceOf(EncryptionKeysError);
  expect(String(error)).toContain(problem);
  expect(String(error)).toContain('npm run make-key');
  for (const part of text.split(/[,:]/).filter((piece) => piece.length > 5)) {
    expect(inspect(error)).not.toContain(part);
  }
});

test('printing the keys shows none of them', () => {
  expect(inspect(keys, { depth: null, showHidden: true }) + JSON.stringify(keys)).not.toContain(bytes(2));
});
