/** Who gets at the playground's page: this machine, this page, with the token of the address that was printed. */
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Page, startPage } from '../../playground/page/page-server.ts';
import { startStage } from '../../playground/stage.ts';
import type { Stage } from '../../playground/start.ts';

let stage: Stage;
let page: Page;
let host: string;
let token: string;
beforeAll(async () => {
  stage = await startStage();
  page = await startPage(stage, { port: 0 });
  const url = new URL(page.url);
  host = url.host;
  token = url.searchParams.get('token') ?? '';
});
afterAll(async () => {
  await page.close();
  await stage.close();
});

/** The status of a GET, with headers that `fetch` would not let one set. */
const get = (headers: Record<string, string>, path = '/') =>
  new Promise<{ status: number | undefined; headers: Record<string, unknown> }>((resolve, reject) => {
    request({ host: '127.0.0.1', port: Number(host.split(':')[1]), path, headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    })
      .on('error', reject)
      .end();
  });

/** How an attempt to open the line ends: `open`, the close code, or the refusal. */
const dial = (options: { headers?: Record<string, string>; origin?: string; query?: string }) =>
  new Promise<string>((resolve) => {
    const socket = new WebSocket(`ws://${host}/live?${options.query ?? `token=${token}`}`, {
      ...(options.headers && { headers: options.headers }),
      ...(options.origin && { origin: options.origin }),
    });
    socket.on('message', () => {
      resolve('a snapshot');
      socket.terminate();
    });
    socket.on('close', (code) => resolve(`closed ${code}`));
    socket.on('error', (error) => resolve(error.message));
  });

it('the page is served to its own address, and lets nothing in from elsewhere', async () => {
  const { status, headers } = await get({ host });
  expect(status).toBe(200);
  expect(headers['content-security-policy']).toMatch(/default-src 'self'.*frame-ancestors 'none'/);
  expect((await get({ host }, '/../package.json')).status).toBe(404);
});

it.each<[string, Record<string, string>]>([
  ['another Host, as after a DNS rebinding', { host: 'evil.example:3333' }],
  ['another Origin', { origin: 'http://evil.example' }],
])('%s is refused', async (_name, wrong) => {
  expect((await get({ host, ...wrong })).status).toBe(403);
  expect(await dial({ headers: wrong, ...(wrong.origin ? {} : { origin: `http://${host}` }) })).toContain(
    '403',
  );
});

it('the line is for who knows the token, from the page itself', async () => {
  const origin = `http://${host}`;
  expect(await dial({ origin })).toBe('a snapshot');
  expect(await dial({ origin, query: 'token=' })).toBe('closed 4401');
  expect(await dial({ origin, query: `token=${'x'.repeat(token.length)}` })).toBe('closed 4401');
  expect(await dial({})).toContain('403');
});

it.each(['no json', '{"id":1,"act":{"do":"be","person":"UROOT"}}', '{"id":1,"act":{"do":"sudo"}}'])(
  'what is not understood ends the line: %s',
  async (text) => {
    const socket = new WebSocket(`ws://${host}/live?token=${token}`, { origin: `http://${host}` });
    const code = await new Promise((resolve) => {
      socket.on('open', () => socket.send(text));
      socket.on('close', resolve);
    });
    expect(code).toBe(1008);
  },
);

it('a port in use is named, and the next one taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const taken: number[] = [];
  const second = await startStage();
  const neighbour = await startPage(second, { port, taken: (each) => taken.push(each) });
  expect(taken[0]).toBe(port);
  expect(Number(new URL(neighbour.url).port)).toBeGreaterThan(port);
  await neighbour.close();
  await second.close();
  other.close();
});
