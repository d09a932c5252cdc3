/** mrkdwn as the playground's page reads it. */
import { expect, it } from 'vitest';
import { formatDate, parseInline, parseMrkdwn } from '../../../playground/web/block-kit/mrkdwn.ts';

const text = (words: string) => ({ is: 'text', text: words });

it.each([
  ['plain', [text('plain')]],
  ['a *bold* word', [text('a '), { is: 'bold', inside: [text('bold')] }, text(' word')]],
  ['2*3*4', [text('2*3*4')]],
  ['*bold _both_*', [{ is: 'bold', inside: [text('bold '), { is: 'italic', inside: [text('both')] }] }]],
  ['snake_case_name', [text('snake_case_name')]],
  ['~gone~', [{ is: 'strike', inside: [text('gone')] }]],
  ['`*not bold* &lt;x&gt;`', [{ is: 'code', text: '*not bold* <x>' }]],
  ['<@U1>', [{ is: 'user', id: 'U1', label: null }]],
  ['<#C1|general>', [{ is: 'channel', id: 'C1', label: 'general' }]],
  ['<!here>', [{ is: 'broadcast', id: 'here', label: null }]],
  [
    '<https://a.example/?b=1&amp;c|the *link*>',
    [{ is: 'link', url: 'https://a.example/?b=1&c', label: 'the *link*' }],
  ],
  ['&lt;!channel&gt; &amp; co', [text('<!channel> & co')]],
  [':lock: 12:30:45', [{ is: 'emoji', text: 'lock' }, text(' 12'), { is: 'emoji', text: '30' }, text('45')]],
])('%s', (given, expected) => {
  expect(parseInline(given)).toEqual(expected);
});

it('quotes, lines and code stand apart', () => {
  expect(parseMrkdwn('a\n>b\n&gt; c\nd\n```\n*x*\n  y\n```\ne')).toEqual([
    { is: 'lines', lines: [[text('a')]] },
    { is: 'quote', lines: [[text('b')], [text('c')]] },
    { is: 'lines', lines: [[text('d')]] },
    { is: 'preformatted', text: '*x*\n  y' },
    { is: 'lines', lines: [[text('e')]] },
  ]);
});

it('a date in the reader’s words', () => {
  const now = new Date(2026, 10, 21, 14, 5);
  const atS = now.getTime() / 1000;
  expect(formatDate(atS, '{date_short_pretty} at', now)).toBe('today at');
  expect(formatDate(atS - 86_400, '{date_pretty}', now)).toBe('yesterday');
  expect(formatDate(atS - 20 * 86_400, '{date_short_pretty}', now)).toBe(
    formatDate(atS - 20 * 86_400, '{date_short}', now),
  );
  expect(formatDate(atS, '{nonsense}', now)).toBe('{nonsense}');
});

it('a moment is of the day that it is in the reader’s zone', () => {
  const noon = new Date('2026-11-21T12:00:00Z');
  const late = Date.parse('2026-11-21T22:59:00Z') / 1000;
  expect(formatDate(late, '{date_short_pretty}', noon, 'Europe/Berlin')).toBe('today');
  expect(formatDate(late, '{date_short_pretty}', noon, 'Asia/Tokyo')).toBe('tomorrow');
  expect(formatDate(late, '{time}', noon, 'Europe/Berlin')).toMatch(/59/);
  expect(formatDate(late, '{time}', noon, 'Europe/Berlin')).toBe(
    formatDate(late + 3600, '{time}', noon, 'UTC'),
  );
});
