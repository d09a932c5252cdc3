/** The small rules of the Slack side: who belongs, what an error of the Web API allows, what is claimed, who asks for help. */
import { webApi } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import type { SlackUserId, TeamId } from '../../../src/core/ids.ts';
import { toCallError } from '../../../src/slack/api/call-error.ts';
import { type Installation, relation } from '../../../src/slack/api/installation.ts';
import { asksForHelp, usageMessage } from '../../../src/slack/blocks/usage.ts';
import { registryOf } from '../../../src/slack/bolt/registry.ts';

describe('who belongs', () => {
  const alone: Installation = { teamId: 'T1' as TeamId, enterpriseId: null, botUserId: 'U0' as SlackUserId };
  const grid: Installation = { ...alone, enterpriseId: 'E1' };

  test.each([
    ['T1', undefined, alone, 'own'],
    ['T2', undefined, alone, 'stranger'],
    ['T2', 'E1', alone, 'stranger'],
    [undefined, undefined, alone, 'stranger'],
    ['T1', 'E1', grid, 'own'],
    ['T2', 'E1', grid, 'sister'],
    [undefined, 'E1', grid, 'sister'],
    ['T2', 'E2', grid, 'stranger'],
    ['T2', undefined, grid, 'stranger'],
  ] as const)('%s of %s', (teamId, enterpriseId, installation, expected) => {
    expect(relation({ teamId, enterpriseId }, installation)).toBe(expected);
  });
});

describe('an error of the Web API', () => {
  const platform = (error: string) => new webApi.WebAPIPlatformError({ ok: false, error });
  const cut = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) });

  test.each([
    [new webApi.WebAPIRateLimitedError(7), 'ratelimited', 'http_429', 7000],
    [platform('ratelimited'), 'ratelimited', 'ratelimited', 30_000],
    [platform('message_not_found'), 'gone', 'message_not_found', 0],
    [platform('channel_not_found'), 'gone', 'channel_not_found', 0],
    [platform('invalid_blocks'), 'refused', 'invalid_blocks', 0],
    [platform('internal_error'), 'unknown-outcome', 'internal_error', 0],
    [platform('<html>Bad gateway</html>'), 'unknown-outcome', 'not_slack', 0],
    [new webApi.WebAPIHTTPError(503, 'x', {}), 'unknown-outcome', 'http_503', 0],
    [new webApi.WebAPIHTTPError(404, 'x', {}), 'refused', 'http_404', 0],
    [new webApi.WebAPIRequestError(cut), 'unknown-outcome', 'ECONNRESET', 0],
    [new DOMException('x', 'TimeoutError'), 'unknown-outcome', 'TimeoutError', 0],
    [new SyntaxError('x'), 'unknown-outcome', 'SyntaxError', 0],
  ])('%s', (error, kind, code, retryAfterMs) => {
    expect(toCallError('chat.update', error)).toMatchObject({
      method: 'chat.update',
      kind,
      code,
      retryAfterMs,
    });
  });

  test('carries nothing of the request or the answer', () => {
    const error = new webApi.WebAPIHTTPError(500, 'x', { authorization: 'xoxb-secret' }, 'xoxb-secret');
    const made = toCallError('chat.update', error);
    expect(JSON.stringify(made) + made.message + String(made.cause)).not.toContain('xoxb');
  });
});

test('two features with one id do not start', () => {
  const run = async () => undefined;
  const command = { summary: 's', usage: '', run };
  expect(() => registryOf([{ commands: { '/a': command } }, { commands: { '/a': command } }])).toThrow(
    'Two features claim the command /a.',
  );
  expect(() => registryOf([{ buttons: { a: { run } } }, { buttons: { a: { run } } }])).toThrow(
    'the action_id a',
  );
  expect(registryOf([{ buttons: { a: { run } } }, { commands: { '/a': command } }]).buttons.size).toBe(1);
});

test.each([
  ['help', true],
  [' HELP ', true],
  ['--help', true],
  ['—help', true],
  ['-h', true],
  ['–h', true],
  ['?', true],
  ['', false],
  ['h', false],
  ['help me', false],
])('%j asks for help: %s', (text, asks) => {
  expect(asksForHelp(text)).toBe(asks);
});

test('usage is printed from the command', () => {
  const command = {
    summary: 'Share & more',
    usage: '<uuid>',
    examples: ['/a 1'],
    run: async () => undefined,
  };
  expect(usageMessage('/a', command)).toEqual({
    text: 'Share &amp; more\n`/a &lt;uuid&gt;`\nFor example:\n`/a 1`',
  });
});
