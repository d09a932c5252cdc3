/** What a failed call means, whoever made it fail: Slack, a proxy on the way, or the network. */
import { webApi } from '@slack/bolt';
import { describe, expect, it, test } from 'vitest';
import { toCallError } from '../../../../src/slack/api/call-error.ts';

const platform = (error: unknown, more: object = {}) =>
  new webApi.WebAPIPlatformError({ ok: false, error, ...more } as { ok: false; error: string });
const http = (status: number, body: unknown) =>
  new webApi.WebAPIHTTPError(status, 'x', {}, typeof body === 'string' ? body : JSON.stringify(body));
const cut = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) });
const hourMs = 60 * 60_000;

describe('Slack’s own answer', () => {
  test.each([
    [new webApi.WebAPIRateLimitedError(7), 'ratelimited', 'http_429', 7_000],
    [new webApi.WebAPIRateLimitedError(99_999_999_999), 'ratelimited', 'http_429', hourMs],
    [new webApi.WebAPIRateLimitedError(-1), 'ratelimited', 'http_429', 30_000],
    [platform('ratelimited'), 'ratelimited', 'ratelimited', 30_000],
    [platform('message_not_found'), 'message', 'message_not_found', 0],
    [platform('channel_not_found'), 'place', 'channel_not_found', 0],
    [platform('invalid_blocks'), 'bug', 'invalid_blocks', 0],
    [platform('internal_error'), 'wait', 'internal_error', 0],
    [platform('a_code_of_next_year'), 'wait', 'a_code_of_next_year', 0],
    [http(403, { ok: false, error: 'team_added_to_org' }), 'wait', 'team_added_to_org', 0],
  ])('%s', (error, verdict, code, retryAfterMs) => {
    expect(toCallError('chat.update', error)).toMatchObject({
      method: 'chat.update',
      verdict,
      code,
      retryAfterMs,
      bySlack: true,
    });
  });

  test.each([
    ['internal_error', true],
    ['team_added_to_org', false],
    ['a_code_of_next_year', true],
    ['invalid_auth', false],
  ])('%s may have been done: %s', (code, unsure) => {
    expect(toCallError('chat.postMessage', platform(code))).toMatchObject({ unsure });
  });

  it('names the scope that is missing, if it is one', () => {
    const needed = (value: unknown) =>
      toCallError('users.info', platform('missing_scope', { needed: value })).needed;
    expect(needed('users:read')).toBe('users:read');
    expect(needed('<html>')).toBeNull();
    expect(needed({})).toBeNull();
  });
});

describe('anything else is waited out, and may have been done', () => {
  test.each([
    [platform('<html>Bad gateway</html>'), 'not_slack'],
    [platform(undefined), 'not_slack'],
    [platform({}), 'not_slack'],
    [http(503, ''), 'http_503'],
    [http(404, '<html>'), 'http_404'],
    [http(403, { error: 'user_not_found' }), 'http_403'],
    [http(401, 'null'), 'http_401'],
    [new webApi.WebAPIRequestError(cut), 'ECONNRESET'],
    [new DOMException('x', 'TimeoutError'), 'TimeoutError'],
    [new SyntaxError('x'), 'SyntaxError'],
    ['a string', 'unknown'],
  ])('%s', (error, code) => {
    expect(toCallError('chat.update', error)).toMatchObject({
      verdict: 'wait',
      code,
      unsure: true,
      bySlack: false,
    });
  });
});

it('carries nothing of the request or the answer', () => {
  const error = new webApi.WebAPIHTTPError(500, 'x', { authorization: 'xoxb-secret' }, 'xoxb-secret');
  const made = toCallError('chat.update', error);
  expect(JSON.stringify(made) + made.message + String(made.cause)).not.toContain('xoxb');
});
