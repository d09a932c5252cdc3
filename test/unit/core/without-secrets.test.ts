/** What a service says, without the secrets that it was sent: none is left whole, and no word loses letters. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutSecrets } from '../../../src/core/secret.ts';

test.each<[what: string, text: string, secrets: readonly string[], left: string]>([
  ['a letter that words are made of', 'The request is not right.', ['t'], 'The request is not right.'],
  ['a letter by itself', "What is 't'?", ['t'], "What is '[secret]'?"],
  [
    'a short word by itself',
    'Password pass: no such pass.',
    ['pass'],
    'Password [secret]: no such [secret].',
  ],
  [
    'a short word as a part of others',
    'passes, bypass, pass_on, pass2',
    ['pass'],
    'passes, bypass, pass_on, pass2',
  ],
  ['between signs', 'user=bob&password=s3cr3t&x', ['s3cr3t'], 'user=bob&password=[secret]&x'],
  ['a sign that sentences are made of', 'No. Not so.', ['.'], 'No. Not so.'],
  ['one that begins and ends with signs', 'It is (!a!), no.', ['!a!'], 'It is ([secret]), no.'],
  ['a long one by itself', 'what is correct-horse?', ['correct-horse'], 'what is [secret]?'],
  ['a long one inside a word, which goes with it', 'xcorrect-horses are', ['correct-horse'], '[secret] are'],
  ['a long word that is one', 'Two passwords, one password', ['password'], 'Two [secret], one [secret]'],
  ['letters of any script', 'Schlüssel lüss lüss', ['lüss'], 'Schlüssel [secret] [secret]'],
  ['beyond the first plane', '𝒳abc abc', ['abc'], '𝒳abc [secret]'],
  ['a letter of two units before it', '𝒳𝒳password password', ['password'], '[secret] [secret]'],
  ['one in another', 'ab-cd-ef and cd', ['cd', 'ab-cd-ef'], '[secret] and [secret]'],
  ['two that overlap', 'one-two-three', ['one-two-', 'two-three'], '[secret]'],
  ['the word that stands for it', 'a secret thing', ['secret', 'thing'], 'a [secret] [secret]'],
  ['next to itself', 'abcabc abc', ['abc'], 'abcabc [secret]'],
  ['none', 'as it was', ['', ' '], 'as it was'],
])('%s', (_what, text, secrets, left) => {
  expect(withoutSecrets(text, secrets)).toBe(left);
});

const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}\p{M}_]+/gu) ?? [];
const printable = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'abABéß1_-.!"\' <&'), minLength, maxLength });

test('a secret of any length that stands by itself is gone, and what is left of the text are whole words', () => {
  const parts = fc.array(printable(0, 12), { maxLength: 4 });
  fc.assert(
    fc.property(parts, fc.array(printable(1, 20), { minLength: 1, maxLength: 3 }), (around, secrets) => {
      const text = around.flatMap((part, at) => [part, secrets[at % secrets.length]]).join(' ');
      const left = withoutSecrets(text, secrets);
      const tokens = left.split(' ');
      for (const secret of secrets) {
        if (secret.trim() === '') continue;
        if (secret.length >= 8) expect(left).not.toContain(secret);
        if (!secret.includes(' ') && secret !== '[secret]') expect(tokens).not.toContain(secret);
      }
      const known = new Set([...wordsOf(text), 'secret']);
      for (const word of wordsOf(left)) expect(known).toContain(word);
    }),
    { numRuns: 2_000 },
  );
});

test('inside other words a long one is gone with the word, and a short one leaves it whole', () => {
  fc.assert(
    fc.property(fc.array(printable(0, 6), { maxLength: 6 }), printable(1, 12), (around, secret) => {
      const text = around.join(secret);
      const left = withoutSecrets(text, [secret]);
      if (secret.length >= 8 && secret.trim() !== '') expect(left).not.toContain(secret);
      const known = new Set([...wordsOf(text), 'secret']);
      for (const word of wordsOf(left)) expect(known).toContain(word);
    }),
    { numRuns: 2_000 },
  );
});

test('a text full of it takes no longer than another', () => {
  const text = 'a'.repeat(60_000);
  expect(withoutSecrets(text, ['a'.repeat(8), 'aa', 'a'])).toBe('[secret]');
});
