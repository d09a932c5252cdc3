/** What the port holds at most, with limits that a test reaches: bodies, connections, and how long a request may take. */
import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { createLog } from '../../src/core/log.ts';
import { createFrontDoor, type DoorLimits, doorLimits } from '../../src/slack/bolt/front-door.ts';
import { answer } from '../../src/slack/bolt/health.ts';
import { createSignedRequests } from '../../src/slack/bolt/signed-requests.ts';
import { chunked, exchange, form, post, signatureLines } from '../support/raw-requests.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const signingSecret = 'secret';

const opened = async (changes: Partial<DoorLimits>) => {
  const limits = { ...doorLimits, checkEvery: 10, ...changes };
  const door = createFrontDoor({
    routes: {
      'POST /slack/events': createSignedRequests({
        ...limits,
        clock: systemClock,
        log: createLog('silent'),
        signingSecret,
        onward: (_request, response) => answer(response, 200, {}),
      }),
      'GET /healthz': (_request, response) => answer(response, 200, {}),
    },
    log: createLog('silent'),
    limits,
  });
  const url = `http://127.0.0.1:${await door.open('127.0.0.1', 0)}`;
  cleanups.push(() => door.close(0));
  return url;
};

/** A connection that sends `bytes` and waits; `answer` is all that came until it was closed. */
const held = async (url: string, bytes: string | Buffer) => {
  const socket: Socket = connect(Number(new URL(url).port), '127.0.0.1');
  cleanups.push(() => socket.destroy());
  const { promise: answer, resolve } = Promise.withResolvers<string>();
  let text = '';
  socket.on('data', (part) => (text += part.toString()));
  socket.on('error', () => {});
  socket.on('close', () => resolve(text));
  await new Promise((sent) => socket.write(bytes, sent));
  return { socket, answer };
};

const signed = (body: string) =>
  post(body, [`content-type: ${form}`, ...signatureLines(signingSecret, body)]);
const half = (body: string) => post(body, ['content-length: 1000000']);
const command = 'command=/do';

/** Asks again until the answer has this status: what the port holds goes and comes in its own time. */
const comesTo = async (status: number, ask: () => Promise<{ readonly status: number }>) => {
  let last = await ask();
  while (last.status !== status) last = await ask();
  expect(last.status).toBe(status);
};

it('a body that is not sent whole is given up', async () => {
  const url = await opened({ headersTimeout: 50, requestTimeout: 100 });
  const { answer } = await held(url, half('x'));
  expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
});

it('a head that is not sent whole is given up', async () => {
  const url = await opened({ headersTimeout: 50, requestTimeout: 100 });
  const { answer } = await held(url, 'POST /slack/events HTTP/1.1\r\nhost: b');
  expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
});

it('a body in single bytes is read as any other', async () => {
  const url = await opened({ maxBody: 2_000 });
  const body = `command=/do&text=${'x'.repeat(1_900)}`;
  const lines = [
    `content-type: ${form}`,
    'transfer-encoding: chunked',
    ...signatureLines(signingSecret, body),
  ];
  expect((await exchange(url, post(chunked(body, 1), lines))).status).toBe(200);
  const longer = `${body}${'x'.repeat(100)}`;
  expect((await exchange(url, post(chunked(longer, 1), lines))).status).toBe(413);
});

it('a body in more pieces than any network makes of it is refused', async () => {
  const url = await opened({});
  const body = `command=/do&text=${'x'.repeat(5_000)}`;
  const lines = [
    `content-type: ${form}`,
    'transfer-encoding: chunked',
    ...signatureLines(signingSecret, body),
  ];
  expect((await exchange(url, post(chunked(body, 1), lines))).status).toBe(413);
  expect((await exchange(url, post(chunked(body, 2), lines))).status).toBe(200);
});

it('bodies that are more than all may hold are refused, and no longer once those have gone', async () => {
  const url = await opened({ maxBodies: 1_000 });
  const { socket } = await held(url, half('x'.repeat(995)));
  // until what was sent has been read, the next one fits
  await comesTo(503, () => exchange(url, signed(command)));
  socket.destroy();
  await comesTo(200, () => exchange(url, signed(command)));
});

it('a body within all that may be held leaves nothing behind', async () => {
  const url = await opened({ maxBodies: command.length });
  for (let n = 0; n < 5; n += 1) {
    expect((await exchange(url, signed(command))).status).toBe(200);
    expect((await exchange(url, signed(`${command}x`))).status).toBe(503);
    expect((await exchange(url, post('x'))).status).toBe(401);
  }
});

it('a connection beyond those there may be is answered with 503, and one may come when another goes', async () => {
  const url = await opened({ maxConnections: 2 });
  const ask = () => exchange(url, 'GET /healthz HTTP/1.1\r\nhost: bot\r\n\r\n');
  const [first] = [await held(url, 'GET /'), await held(url, 'GET /')];
  await comesTo(503, ask);
  // nothing that such a connection asks for is done
  expect((await exchange(url, signed(command))).status).toBe(503);
  first?.socket.destroy();
  await comesTo(200, ask);
});

it('a connection beyond twice as many is closed at once', async () => {
  const url = await opened({ maxConnections: 1 });
  for (let n = 0; n < 2; n += 1) await held(url, 'GET /');
  await comesTo(0, () => exchange(url, 'GET /healthz HTTP/1.1\r\nhost: bot\r\n\r\n'));
});
