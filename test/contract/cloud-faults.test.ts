/** What the client makes of a cloud that fails: which requests it repeats, what it tells, and that one login serves all. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault, FaultCall } from '../../playground/cloud/cloud-faults.ts';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import {
  CloudHttpError,
  CloudNetworkError,
  CloudSchemaError,
  effectUnknown,
  isAccountRefused,
} from '../../src/cloud/errors.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import { createClock } from '../../src/core/clock.ts';
import type { ImageId, ProjectId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { type Actors, createActors, failureOf } from '../support/cloud-actors.ts';
import { playgroundLab } from '../support/cloud-lab.ts';

let now = Date.now();
const clock = createClock(() => now);
let cloud: Cloud;
let demo: ReturnType<typeof seedDemo>;
let actors: Actors;
let imageId: ImageId;
let consumer: ProjectId;
/** How long the client waited between attempts; nothing is really waited for. */
let waitsMs: number[];
let logged: string;

beforeEach(async () => {
  cloud = await startCloud({ clock });
  demo = seedDemo(cloud);
  waitsMs = [];
  logged = '';
  actors = createActors(playgroundLab(cloud, demo), {
    clock,
    log: createLog('debug', { write: (line) => (logged += line) }),
    timeoutMs: 300,
    wait: async (ms) => waitsMs.push(ms),
  });
  imageId = demo.images.unshared.id as ImageId;
  consumer = actors.projectOf('bob');
});

afterEach(async () => {
  cloud.faults.clear();
  await actors.close();
  await cloud.close();
  expect(cloud.surprises).toEqual([]);
});

const atGlance = ({ service }: FaultCall) => service === 'glance';
const atKeystone = ({ service }: FaultCall) => service === 'keystone';
const requestsTo = (service: string) => cloud.requests.filter((request) => request.service === service);
const show = (signal?: AbortSignal) => glanceOf(actors.alice, 'IAD', signal).showImage(imageId);
const add = () => glanceOf(actors.alice, 'IAD').addMember(imageId, consumer);
const memberStatus = () => cloud.state.imageIn('IAD', imageId)?.members.get(consumer)?.status;

describe('tokens', () => {
  test('one login serves all who come at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => show()));
    expect(requestsTo('keystone')).toHaveLength(1);
    expect(requestsTo('glance')).toHaveLength(20);
  });

  test('an expired token costs one login for 20 callers, and each of them its answer', async () => {
    await show();
    cloud.expireTokens();
    const images = await Promise.all(Array.from({ length: 20 }, () => show()));
    expect(images.every(({ id }) => id === imageId)).toBe(true);
    expect(requestsTo('keystone')).toHaveLength(2);
  });

  test('a write is repeated too after a 401, and takes effect once', async () => {
    await show();
    cloud.expireTokens();
    await add();
    expect(memberStatus()).toBe('pending');
    expect(requestsTo('glance').map(({ status }) => status)).toEqual([200, 401, 200]);
  });

  test('a token is renewed shortly before it ends', async () => {
    await show();
    now += 3_600_000 - 61_000;
    await show();
    expect(requestsTo('keystone')).toHaveLength(1);
    now += 2_000;
    await show();
    expect(requestsTo('keystone')).toHaveLength(2);
    expect(requestsTo('glance').every(({ status }) => status === 200)).toBe(true);
  });

  test('forgetting an account drops its token', async () => {
    const { sessions, applicationCredential, projectOf } = actors;
    const session = sessions.open(
      actors.cloud,
      'a',
      async () => applicationCredential('alice'),
      projectOf('alice'),
    );
    const before = await session.token();
    expect(await session.token()).toBe(before);
    sessions.forget('a');
    expect(await session.token()).not.toBe(before);
  });

  test('one caller who gives up waiting for a login does not end it for the others', async () => {
    cloud.faults.add({ match: atKeystone, do: 'delay', ms: 50 });
    const impatient = new AbortController();
    const [gaveUp, image] = await Promise.all([
      failureOf(show(impatient.signal)),
      show(),
      Promise.resolve().then(() => impatient.abort()),
    ]);
    expect(gaveUp).toMatchObject({ code: 'aborted', sent: 'no' });
    expect(image.id).toBe(imageId);
    expect(requestsTo('keystone')).toHaveLength(1);
  });

  test('a credential revoked meanwhile is a refusal', async () => {
    await show();
    cloud.revokeApplicationCredential(demo.people.alice.bot.id);
    const error = await failureOf(show());
    expect(isAccountRefused(error)).toBe(true);
    expect(error).toMatchObject({ what: 'id', status: 404 });
  });

  test('a fresh token that is refused is a refusal, after one new login and no more', async () => {
    cloud.faults.add({ match: atGlance, times: 9, do: 'status', status: 401 });
    const error = await failureOf(show());
    expect(isAccountRefused(error)).toBe(true);
    expect(error).toMatchObject({ what: 'token' });
    expect(requestsTo('keystone')).toHaveLength(2);
    expect(requestsTo('glance')).toHaveLength(2);
  });

  test('a Keystone that is away when the token has to be renewed is no refusal', async () => {
    await show();
    cloud.expireTokens();
    cloud.faults.add({ match: atKeystone, times: 9, do: 'drop' });
    const error = await failureOf(add());
    expect(error).toBeInstanceOf(CloudNetworkError);
    expect(isAccountRefused(error)).toBe(false);
    // The login failed: the write was never sent.
    expect(effectUnknown(error)).toBe(false);
    expect(memberStatus()).toBeUndefined();
  });

  test('a login of a wrong URL is no refusal of the credential', async () => {
    const elsewhere = { ...actors.cloud, authUrl: `${cloud.url}/identity/nowhere` };
    const error = await failureOf(signIn(actors.http, elsewhere, actors.applicationCredential('alice')));
    expect(error).toMatchObject({ status: 404 });
    expect(isAccountRefused(error)).toBe(false);
    expect(cloud.surprises.splice(0)).toHaveLength(1);
  });
});

describe('repeating', () => {
  const status = (code: number, more: Partial<Fault> = {}): Fault => ({
    match: atGlance,
    do: 'status',
    status: code,
    ...more,
  });

  test.each([429, 498, 502, 503, 504])('a read is repeated after %i', async (code) => {
    cloud.faults.add(status(code, { times: 2 }));
    expect((await show()).id).toBe(imageId);
    expect(waitsMs).toHaveLength(2);
  });

  test('a read is repeated after a dropped connection, and given up after three attempts', async () => {
    cloud.faults.add({ match: atGlance, times: 2, do: 'drop' });
    expect((await show()).id).toBe(imageId);
    cloud.faults.add({ match: atGlance, times: 3, do: 'drop' });
    expect(await failureOf(show())).toMatchObject({ sent: 'maybe', retryable: true });
  });

  test('a login is repeated like a read', async () => {
    cloud.faults.add({ match: atKeystone, do: 'status', status: 503 });
    expect((await show()).id).toBe(imageId);
  });

  test.each([
    ['a 429', status(429)],
    ['a 498', status(498)],
    ['a rate limit of Rackspace', status(413, { body: { overLimit: { code: 413, message: 'slow down' } } })],
    ['a 503 with Retry-After', status(503, { headers: { 'Retry-After': '1' } })],
  ])('a write is repeated after %s: nothing was done', async (_, fault) => {
    cloud.faults.add(fault);
    await add();
    expect(memberStatus()).toBe('pending');
    expect(waitsMs).toHaveLength(1);
  });

  test.each([500, 502, 503, 504])('a write is not repeated after %i: its effect is unknown', async (code) => {
    cloud.faults.add(status(code));
    const error = await failureOf(add());
    expect(error).toMatchObject({ status: code, retryable: true });
    expect(effectUnknown(error)).toBe(true);
    expect(waitsMs).toEqual([]);
  });

  test.each(['drop', 'drop-after-effect', 'half-answer', 'hang'] as const)(
    'a write is not repeated after “%s”: its effect is unknown',
    async (what) => {
      await actors.alice.token();
      cloud.faults.add({ match: atGlance, do: what });
      const error = await failureOf(add());
      expect(error).toMatchObject({ sent: 'maybe', retryable: true });
      expect(effectUnknown(error)).toBe(true);
      expect(requestsTo('glance')).toHaveLength(1);
      expect(memberStatus()).toBe(
        what === 'drop-after-effect' || what === 'half-answer' ? 'pending' : undefined,
      );
    },
  );

  test('a refused connection proves that nothing was sent: a write is repeated, and then told so', async () => {
    await actors.alice.token();
    await cloud.close();
    const error = await failureOf(add());
    expect(error).toMatchObject({ code: 'ECONNREFUSED', sent: 'no', retryable: true });
    expect(effectUnknown(error)).toBe(false);
    expect(waitsMs).toHaveLength(2);
    cloud = await startCloud({ clock, port: Number(new URL(cloud.url).port) });
    seedDemo(cloud);
  });

  test('Retry-After is waited for, as seconds and as a date', async () => {
    const inThreeSeconds = new Date(now - (now % 1000) + 3_000).toUTCString();
    cloud.faults.add(status(429, { headers: { 'Retry-After': '2' } }));
    cloud.faults.add(status(429, { headers: { 'Retry-After': inThreeSeconds } }));
    await show();
    expect(waitsMs[0]).toBeGreaterThanOrEqual(2_000);
    expect(waitsMs[1]).toBeGreaterThan(2_000);
    expect(waitsMs[1]).toBeLessThanOrEqual(3_200);
  });

  test('a Retry-After that is too long is handed on', async () => {
    cloud.faults.add(status(429, { headers: { 'Retry-After': '3600' } }));
    expect(await failureOf(show())).toMatchObject({ status: 429, retryable: true, retryAfterMs: 3_600_000 });
    expect(waitsMs).toEqual([]);
  });

  test('a service that hangs is left after the deadline, and a caller may leave before', async () => {
    await actors.alice.token();
    cloud.faults.add({ match: atGlance, times: 2, do: 'hang' });
    expect(await failureOf(show())).toMatchObject({ code: 'timeout', sent: 'maybe' });
    const aborted = AbortSignal.timeout(20);
    expect(await failureOf(show(aborted))).toMatchObject({ code: 'aborted', sent: 'maybe' });
    expect(await failureOf(show(aborted))).toMatchObject({ code: 'aborted', sent: 'no' });
    expect(waitsMs).toEqual([]);
  });
});

describe('answers', () => {
  const answering = (body: unknown, status = 200, headers = {}) =>
    cloud.faults.add({ match: atGlance, do: 'status', status, body, headers });

  test.each([
    ['no JSON', 'It works!'],
    ['a field of another type', { id: 1, status: 'active' }],
    ['more than 16 MiB', 'x'.repeat(17 * 1024 * 1024)],
  ])('%s is our picture that is wrong', async (_, body) => {
    // so much takes its time on a busy machine
    const patient = createActors(playgroundLab(cloud, demo), { clock, timeoutMs: 10_000 });
    answering(body);
    const error = await failureOf(glanceOf(patient.alice, 'IAD').showImage(imageId));
    expect(error).toBeInstanceOf(CloudSchemaError);
    expect(effectUnknown(error)).toBe(false);
    answering(body);
    expect(
      effectUnknown(await failureOf(glanceOf(patient.alice, 'IAD').setVisibility(imageId, 'private'))),
    ).toBe(true);
    await patient.close();
  });

  test('a redirect is not followed', async () => {
    answering({}, 302, { Location: `${cloud.url}/identity/v3` });
    expect(await failureOf(show())).toMatchObject({ status: 302 });
    expect(requestsTo('glance')).toHaveLength(1);
  });

  test.each([
    ['off the host', 'http://169.254.169.254/v2/images?marker=x'],
    ['off the host, without a scheme', '//169.254.169.254/v2/images?marker=x'],
    ['to another list', '/v2/tasks?marker=x'],
    ['in a circle', '/v2/images?limit=1'],
  ])('a next page that leads %s is refused', async (_, next) => {
    answering({ images: [], next });
    answering({ images: [], next });
    const pages = glanceOf(actors.alice, 'IAD').listImages({ limit: '1' });
    expect((await pages.next()).value).toEqual([]);
    expect(await failureOf(pages.next())).toBeInstanceOf(CloudSchemaError);
    expect(requestsTo('glance')).toHaveLength(1);
  });

  test('an HTML error is read too', async () => {
    answering(
      '<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1> away<br /></body></html>',
      501,
    );
    expect(await failureOf(show())).toMatchObject({ detail: '502 away' });
  });

  test('no secret is in any error or log line, even if the service echoes it', async () => {
    const { secret } = demo.people.alice.bot;
    const match = atKeystone;
    cloud.faults.add({
      match,
      do: 'status',
      status: 400,
      body: { error: { message: `what is ${secret}?` } },
    });
    const error = await failureOf(show());
    expect(error).toMatchObject({ detail: 'what is [secret]?' });
    const token = (await actors.alice.token()).id.reveal();
    answering({ message: `bad token ${token}` }, 400);
    const second = await failureOf(show());
    await show();
    for (const written of [inspect(error, { depth: 9 }), inspect(second, { depth: 9 }), logged]) {
      expect(written).not.toContain(secret);
      expect(written).not.toContain(token);
    }
    expect(logged).toContain(imageId);
    expect(logged).toContain('req-');
  });
});

test.each(['', '/', '/v2', '/v2/'] as const)(
  'image URLs that end in “%s” work, pages included',
  async (imageUrlEnd) => {
    const other = await startCloud({ clock, imageUrlEnd });
    const there = createActors(playgroundLab(other, seedDemo(other)), { clock });
    const names: unknown[] = [];
    for await (const page of glanceOf(there.alice, 'IAD').listImages({ limit: '2', sort: 'name:asc' })) {
      names.push(...page.map(({ name }) => name));
    }
    expect(names).toEqual(names.toSorted());
    expect(names).toHaveLength(8);
    expect(other.surprises).toEqual([]);
    await there.close();
    await other.close();
  },
);

test('certificates: checked as usual, by the operator’s own authority, or not at all', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', cert];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files],
    {
      stdio: 'ignore',
    },
  );
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => {
    response.writeHead(418).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const authUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v3`;
  const attempt = (more: object) =>
    failureOf(
      signIn(actors.http, { ...actors.cloud, authUrl, ...more }, actors.applicationCredential('alice')),
    );

  expect(await attempt({})).toMatchObject({
    code: expect.stringMatching(/CERT/),
    sent: 'no',
    retryable: false,
  });
  expect(await attempt({ cacert: readFileSync(cert, 'utf8') })).toBeInstanceOf(CloudHttpError);
  expect(await attempt({ verify: false })).toMatchObject({ status: 418 });
  server.closeAllConnections();
  server.close();
});
