/** Whatever somebody between the bot and Slack answers, to each call that the bot makes: nobody knows what became of it, and nothing is final. */
import { createServer, type Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { listenHere } from '../../playground/listen.ts';
import type { SlackUserId, TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import type { SlackCallError } from '../../src/slack/api/call-error.ts';
import { createMessenger, type Messenger } from '../../src/slack/api/messenger.ts';
import { mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import { boltLog } from '../../src/slack/bolt/bolt-log.ts';

/** The bytes with which each request is answered; the connection ends after them. */
let answer: Buffer;
let asked: number;
let server: Server;
let messenger: Messenger;
beforeEach(async () => {
  asked = 0;
  server = createServer((request) => {
    asked += 1;
    request.resume().on('end', () => request.socket.end(answer));
  });
  messenger = createMessenger({
    token: 'xoxb-secret',
    slackApiUrl: `http://${await listenHere(server, 0)}/api/`,
    timeoutMs: 10_000,
    logger: boltLog(createLog('silent')),
    installation: () => ({ teamId: 'T1' as TeamId, enterpriseId: null, botUserId: 'UBOT' as SlackUserId }),
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const user = 'UALICE' as SlackUserId;
const message = { text: mrkdwn`x` };
const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  'users.info': () => messenger.vet(user),
  'conversations.info': () => messenger.vetChannel('C1'),
  'conversations.open': () => messenger.openConversation(user),
  'conversations.history': () => messenger.history('D1', { from: null, to: null }),
  'chat.postMessage': () => messenger.post('D1', message),
  'chat.postEphemeral': () => messenger.whisper({ channel: 'C1', user }, message),
  'chat.update': () => messenger.update('D1', '1.1', message),
  'chat.delete': () => messenger.remove('D1', '1.1'),
  'chat.getPermalink': () => messenger.permalink('D1', '1.1'),
  'views.publish': () => messenger.publishHome(user, []),
};
/** Successes that do not say what the call was for, or say it in another form than Slack does. */
const lacking = [
  '{"ok":true}',
  '{"ok":true,"user":null,"channel":null,"ts":null,"message_ts":null,"permalink":null,"view":null,"messages":null}',
  '{"ok":true,"user":{},"channel":{},"messages":{},"ts":"","message_ts":"","permalink":"","view":[]}',
  '{"ok":true,"user":[],"channel":[],"messages":"","ts":1.1,"message_ts":1.1,"permalink":7,"view":"V1"}',
  '{"ok":true,"user":"UALICE","channel":"D1","messages":[null],"ts":{},"message_ts":{},"permalink":{},"view":7}',
  `{"ok":true,"ts":"${'1'.repeat(10_000)}","message_ts":"${'1'.repeat(10_000)}","permalink":"${'x'.repeat(10_000)}"}`,
];
const whole = {
  user: { id: 'UALICE', team_id: 'T1', name: 'alice' },
  channel: { id: 'D1', is_ext_shared: false },
  messages: [],
  ...{ has_more: false, ts: '1.1', message_ts: '1.1', permalink: 'https://x.example/p11' },
  view: { id: 'V1' },
};

const bytes = (status: number, body: string | Buffer, lines: readonly string[] = []) => {
  const head = [
    `HTTP/1.1 ${status} X`,
    'connection: close',
    ...lines,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
};
const json = 'content-type: application/json; charset=utf-8';
const page = '<html><body>Sign in to the network</body></html>';

/** What would do, behind more than anybody reads. */
const wholeBytes = Buffer.from(JSON.stringify({ ok: true, ...whole }));
const packedBlanks = gzipSync(Buffer.concat([Buffer.alloc(64 * 1024 ** 2, ' '), wholeBytes]));

const statuses = [
  400, 401, 403, 404, 405, 407, 408, 410, 413, 418, 421, 451, 500, 501, 502, 503, 504, 520, 599,
];
const answers: readonly [string, Buffer][] = [
  ...statuses.map((status): [string, Buffer] => [`${status}`, bytes(status, page)]),
  ...[400, 403, 404, 503].map((status): [string, Buffer] => [
    `${status} as JSON of its own`,
    bytes(status, '{"ok":true,"error":"user_not_found"}', [json]),
  ]),
  ['a page, as a success', bytes(200, page, ['content-type: text/html'])],
  ['a packed file, as a success', bytes(200, gzipSync('{}'), ['content-type: application/gzip'])],
  ['nothing, as a success', bytes(200, '', [json])],
  ['204', Buffer.from('HTTP/1.1 204 X\r\nconnection: close\r\n\r\n')],
  ['a way elsewhere', bytes(302, '', ['location: http://127.0.0.1:1/sign-in'])],
  ['a way elsewhere for the same request', bytes(307, '', ['location: http://127.0.0.1:1/sign-in'])],
  ['a way that is none', bytes(302, '', ['location: ::'])],
  ['a way in a circle', bytes(308, '', ['location: /api/chat.update'])],
  ...['null', '[]', 'true', '0', '"ok"', '{}', '{"ok":null}', '{"ok":false}', '{"ok":0,"error":7}'].map(
    (body): [string, Buffer] => [body, bytes(200, body, [json])],
  ),
  ...['true', 'false', 'yes', 1, {}, []].map((ok): [string, Buffer] => {
    const said = JSON.stringify({ ...whole, ok });
    return [said.slice(-20), bytes(200, said, [json])];
  }),
  ['an error that is no code', bytes(200, '{"ok":false,"error":"<html>user_not_found"}', [json])],
  ['an error in a list', bytes(200, '{"ok":false,"error":["user_not_found"]}', [json])],
  ['half an answer', bytes(200, '{"ok":false,"error":"user_not', [json])],
  ['less than was promised', Buffer.concat([bytes(200, '{"ok":true}', [json]).subarray(0, -3)])],
  ['what is not packed as it says', bytes(200, '{"ok":true}', [json, 'content-encoding: gzip'])],
  [
    'what is packed and cut',
    bytes(200, gzipSync('{"ok":true}').subarray(0, 15), [json, 'content-encoding: gzip']),
  ],
  ['more than any answer, in a few bytes', bytes(200, packedBlanks, [json, 'content-encoding: gzip'])],
  [
    'more than any answer',
    bytes(200, Buffer.concat([Buffer.alloc(20 * 1024 ** 2, ' '), wholeBytes]), [json]),
  ],
  ['no HTTP', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')],
  ['no answer', Buffer.alloc(0)],
];

describe.each(Object.keys(calls))('%s', (method) => {
  it.each(answers)('%s', async (_, sent) => {
    answer = sent;
    const error = await calls[method]?.().then(
      () => null,
      (reason: SlackCallError) => reason,
    );
    expect(asked).toBeGreaterThan(0);
    expect(error).toMatchObject({
      name: 'SlackCallError',
      method,
      verdict: 'wait',
      bySlack: false,
      unsure: true,
    });
    expect(`${error} ${error?.stack} ${JSON.stringify(error)}`).not.toContain('xoxb-secret');
  });

  it('429 without a time is a rate limit all the same', async () => {
    answer = bytes(429, page);
    await expect(calls[method]?.()).rejects.toMatchObject({ verdict: 'ratelimited', retryAfterMs: 30_000 });
  });

  it.each(lacking.map((body) => [body.slice(0, 60), body]))(
    'a success that lacks what was asked for: %s…',
    async (_, body = '') => {
      answer = bytes(200, body, [json]);
      await expect(calls[method]?.()).rejects.toMatchObject({ verdict: 'wait', unsure: true });
    },
  );

  it('a success of Slack’s is one', async () => {
    answer = bytes(200, JSON.stringify({ ok: true, ...whole }), [json]);
    await expect(calls[method]?.().then(() => 'done')).resolves.toBe('done');
  });
});

test.each<[method: string, what: string, body: object]>([
  ['users.info', 'of somebody else', { user: { ...whole.user, id: 'UBOB' } }],
  ['users.info', 'whose deactivation is a word', { user: { ...whole.user, deleted: 'false' } }],
  ['users.info', 'who is a bot by a number', { user: { ...whole.user, is_bot: 7 } }],
  ['users.info', 'of a team that is none', { user: { ...whole.user, team_id: { id: 'T1' } } }],
  ['conversations.info', 'archived by a word', { channel: { ...whole.channel, is_archived: 'false' } }],
  ['conversations.info', 'shared by a word', { channel: { ...whole.channel, is_ext_shared: 'false' } }],
  [
    'conversations.info',
    'about to be shared',
    { channel: { ...whole.channel, is_pending_ext_shared: 'no' } },
  ],
  ['conversations.open', 'an id that is none', { channel: { id: { toString: 'D1' } } }],
  ['conversations.history', 'a message without its time', { messages: [{ user: 'UBOT' }] }],
  ['conversations.history', 'more by a word', { has_more: 'false' }],
])('%s: %s', async (method, _, body) => {
  answer = bytes(200, JSON.stringify({ ok: true, ...whole, ...body }), [json]);
  await expect(calls[method]?.()).rejects.toMatchObject({
    verdict: 'wait',
    code: 'incomplete',
    unsure: true,
  });
});

test('what only decorates is read if it can be', async () => {
  const user = { ...whole.user, profile: { display_name: 7 }, real_name: {}, tz: ['UTC'] };
  answer = bytes(200, JSON.stringify({ ok: true, user }), [json]);
  expect(await messenger.vet(user.id as SlackUserId)).toEqual({ ok: true, name: 'alice', timeZone: null });
  const channel = { ...whole.channel, name: { is: 'builds' } };
  answer = bytes(200, JSON.stringify({ ok: true, channel }), [json]);
  expect(await messenger.vetChannel('C1')).toEqual({ ok: true, name: 'C1', timeZone: null });
});
