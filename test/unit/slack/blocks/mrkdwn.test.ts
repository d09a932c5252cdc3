/** Text for Slack: nothing that came from outside may format, call or cut what it should not. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import {
  bold,
  clip,
  code,
  escapeLines,
  escapeText,
  joined,
  mention,
  mrkdwn,
  sizeText,
  time,
} from '../../../../src/slack/blocks/mrkdwn.ts';
import { plain } from '../../../../src/slack/blocks/plain.ts';
import { quote } from '../../../../src/slack/blocks/quote.ts';
import type { Mrkdwn } from '../../../../src/slack/feature.ts';

test('an image named like a broadcast calls nobody', () => {
  const name = '<!channel> & *x*';
  expect(escapeText(name)).toBe('&lt;!channel&gt; &amp; *x*');
  expect(code(name)).toBe('`&lt;!channel&gt; &amp; *x*`');
  expect(bold(name)).toBe('*&lt;!channel&gt; &amp; ∗x∗*');
});

test('what is not seen is not written', () => {
  const name = 'web\u202e\u200b\u0000 می‌خواهم';
  expect([escapeText(name), bold(name), code(name)]).toEqual([
    'web می‌خواهم',
    '*web می‌خواهم*',
    '`web می‌خواهم`',
  ]);
  expect(escapeLines('two\r\nlines')).toBe('two\nlines');
});

/** Whatever begins a new line for one reader or another. */
const breaks = ['\n', '\r\n', '\r', '\u0085', '\u2028', '\u2029', '\u000b', '\u000c'];

test.each(breaks)('what somebody else wrote begins no line of its own: %j', (lineBreak) => {
  const words = `prod${lineBreak}*Accepted* by everybody`;
  for (const made of [escapeText(words), code(words), bold(words), plain`${words}`])
    expect(made).not.toMatch(/[\n\v\f\r\u0085\u2028\u2029]/);
  for (const line of quote(words, 100).split(/[\n\v\f\r\u0085\u2028\u2029]/)) expect(line).toMatch(/^>/);
});

test('holes hold what is mrkdwn already', () => {
  expect(mrkdwn`\`x\` ${bold('a')} is ${2}\n${''}`).toBe('`x` *a* is 2\n');
  expect(joined([bold('a'), '', code('b')], mrkdwn`, `)).toBe('*a*, , `b`');
});

test('code and bold end where they should', () => {
  expect(code('a`b\nc')).toBe('`a’b c`');
  expect(code('')).toBe('` `');
  expect(code(' an  id ')).toBe('` an  id `');
  expect(bold(' a\n*b* ')).toBe('*a ∗b∗*');
  expect(bold(' ')).toBe('');
});

test('a mention and a time', () => {
  expect(mention('U1' as SlackUserId)).toBe('<@U1>');
  const ms = Date.UTC(2025, 0, 31, 10, 20, 30, 999);
  expect(time(ms)).toBe('<!date^1738318830^{date_short_pretty} at {time}|2025-01-31 10:20 UTC>');
  expect(time(ms, 'a|b>')).toBe('<!date^1738318830^{date_short_pretty} at {time}|a/b&gt;>');
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KiB'],
  [1536, '1.5 KiB'],
  [512 * 2 ** 20, '512 MiB'],
  [2.345 * 2 ** 30, '2.3 GiB'],
  [2 ** 30 - 1, '1 GiB'],
  [2 ** 70, '1048576 PiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

describe('clip', () => {
  const text = (words: string) => words as Mrkdwn;

  test('leaves what fits and marks what does not', () => {
    expect(clip(text('abc'), 3)).toBe('abc');
    expect(clip(text('abcd'), 3)).toBe('ab…');
    expect(clip(text('ééé'), 6, 'bytes')).toBe('ééé');
    expect(clip(text('ééé'), 5, 'bytes')).toBe('é…');
  });

  test('cuts no entity, no mention and no grapheme in two', () => {
    expect(clip(text('a&amp;b'), 5)).toBe('a…');
    expect(clip(text('a <@U12345> b'), 8)).toBe('a …');
    expect(clip(text('a😀b'), 3)).toBe('a…');
    expect(clip(text('a👩‍👩‍👧b'), 8)).toBe('a…');
    expect(clip(text('ae\u0301\u0301b'), 4)).toBe('a…');
    expect(clip(text('a&amp;\u0301b'), 7)).toBe('a…');
    expect(clip(text('<!date^1^{date}|é>x'), 19, 'bytes')).toBe('…');
  });

  test.each(['chars', 'bytes'] as const)('keeps to the limit in %s, whatever the text', (unit) => {
    const piece = fc.constantFrom('a', '&amp;', '&lt;', '<@U1>', '😀', '👩‍👩‍👧', '\u0301', 'ש', 'é', '\n');
    const length = (it: string) => (unit === 'chars' ? it.length : Buffer.byteLength(it));
    fc.assert(
      fc.property(fc.string({ unit: piece }), fc.integer({ min: 3, max: 40 }), (words, max) => {
        const clipped = clip(text(words), max, unit);
        const isWhole = length(words) <= max;
        expect(length(clipped)).toBeLessThanOrEqual(max);
        expect(clipped.endsWith('…')).toBe(!isWhole);
        const kept = isWhole ? words : clipped.slice(0, -1);
        expect(words.startsWith(kept)).toBe(true);
        expect(kept).not.toMatch(/&\w*$|<[^>]*$/);
        const graphemes = [...new Intl.Segmenter().segment(words)].map(({ index }) => index);
        expect([...graphemes, words.length]).toContain(kept.length);
      }),
    );
  });
});
