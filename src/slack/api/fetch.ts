/** The one way to Slack's Web API: notes Slack's clock, reads `Retry-After` however it is written, and no answer without end. */
import type { webApi } from '@slack/bolt';
import { readTime } from '../../core/read-time.ts';

/** If Slack, or a proxy, asks to wait without a time that can be read. */
const unreadableS = 30;
/** A longer rest is not believed. */
const longestS = 3_600;

/**
 * Whole seconds, 1 to an hour, from what a 429 says.
 * @param header seconds or an HTTP date: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
 * @param now ms UTC, by the clock of whoever sent it
 */
export const retryAfterS = (header: string | null, now: number): number => {
  const text = header?.trim() ?? '';
  if (/^\d{1,20}$/.test(text)) return Math.min(longestS, Math.max(1, Number(text)));
  const at = text.includes(':') ? readTime(text) : null;
  return at === null ? unreadableS : Math.min(longestS, Math.max(1, Math.ceil((at - now) / 1000)));
};

/** Bytes, unpacked: a page of two hundred messages has a quarter of it at most. */
const maxAnswer = 16 * 1024 ** 2;

/** The same answer, which fails while it is read once it is more than any of Slack's. */
const bounded = (response: Response): Response => {
  let left = maxAnswer;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      left -= chunk.byteLength;
      if (left < 0) controller.error(new Error('more than any answer of Slack’s'));
      else controller.enqueue(chunk);
    },
  });
  const { body, status, statusText, headers } = response;
  return body === null ? response : new Response(body.pipeThrough(counting), { status, statusText, headers });
};

/**
 * @param send how requests leave: past proxies, by default
 * @param onTime told the time by Slack's clock, ms UTC, with each answer that says it
 */
export const slackFetch =
  (send: typeof fetch = fetch, onTime: (now: number) => void = () => {}): webApi.FetchFunction =>
  async (url, init) => {
    const response = await send(url, init as RequestInit);
    const now = readTime(response.headers.get('date') ?? '');
    if (now !== null) onTime(now);
    if (response.status !== 429) return bounded(response);
    response.body?.cancel().catch(() => {}); // cut off already
    // the client takes a 429 for one only if it says how many seconds
    const headers = new Headers(response.headers);
    headers.set('retry-after', String(retryAfterS(headers.get('retry-after'), now ?? Date.now())));
    return new Response(null, { status: 429, headers });
  };
