/** A sign-in where no Keystone answers: the versions document tells its path, and nothing else. */
import { expect, test } from 'vitest';
import type { CloudConfig } from '../../../src/cloud/cloud-config.ts';
import type { Http } from '../../../src/cloud/http.ts';
import { signInToKeystone } from '../../../src/cloud/keystone.ts';
import { Secret } from '../../../src/core/secret.ts';
import { accountRefused, answered } from '../../support/cloud-answers.ts';

const cloud: CloudConfig = {
  name: 'lab',
  authType: 'v3',
  authUrl: 'https://id.example/v3',
  regions: [],
  interface: 'public',
  verify: true,
  cacert: null,
};

const document = (href: string, id = 'v3.14') => ({
  versions: {
    values: [
      { id: 'v2.0', links: [] },
      { id, links: [{ rel: 'self', href }] },
    ],
  },
});

const token = {
  expires_at: '2026-11-29T12:00:00.000000Z',
  issued_at: '2026-11-29T11:00:00.000000Z',
  project: { id: 'p', name: 'p', domain: { id: 'default', name: 'Default' } },
  user: { id: 'u', name: 'u' },
};

/** Keystone at `path` and its versions document at `/`; everything else is answered with `elsewhere`. */
const keystoneAt = (path: string, versions: unknown, elsewhere: () => Error = () => answered(404)) => {
  const asked: string[] = [];
  const request = (async ({ method, url, schema }) => {
    asked.push(`${method} ${url.href}`);
    const facts = { status: 201, headers: { 'x-subject-token': 't' }, requestId: null };
    if (url.pathname === `${path}/auth/tokens`) return { ...facts, body: schema.parse({ token }) };
    if (url.pathname === '/' && versions !== null) return { ...facts, body: schema.parse(versions) };
    throw elsewhere();
  }) as Http['request'];
  return { http: { request, close: async () => {} } satisfies Http, asked };
};

const credential = { method: 'application_credential', id: 'id', secret: new Secret('s') } as const;
const root = 'https://id.example';

test.each([200, 300, 404, 405])(
  'after %i the path of the document counts, and is remembered',
  async (status) => {
    const { http, asked } = keystoneAt('/identity/v3', document('http://10.0.0.1:5000/identity/v3/'), () =>
      answered(status),
    );
    await signInToKeystone(http, cloud, credential);
    await signInToKeystone(http, cloud, credential);
    expect(asked).toEqual([
      `POST ${root}/v3/auth/tokens`,
      `GET ${root}/`,
      `POST ${root}/identity/v3/auth/tokens`,
      `POST ${root}/identity/v3/auth/tokens`,
    ]);
  },
);

test.each<[string, unknown]>([
  ['no document', null],
  ['no v3 in it', document('https://id.example/identity/v2.0', 'v2.0')],
  ['the same place', document('https://id.example/v3/')],
  ['no address', document('identity')],
  ['what would lengthen the host’s name', document('x:.evil.example/v3/')],
  ['another shape', { versions: [] }],
  ['odd values', { versions: { values: [null, 1, { links: 'x' }] } }],
])('%s: the first answer stays the answer, asked once', async (_, versions) => {
  const { http, asked } = keystoneAt('/identity/v3', versions);
  await expect(signInToKeystone(http, cloud, credential)).rejects.toMatchObject({ status: 404 });
  expect(asked).toEqual([`POST ${root}/v3/auth/tokens`, `GET ${root}/`]);
});

test.each([
  ['a refusal', () => accountRefused('id')],
  ['an outage', () => answered(503)],
])('%s is Keystone’s own: nothing else is asked', async (_, error) => {
  const { http, asked } = keystoneAt('/identity/v3', document('https://id.example/identity/v3'), error);
  await expect(signInToKeystone(http, cloud, credential)).rejects.toThrow();
  expect(asked).toHaveLength(1);
});

test('a document that leads nowhere is not remembered', async () => {
  const { http } = keystoneAt('/v3', document('https://id.example/nowhere/v3'));
  const passing = async (request: Parameters<Http['request']>[0]) =>
    request.url.pathname === '/v3/auth/tokens' ? Promise.reject(answered(404)) : http.request(request);
  const away = { ...http, request: passing as Http['request'] };
  await expect(signInToKeystone(away, cloud, credential)).rejects.toMatchObject({ status: 404 });
  away.request = http.request;
  expect(await signInToKeystone(away, cloud, credential)).toMatchObject({ project: { id: 'p' } });
});

test('a root where Keystone is no more is forgotten', async () => {
  let path = '/identity/v3';
  const request = ((wanted) =>
    keystoneAt(path, document(`https://id.example${path}`)).http.request(wanted)) as Http['request'];
  const http: Http = { request, close: async () => {} };
  await signInToKeystone(http, cloud, credential);
  path = '/v3';
  expect(await signInToKeystone(http, cloud, credential)).toMatchObject({ project: { id: 'p' } });
});
