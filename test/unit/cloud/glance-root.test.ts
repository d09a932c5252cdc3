/** A read where no Glance answers: the versions document tells its path, and nothing else. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { CloudHttpError, ProxyAnswerError } from '../../../src/cloud/errors.ts';
import { glanceRoot, requestGlance } from '../../../src/cloud/glance-root.ts';
import type { Http } from '../../../src/cloud/http.ts';
import { answered, proxyAnswered } from '../../support/cloud-answers.ts';

const host = 'https://glance.example';
const read = {
  method: 'GET',
  path: '/v2/images/1',
  accept: [200],
  schema: z.string(),
  tls: { verify: true, cacert: null },
} as const;

/** The root that it names for a version. */
const document = (href: string, id = 'v2.15') => ({
  versions: [{ id: 'v1.1', links: [] }, null, { id, links: [{ rel: 'self', href }] }],
});

type Answer = object | CloudHttpError | ProxyAnswerError;

/** Glance below `root`, what `documents` says at their addresses; everything else is answered with `elsewhere`. */
const glanceAt = (
  root: string,
  documents: Readonly<Record<string, unknown>>,
  elsewhere: () => Error = () => proxyAnswered(404),
) => {
  const asked: string[] = [];
  const at = { root, documents, elsewhere, glance: (): Answer => ({}) };
  const request = (async ({ method, url: { href }, schema }) => {
    asked.push(`${method} ${href}`);
    const facts = { status: 200, headers: {}, requestId: null };
    if (href.startsWith(`${at.root}/v2/`)) {
      const answer = at.glance();
      if (answer instanceof Error) throw answer;
      return { ...facts, body: schema.parse('image') };
    }
    if (href in at.documents) return { ...facts, body: schema.parse(at.documents[href]) };
    throw at.elsewhere();
  }) as Http['request'];
  return { http: { request, close: async () => {} } satisfies Http, asked, at };
};

const named = { region: 'IAD', url: host };

test.each([
  ['the host’s root, Glance below a path', host, `${host}/image`, `${host}/`],
  ['a path, Glance at the root', `${host}/image`, host, `${host}/image/`],
  ['a path where nothing is', `${host}/image`, host, `${host}/`],
  ['another path', `${host}/image`, `${host}/glance`, `${host}/`],
])('the catalog names %s: it is found once, and its path alone counts', async (_, url, root, where) => {
  const { pathname } = new URL(`${root}/v2/`.replace('//v2', '/v2'));
  const { http, asked } = glanceAt(root, { [where]: document(`http://10.0.0.1:9292${pathname}`) });
  const endpoint = { region: 'IAD', url };
  for (const _once of [1, 2]) expect((await requestGlance(http, endpoint, read)).body).toBe('image');
  expect(asked.filter((one) => one === `GET ${url}/v2/images/1`)).toHaveLength(1);
  expect(asked.filter((one) => one === `GET ${where}`)).toHaveLength(1);
  expect(asked.slice(-2)).toEqual([`GET ${root}/v2/images/1`, `GET ${root}/v2/images/1`]);
  expect(glanceRoot(http, endpoint)).toBe(root);
});

test.each([
  ['a 300', () => proxyAnswered(300)],
  ['a 300 of the service', () => answered(300)],
])('%s tells that Glance is elsewhere, too', async (_, elsewhere) => {
  const documents = { [`${host}/`]: document(`${host}/image/v2/`) };
  const { http } = glanceAt(`${host}/image`, documents, elsewhere);
  expect((await requestGlance(http, named, read)).body).toBe('image');
});

test.each<[string, unknown]>([
  ['no document', undefined],
  ['no v2 in it', document(`${host}/image/v3/`, 'v3.0')],
  ['a version that only begins alike', document(`${host}/image/v20/`, 'v20')],
  ['the same place', document(`${host}/v2/`)],
  ['no address', document('image')],
  ['what would lengthen the host’s name', document('x:.evil.example/v2/')],
  ['what would make the host a user’s name', document('x:@evil.example/v2/')],
  ['a place where Glance is not', document(`${host}/nowhere/v2/`)],
  ['another shape', { versions: { values: [] } }],
  ['odd values', { versions: [null, 1, { id: 'v2.0', links: 'x' }, { id: 'v2.1', links: [{}] }] }],
])('%s: the first answer stays the answer', async (_, versions) => {
  const documents = versions === undefined ? {} : { [`${host}/`]: versions };
  const { http, asked, at } = glanceAt(`${host}/image`, documents);
  await expect(requestGlance(http, named, read)).rejects.toMatchObject({ name: 'ProxyAnswerError' });
  expect(asked.every((one) => one.startsWith(`GET ${host}/`))).toBe(true);
  // later it is as the catalog says
  at.root = host;
  expect((await requestGlance(http, named, read)).body).toBe('image');
});

test('a 404 of the service’s own may come from a path where Glance has nothing: it is looked for once', async () => {
  const documents = { [`${host}/`]: document(`${host}/image/v2/`) };
  const { http, asked } = glanceAt(`${host}/image`, documents, () => answered(404));
  for (const _once of [1, 2]) expect((await requestGlance(http, named, read)).body).toBe('image');
  expect(asked.filter((one) => one === `GET ${host}/`)).toHaveLength(1);
  expect(glanceRoot(http, named)).toBe(`${host}/image`);
});

test.each([
  ['nothing tells of another place', {}],
  ['the document names this place', { [`${host}/`]: document(`${host}/v2/`) }],
  ['another service is where the document says', { [`${host}/`]: document(`${host}/image/v2/`) }],
])('Glance has no such image and %s: its 404 is the answer, and it is asked once', async (_, documents) => {
  const { http, asked, at } = glanceAt(host, documents, () => answered(404));
  const error = answered(404);
  at.glance = () => error;
  for (const _once of [1, 2]) await expect(requestGlance(http, named, read)).rejects.toBe(error);
  expect(asked.filter((one) => one === `GET ${host}/`)).toHaveLength(1);
  expect(glanceRoot(http, named)).toBe(host);
});

test('Glance is down where the document says: that is told, and nothing is kept', async () => {
  const { http, at } = glanceAt(`${host}/image`, { [`${host}/`]: document(`${host}/image/v2/`) }, () =>
    answered(404),
  );
  const down = answered(503);
  at.glance = () => down;
  await expect(requestGlance(http, named, read)).rejects.toBe(down);
  expect(glanceRoot(http, named)).toBe(host);
});

test.each([
  ['that it is down', answered(503)],
  ['that it takes no token', answered(401)],
])('Glance says %s: nothing else is asked', async (_, error) => {
  const { http, asked, at } = glanceAt(host, { [`${host}/`]: document(`${host}/image/v2/`) });
  at.glance = () => error;
  await expect(requestGlance(http, named, read)).rejects.toBe(error);
  expect(asked).toHaveLength(1);
});

test('once Glance has answered, a proxy’s 404 is only a proxy’s', async () => {
  const { http, asked, at } = glanceAt(host, { [`${host}/`]: document(`${host}/image/v2/`) });
  await requestGlance(http, named, read);
  at.glance = () => proxyAnswered(404);
  await expect(requestGlance(http, named, read)).rejects.toMatchObject({ status: 404 });
  expect(asked).toHaveLength(2);
});

test('what Glance says where it was found is its answer', async () => {
  const { http, at } = glanceAt(`${host}/image`, { [`${host}/`]: document(`${host}/image/v2/`) });
  const error = answered(404);
  at.glance = () => error;
  await expect(requestGlance(http, named, read)).rejects.toBe(error);
  expect(glanceRoot(http, named)).toBe(`${host}/image`);
});

test('a root where Glance is no more is forgotten', async () => {
  const { http, at } = glanceAt(`${host}/image`, { [`${host}/`]: document(`${host}/image/v2/`) });
  await requestGlance(http, named, read);
  at.root = host;
  await expect(requestGlance(http, named, read)).rejects.toMatchObject({ status: 404 });
  expect((await requestGlance(http, named, read)).body).toBe('image');
});

test('a write is not repeated elsewhere', async () => {
  const { http, asked } = glanceAt(`${host}/image`, { [`${host}/`]: document(`${host}/image/v2/`) });
  const write = { ...read, method: 'DELETE' as const };
  await expect(requestGlance(http, named, write)).rejects.toMatchObject({ status: 404 });
  expect(asked).toEqual([`DELETE ${host}/v2/images/1`]);
});

test('of two image services in a region, the one that speaks v2', async () => {
  const old = 'https://old.example';
  const documents = { [`${old}/`]: document(`${old}/v1/`, 'v1.0'), [`${host}/`]: document(`${host}/v2/`) };
  const { http, asked } = glanceAt(host, documents, () => proxyAnswered(300));
  const endpoint = { region: 'IAD', url: old, others: [host] };
  for (const _once of [1, 2]) expect((await requestGlance(http, endpoint, read)).body).toBe('image');
  expect(asked.filter((one) => one.includes('old'))).toHaveLength(2);
});
