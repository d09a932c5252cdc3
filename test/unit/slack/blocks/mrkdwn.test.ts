/** Text for Slack: nothing that came from outside may format, call or cut what it should not. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import {
  bold,
  clip,
  code,
  escapeText,
  joined,
  mention,
  mrkdwn,
  sizeText,
  time,
} from '../../../../src/slack/blocks/mrkdwn.ts';

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
  expect(escapeText('two\r\nlines')).toBe('two\nlines');
});

test('holes hold what is mrkdwn already', () => {
  expect(mrkdwn`\`x\` ${bold('a')} is ${2}\n${''}`).toBe('`x` *a* is 2\n');
  expect(joined([bold('a'), '', code('b')], mrkdwn`, `)).toBe('*a*, , `b`');
});

test('code and bold end where they should', () => {
  expect(code('a`b\nc')).toBe('`a’b c`');
  expect(code('')).toBe('` `');
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
  test('leaves what fits and marks what does not', () => {
    expect(clip('abc', 3)).toBe('abc');
    expect(clip('abcd', 3)).toBe('ab…');
  });

  test('cuts no entity, no mention and no emoji in half', () => {
    expect(clip('a&amp;b', 5)).toBe('a…');
    expect(clip('a <@U12345> b', 8)).toBe('a …');
    expect(clip('a😀b', 3)).toBe('a…');
  });

  test('keeps to the limit, whatever the text', () => {
    const piece = fc.constantFrom('a', '&amp;', '&lt;', '<@U1>', '😀', '<', '>', '&', '\n');
    fc.assert(
      fc.property(fc.string({ unit: piece }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const clipped = clip(text, max);
        expect(clipped.length).toBeLessThanOrEqual(max);
        expect(text.startsWith(clipped.replace(/…$/, ''))).toBe(true);
        expect(clipped.isWellFormed()).toBe(true);
        expect(clipped.length === max || clipped === text || clipped.endsWith('…')).toBe(true);
      }),
    );
  });
});
