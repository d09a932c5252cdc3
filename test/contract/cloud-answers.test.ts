/** What the client makes of an answer that is not what it should be, and that no secret gets out with it. */

import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { readExpiry } from '../../src/cloud/credential-expiry.ts';
import { CloudSchemaError, effectUnknown } from '../../src/cloud/errors.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import { createActors, failureOf } from '../support/cloud-actors.ts';
import { playgroundLab } from '../support/cloud-lab.ts';
import {
  actors,
  answering,
  atGlance,
  atKeystone,
  clock,
  cloud,
  demo,
  imageId,
  logged,
  onFaultyCloud,
  requestsTo,
  show,
} from '../support/faulty-cloud.ts';

onFaultyCloud();

test.each([
  ['no JSON', 'It works!'],
  ['a field of another type', { id: 1, status: 'active' }],
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

test.each([301, 307, 308])(
  'a sign-in that is redirected with %i takes the credential nowhere else',
  async (status) => {
    const headers = { Location: `${cloud.url}/elsewhere` };
    cloud.faults.add({ match: atKeystone, do: 'status', status, headers });
    await expect(actors.alice.token()).rejects.toMatchObject({ status });
    expect(cloud.requests.filter(({ path }) => path.includes('elsewhere'))).toEqual([]);
  },
);

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

test('a next page at the endpoint’s own address is read, wherever its path begins', async () => {
  answering({ images: [], next: `${cloud.url}/v2/images?limit=1&marker=${imageId}` });
  const pages = glanceOf(actors.alice, 'IAD').listImages({ limit: '1' });
  await pages.next();
  expect((await pages.next()).value).toHaveLength(1);
  expect(requestsTo('glance').at(-1)?.path).toBe(`/v2/images?limit=1&marker=${imageId}`);
});

test('a field that cannot be read is named in the log, once, without its value', async () => {
  const odd = { id: imageId, status: 'active', visibility: 'shared', size: 'huge', name: ['secret'] };
  const images = [odd, odd, { name: 'none' }];
  for (const _ of [1, 2]) {
    answering({ images });
    expect((await glanceOf(actors.alice, 'IAD').listImages().next()).value).toHaveLength(2);
  }
  answering({ images: [{ ...odd, owner: {} }] });
  await glanceOf(actors.alice, 'IAD').listImages().next();
  const told = logged
    .split('\n')
    .flatMap((line) => (line.includes('"fields"') ? [JSON.parse(line) as { fields: string[] }] : []));
  expect(told.map(({ fields }) => fields)).toEqual([['name', 'size', 'id'], ['owner']]);
  expect(told).toContainEqual(expect.objectContaining({ service: cloud.url }));
  expect(logged).not.toMatch(/huge|\["secret/);
});

test.each([
  ['of the member', 201, { status: 'pending' }, false],
  ['of the member, of an odd status', 202, { status: 7 }, false],
  ['of something else', 202, { member_id: 7 }, true],
])('any 2xx to a write is done, and read back unless its body is %s', async (_, status, more, isUnknown) => {
  const consumer = actors.projectOf('bob');
  answering({ member_id: consumer, image_id: imageId, ...more }, status);
  const added = await glanceOf(actors.alice, 'IAD')
    .addMember(imageId, consumer)
    .catch((error) => error);
  expect(effectUnknown(added)).toBe(isUnknown);
});

test.each([
  ['Glance’s 204', 204, '', {}, false],
  ['another 2xx with Glance’s id', 202, {}, {}, false],
  ['a page with Glance’s id', 200, '<html>It works!</html>', {}, true],
  ['another 2xx of a proxy', 202, {}, { by: 'proxy' }, true],
  ['nothing at all of a proxy', 200, '', { by: 'proxy' }, true],
] as const)('a removal is done, or read back: %s', async (_, status, body, by, isUnknown) => {
  cloud.faults.add({ match: atGlance, do: 'status', status, body, ...by });
  const { removeMember } = glanceOf(actors.alice, 'IAD');
  const removed = await removeMember(imageId, actors.projectOf('bob')).catch((error) => error);
  expect(effectUnknown(removed)).toBe(isUnknown);
});

test('a byte order mark before the answer is none of it', async () => {
  answering(
    `\ufeff${JSON.stringify({ id: imageId, name: 'n', status: 'active', visibility: 'shared', owner: 'o' })}`,
    200,
  );
  expect(await show()).toMatchObject({ id: imageId });
  answering('\ufeff{"message": "No image found", "code": "404 Not Found", "title": ""}', 404);
  expect(await failureOf(show())).toMatchObject({ detail: 'No image found' });
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

test('a secret as short as a letter takes no letters out of words', async () => {
  const body = { error: { message: "The request is not right: 't'." } };
  cloud.faults.add({ match: atKeystone, do: 'status', status: 400, body });
  const credential = actors.password('alice', 't', 'producer');
  const error = await failureOf(signIn(actors.http, actors.cloud, credential));
  expect(error).toMatchObject({ detail: "The request is not right: '[secret]'." });
});

test('a sign-in may take longer than other requests', async () => {
  const patient = createActors(playgroundLab(cloud, demo), { clock, timeoutMs: 2_000, attempts: 1 });
  await patient.alice.token();
  const answer = Promise.withResolvers<void>();
  cloud.faults.add({ match: () => true, times: 2, do: 'delay', after: answer.promise });
  const signedIn = patient.bob.token();
  const error = await failureOf(glanceOf(patient.alice, 'IAD').showImage(imageId));
  answer.resolve();
  expect(error).toMatchObject({ code: 'timeout' });
  expect((await signedIn).user.name).toBe('bob');
  await patient.close();
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

test.each([
  ['of another one', { id: 'other', expires_at: '2026-12-24T10:00:00.000000' }],
  ['that is no time', { expires_at: 'soon' }],
  ['of another age', { expires_at: '9999-12-31T23:59:59.000000' }],
  ['that is a number', { expires_at: 1_800_000_000 }],
  ['in no object at all', null],
])('an end of an application credential %s is not known', async (_, odd) => {
  const token = await actors.alice.token();
  const { id } = demo.people.alice.bot;
  const body = { application_credential: odd && { id, ...odd } };
  cloud.faults.add({ match: atKeystone, do: 'status', status: 200, body });
  expect(await readExpiry(actors.http, actors.cloud, token)).toBeNull();
});
