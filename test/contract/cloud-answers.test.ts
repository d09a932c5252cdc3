/** What the client makes of an answer that is not what it should be, and that no secret gets out with it. */

import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { CloudSchemaError, effectUnknown } from '../../src/cloud/errors.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { createActors, failureOf } from '../support/cloud-actors.ts';
import { playgroundLab } from '../support/cloud-lab.ts';
import {
  actors,
  answering,
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
