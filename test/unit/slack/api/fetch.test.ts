/** How long Slack asks to wait, however it writes that. */
import { expect, it } from 'vitest';
import { retryAfterS, slackFetch } from '../../../../src/slack/api/fetch.ts';

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

it('the body of a 429, which nobody reads, is let go of: it may have no end', async () => {
  let isCancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
    cancel: () => {
      isCancelled = true;
    },
  });
  const ask = slackFetch(async () => new Response(endless, { status: 429, headers: { 'retry-after': '7' } }));
  const { status, headers, body } = (await ask('https://slack.example/api/x', {})) as Response;
  expect([status, headers.get('retry-after'), body]).toEqual([429, '7', null]);
  expect(isCancelled).toBe(true);
});
