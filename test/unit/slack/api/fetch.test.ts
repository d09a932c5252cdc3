/** How long Slack asks to wait, however it writes that. */
import { expect, it } from 'vitest';
import { retryAfterS } from '../../../../src/slack/api/fetch.ts';

const now = Date.UTC(2026, 10, 29, 12);

it.each([
  ['seconds', '7', 7],
  ['no time at all', '0', 1],
  ['longer than is believed', '99999999999', 3_600],
  ['an HTTP date', 'Sun, 29 Nov 2026 12:02:00 GMT', 120],
  ['a date that has passed', 'Sun, 29 Nov 2026 11:00:00 GMT', 1],
  ['a date far off', 'Sun, 29 Nov 2099 12:00:00 GMT', 3_600],
  ['a negative number', '-5', 30],
  ['a fraction', '1.5', 30],
  ['words', 'soon', 30],
  ['nothing', '', 30],
  ['no header', null, 30],
  ['a page', '<html>'.repeat(10_000), 30],
])('%s', (_name, header, seconds) => expect(retryAfterS(header, now)).toBe(seconds));
