/** The one port, over raw sockets: what it answers to what nobody should send, and that nothing of it reaches a feature. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import type { Feature } from '../../src/slack/feature.ts';
import { createDrivenClock } from '../support/driven-clock.ts';
import { command, mounted, type Transport, transports } from '../support/mounted.ts';
import { chunked, exchange, form, nowSeconds, post, signatureLines } from '../support/raw-requests.ts';

const begun = async (transport: Transport) => {
  const receipts: string[] = [];
  const feature: Feature = {
    commands: {
      '/do': {
        ...command,
        run: async (_turn, text) => {
          receipts.push(text);
          return { say: { text: mrkdwn`done` } };
        },
      },
    },
  };
  const it = await mounted(transport, feature);
  const { signingSecret } = it.slack;
  const send = (bytes: string | Buffer) => exchange(it.url, bytes);
  return {
    ...it,
    receipts,
    signingSecret,
    send,
    statusOf: async (bytes: string | Buffer) => (await send(bytes)).status,
    /** Of a body that Slack signed. */
    signed: async (body: string | Buffer, type = `content-type: ${form}`) =>
      (await send(post(body, [type, ...signatureLines(signingSecret, body)]))).status,
    /** That it still does its work. */
    works: async () => {
      expect((await send('GET /readyz HTTP/1.1\r\nhost: bot\r\n\r\n')).status).toBe(200);
      expect((await it.alice.command('/do', 'still')).error).toBeUndefined();
      expect(receipts.splice(0)).toEqual(['still']);
    },
  };
};

const head = (line: string, ...lines: readonly string[]) =>
  [line, 'host: bot', ...lines, '', ''].join('\r\n');

describe.each(transports)('over %s', (transport) => {
  it.each([
    ['no path', head('GET //:80 HTTP/1.1'), 404],
    ['no URL', head('GET //[ HTTP/1.1'), 404],
    ['an asterisk', head('OPTIONS * HTTP/1.1'), 404],
    ['a whole URL', head('GET http://other/healthz HTTP/1.1'), 404],
    ['a tunnel', head('CONNECT other:80 HTTP/1.1'), 0],
    ['another protocol', head('GET /x HTTP/1.1', 'connection: upgrade', 'upgrade: websocket'), 404],
    [
      'another protocol on a path there is',
      head('GET /healthz HTTP/1.1', 'connection: upgrade', 'upgrade: h2c'),
      200,
    ],
    ['another method', head('PUT /healthz HTTP/1.1'), 404],
    ['a path further on', head('GET /healthz/x HTTP/1.1'), 404],
    ['a path by way of another', head('GET /x/../healthz HTTP/1.1'), 404],
    ['a path with a query', head('GET /healthz?from=probe HTTP/1.1'), 200],
    ['Slack’s path, read', head('GET /slack/events HTTP/1.1'), 404],
    ['no HTTP', '\0\x01\x02\r\n\r\n', 400],
    ['a long head', head('GET /healthz HTTP/1.1', `x: ${'x'.repeat(20_000)}`), 431],
    ['an expectation', head('GET /healthz HTTP/1.1', 'expect: a miracle'), 417],
  ])('%s', async (_, bytes, status) => {
    const { statusOf, works } = await begun(transport);
    expect(await statusOf(bytes)).toBe(status);
    await works();
  });
});

describe('over http, what two readers could take for different requests', () => {
  const body = 'command=/do&text=forged';
  const to =
    (lines: readonly string[], rest: string | Buffer = body) =>
    (secret: string) =>
      post(rest, [`content-type: ${form}`, ...signatureLines(secret, body), ...lines]);
  const raw = (text: string) => () => Buffer.from(text, 'latin1');
  it.each<[string, (secret: string) => Buffer, number]>([
    ['a length and chunks', to([`content-length: ${body.length}`, 'transfer-encoding: chunked']), 400],
    ['two lengths', to([`content-length: ${body.length}`, 'content-length: 1']), 400],
    ['one length twice', to([`content-length: ${body.length}`, `content-length: ${body.length}`]), 400],
    ['a list of lengths', to([`content-length: ${body.length}, ${body.length}`]), 400],
    ['a length with a sign', to([`content-length: +${body.length}`]), 400],
    ['a length in hexadecimal', to(['content-length: 0x17']), 400],
    ['chunks by another name', to(['transfer-encoding: xchunked'], chunked(body, 5)), 400],
    ['chunks that are not last', to(['transfer-encoding: chunked, identity'], chunked(body, 5)), 400],
    ['a blank before the colon', to(['transfer-encoding : chunked'], chunked(body, 5)), 400],
    ['a head that is folded', to([`x-folded: a\r\n b`]), 400],
    ['a line that ends without a return', raw('GET /healthz HTTP/1.1\nhost: bot\n\n'), 400],
    ['a line that ends without a feed', raw('GET /healthz HTTP/1.1\rhost: bot\r\r'), 400],
    ['a header in two lines of one', raw('GET /healthz HTTP/1.1\r\nhost: bot\rx: y\r\n\r\n'), 400],
    ['no host', raw('GET /healthz HTTP/1.1\r\n\r\n'), 400],
    ['HTTP/2', raw('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), 400],
    ['a chunk of no size', to(['transfer-encoding: chunked'], 'x\r\n'), 400],
    [
      'a chunk larger than there are numbers',
      to(['transfer-encoding: chunked'], `${'f'.repeat(17)}\r\n`),
      400,
    ],
    ['a trace', (secret) => Buffer.from(to([])(secret).toString().replace('POST', 'TRACE')), 404],
    ['a whole URL', (secret) => Buffer.from(to([])(secret).toString().replace(' /', ' http://bot/')), 404],
    ['a second slash', (secret) => Buffer.from(to([])(secret).toString().replace(' /', ' //')), 404],
    [
      'a letter that is encoded',
      (secret) => Buffer.from(to([])(secret).toString().replace('slack', '%73lack')),
      404,
    ],
    [
      'a length after the chunks',
      to(['transfer-encoding: chunked'], `17\r\n${body}\r\n0\r\ncontent-length: 1\r\n\r\n`),
      400,
    ],
    ['a packed body', to(['content-encoding: gzip'], gzipSync(body)), 401],
  ])('%s', async (_, bytes, status) => {
    const { statusOf, works, receipts, signingSecret } = await begun('http');
    expect(await statusOf(bytes(signingSecret))).toBe(status);
    expect(receipts).toEqual([]);
    await works();
  });

  it.each([
    ['an expectation', ['expect: 100-continue']],
    [
      'chunks with extensions',
      ['transfer-encoding: chunked'],
      `17;${'x'.repeat(5_000)}=1\r\n${body}\r\n0\r\n\r\n`,
    ],
    ['trailers', ['transfer-encoding: chunked'], `17\r\n${body}\r\n0\r\nx-slack-signature: v0=0\r\n\r\n`],
    ['a packing that it does not have', ['content-encoding: gzip']],
  ])('what is signed counts: %s', async (_, lines, rest = body) => {
    const { statusOf, works, signingSecret } = await begun('http');
    // it lacks a person, and so nothing is done
    expect(await statusOf(to(lines, rest)(signingSecret))).toBe(200);
    await works();
  });
});

it.each(transports)('over %s, a connection has one request at a time', async (transport) => {
  const { url, works } = await begun(transport);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  socket.on('data', (part) => (text += part.toString()));
  socket.on('error', () => {});
  socket.on('close', () => resolve());
  socket.write('GET /readyz HTTP/1.1\r\nhost: bot\r\n\r\n'.repeat(2_000));
  await closed;
  expect(text.match(/HTTP\/1\.1 200/g) ?? []).toHaveLength(0);
  await works();
});

it('over socket, Slack’s path is not there', async () => {
  const { statusOf } = await begun('socket');
  expect(await statusOf(post('command=/do'))).toBe(404);
});

describe('over http, what Slack signed', () => {
  it.each([
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '1'],
    ['a text', '"x"'],
    ['nothing', ''],
    ['no JSON', '{"type":'],
    ['an object of no type', '{}'],
    ['a type that is no text', '{"type":["block_actions"]}'],
    ['an unknown type', '{"type":"__proto__"}'],
    ['a command that is no text', '{"command":{}}'],
  ])('as JSON, %s', async (_, body) => {
    const { signed, works } = await begun('http');
    expect(await signed(body, 'content-type: application/json')).toBe(400);
    await works();
  });

  it.each([
    ['a payload that is no JSON', 'payload=%7B'],
    ['a payload that is null', 'payload=null'],
    ['two payloads', `payload=${'{"type":"view_closed"}'}&payload=null`],
    ['an encoding that breaks off', 'payload=%7B%22type%22%3A%22shortcut%2'],
    ['no UTF-8', Buffer.from([0x70, 0x3d, 0xff, 0xfe, 0x25, 0x66])],
    ['nothing but signs', '+'.repeat(1_000_000)],
    ['nothing of a command', 'text=x'],
  ])('as a form, %s', async (_, body) => {
    const { signed, works } = await begun('http');
    expect(await signed(body)).toBe(400);
    await works();
  });

  const typed = 'command=/do&text=now&user_id=UALICE&user_name=alice&trigger_id=1.1';
  it.each([
    ['a charset', `content-type: ${form}; charset=utf-8`, 200],
    ['capitals', `content-type: Application/X-WWW-Form-Urlencoded`, 200],
    ['no content type', 'x-none: 1', 400],
    ['another', 'content-type: multipart/form-data', 400],
    ['that of JSON', 'content-type: application/json', 400],
  ])('a command with %s', async (_, type, status) => {
    const { signed, works, receipts, slack } = await begun('http');
    expect(await signed(`${typed}&team_id=${slack.team.id}`, type)).toBe(status);
    expect(receipts.splice(0)).toEqual(status === 200 ? ['now'] : []);
    await works();
  });

  it('is taken as it was signed: no other bytes mean the same', async () => {
    const { statusOf, signingSecret } = await begun('http');
    const other = Buffer.from([0x70, 0x3d, 0xfe]);
    const lines = signatureLines(signingSecret, Buffer.from([0x70, 0x3d, 0xff]));
    expect(await statusOf(post(other, [`content-type: ${form}`, ...lines]))).toBe(401);
  });

  it('is asked whether it is there: the challenge comes back', async () => {
    const { send, signingSecret } = await begun('http');
    const body = JSON.stringify({ type: 'url_verification', challenge: 'c' });
    const bytes = post(body, ['content-type: application/json', ...signatureLines(signingSecret, body)]);
    expect(await send(bytes)).toEqual({ status: 200, body: '{"challenge":"c"}' });
  });

  it.each(['once more', '1', '-1', '9'.repeat(400)])('a retry numbered %s', async (number) => {
    const { statusOf, works, signingSecret } = await begun('http');
    const body = JSON.stringify({ type: 'event_callback', event: { type: 'unheard_of', item: null } });
    const lines = [`x-slack-retry-num: ${number}`, 'x-slack-retry-reason: http_timeout'];
    const signature = signatureLines(signingSecret, body);
    expect(
      await statusOf(post(body, ['content-type: application/json', ...signature, ...lines, ...lines])),
    ).toBe(200);
    await works();
  });
});

describe('over http, what nobody signed', () => {
  it.each([
    ['a big form', () => post('+'.repeat(3_900_000), [`content-type: ${form}`]), 413],
    [
      'a big form in chunks',
      () =>
        post(chunked('+'.repeat(1_200_000), 40_000), [`content-type: ${form}`, 'transfer-encoding: chunked']),
      413,
    ],
    ['a length that is a lie', () => post('x', ['content-length: 99999999999999999']), 413],
    ['a form', () => post('command=/do&text=forged', [`content-type: ${form}`]), 401],
    ['nothing', () => post(''), 401],
    ['a check', () => post('ssl_check=1&token=x', [`content-type: ${form}`]), 200],
    [
      'a check with a payload',
      () => post('ssl_check=1&command=/do&text=forged', [`content-type: ${form}`]),
      200,
    ],
    [
      'a check that is not small',
      () => post(`ssl_check=1&x=${'x'.repeat(1_024)}`, [`content-type: ${form}`]),
      401,
    ],
    ['a check as JSON', () => post('{"ssl_check":"1"}', ['content-type: application/json']), 401],
  ])('%s', async (_, bytes, status) => {
    const { statusOf, works, receipts } = await begun('http');
    expect(await statusOf(bytes())).toBe(status);
    expect(receipts).toEqual([]);
    await works();
  });
});

describe('over http, a signature', () => {
  const body = 'command=/do&text=forged';
  const at = (secret: string, timestamp: string) => signatureLines(secret, body, timestamp);
  it.each<[string, (secret: string) => readonly string[]]>([
    ['of long ago', (secret) => at(secret, String(nowSeconds() - 330))],
    ['of later', (secret) => at(secret, String(nowSeconds() + 330))],
    ['of ten years ahead', (secret) => at(secret, String(nowSeconds() + 10 * 365 * 86_400))],
    ['of the end of time', (secret) => at(secret, 'Infinity')],
    ['of a number in short', (secret) => at(secret, '1e3')],
    ['of a fraction', (secret) => at(secret, `${nowSeconds()}.5`)],
    ['of a sum', (secret) => at(secret, `+${nowSeconds()}`)],
    ['of no time', (secret) => at(secret, '')],
    ['without its time', (secret) => at(secret, String(nowSeconds())).slice(1)],
    ['of another secret', () => at('another', String(nowSeconds()))],
    ['that is short', (secret) => at(secret, String(nowSeconds())).map((line) => line.slice(0, 40))],
    ['that comes twice', (secret) => at(secret, String(nowSeconds())).flatMap((line) => [line, line])],
    [
      'in another version',
      (secret) => at(secret, String(nowSeconds())).map((line) => line.replace('v0', 'v1')),
    ],
  ])('%s', async (_, lines) => {
    const { statusOf, works, receipts, signingSecret } = await begun('http');
    expect(await statusOf(post(body, [`content-type: ${form}`, ...lines(signingSecret)]))).toBe(401);
    expect(receipts).toEqual([]);
    await works();
  });
});

describe('over http, refused requests', () => {
  const body = 'command=/do&text=forged';
  const told = async (lines: (secret: string) => readonly string[]) => {
    const log: string[] = [];
    const clock = createDrivenClock();
    const { slack, url } = await mounted('http', {}, clock, (line) => log.push(line));
    const refused = async (times: number) => {
      for (let n = 0; n < times; n += 1)
        await exchange(url, post(body, [`content-type: ${form}`, ...lines(slack.signingSecret)]));
    };
    await refused(3);
    clock.moveTo(clock.now() + 60_000);
    await refused(1);
    const readyz = await exchange(url, 'GET /readyz HTTP/1.1\r\nhost: bot\r\n\r\n');
    return { readyz, lines: log.filter((line) => line.includes('refused')).map((line) => JSON.parse(line)) };
  };

  it.each<[string, (secret: string) => readonly string[], RegExp]>([
    ['of another app', () => signatureLines('another', body), /SLACK_SIGNING_SECRET is not this app’s/],
    [
      'signed ten minutes ago',
      (secret) => signatureLines(secret, body, String(nowSeconds() - 600)),
      /the clock of this machine is more than five minutes off/,
    ],
  ])('%s are told of once a minute, and the bot stays ready', async (_, signed, words) => {
    const { readyz, lines } = await told(signed);
    expect(lines).toEqual([
      expect.objectContaining({ level: 'warn', refused: 1, msg: expect.stringMatching(words) }),
      expect.objectContaining({ level: 'warn', refused: 3, msg: expect.stringMatching(words) }),
    ]);
    expect(readyz.status).toBe(200);
    expect(readyz.body).toContain('"lastSlackRequest":null');
  });
});
