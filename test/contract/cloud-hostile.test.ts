/** A cloud that lies, or that sends more than anybody can use: what it says is bounded, and told as nothing that it is not. */
import { expect, test } from 'vitest';
import { AnswerTooLargeError, CloudHttpError, CloudSchemaError } from '../../src/cloud/errors.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { createClock } from '../../src/core/clock.ts';
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
  later,
  onFaultyCloud,
  requestsTo,
  show,
  waitsMs,
} from '../support/faulty-cloud.ts';

onFaultyCloud();

const glance = () => glanceOf(actors.alice, 'IAD');
const member = { member_id: 'p', image_id: 'i', status: 'pending', created_at: '', updated_at: '' };

test.each([
  ['of brackets', '<'.repeat(1_000_000)],
  ['of titles that never close', '<title>'.repeat(100_000)],
  ['of blanks', ' '.repeat(1_000_000)],
  ['that never ends a tag', `<${'a '.repeat(500_000)}`],
])('an error page %s is read for its beginning only', async (_, body) => {
  answering(body, 400);
  const error = await failureOf(show());
  expect(error).toBeInstanceOf(CloudHttpError);
  expect((error as CloudHttpError).detail.length).toBeLessThanOrEqual(300);
});

test('a request id that is none is no request id', async () => {
  for (const id of ['r'.repeat(3_000), 'req <!channel>']) {
    answering({ message: 'no', code: '400 Bad Request' }, 400, { 'x-openstack-request-id': id });
    expect(await failureOf(show())).toMatchObject({ requestId: null });
  }
  answering({ message: 'no' }, 400, { 'x-openstack-request-id': 'req-7c0e.1' });
  expect(await failureOf(show())).toMatchObject({ requestId: 'req-7c0e.1' });
});

test.each([
  ['Fri, 01 Jan 2999 00:00:00 GMT', null],
  ['Thu, 01 Jan 2099 00:00:00 GMT', 3_600_000],
  ['999999999', 3_600_000],
  ['0', 1_000],
  ['Mon, 01 Jan 2001 00:00:00 GMT', 1_000],
])('Retry-After: %s', async (header, retryAfterMs) => {
  answering({}, 429, { 'Retry-After': header });
  answering({}, 429, { 'Retry-After': header });
  answering({}, 429, { 'Retry-After': header });
  expect(await failureOf(show())).toMatchObject({ status: 429, retryAfterMs });
  expect(waitsMs.every((ms) => ms < 5_000)).toBe(true);
});

test('an account that was told to wait asks again within the hour, whatever it was told', async () => {
  answering({}, 429, { 'Retry-After': '999999999' });
  expect(await failureOf(show())).toMatchObject({ status: 429 });
  later(3_600_001);
  expect((await show()).id).toBe(imageId);
});

test('a token that is spent by our clock is used as long as it is taken', async () => {
  const ahead = createClock(() => clock.now() + 24 * 3_600_000);
  const early = createActors(playgroundLab(cloud, demo), { clock: ahead });
  for (let n = 0; n < 5; n += 1) await glanceOf(early.alice, 'IAD').showImage(imageId);
  await early.close();
  expect(requestsTo('keystone')).toHaveLength(1);
});

test('another image than the one that was asked for is not shown', async () => {
  const other = { ...(await glance().showImage(imageId)), id: demo.images.webBase.id };
  answering(other);
  expect(await failureOf(show())).toBeInstanceOf(CloudSchemaError);
  answering(other);
  expect(await failureOf(glance().setVisibility(imageId, 'private'))).toBeInstanceOf(CloudSchemaError);
});

test('nor another member, or one of another image', async () => {
  const project = actors.projectOf('bob');
  for (const answer of [
    { ...member, image_id: imageId },
    { ...member, member_id: project },
  ]) {
    answering(answer);
    expect(await failureOf(glance().showMember(imageId, project))).toBeInstanceOf(CloudSchemaError);
  }
  answering({ members: [{ ...member, image_id: imageId }, member] });
  expect(await failureOf(glance().listMembers(imageId))).toBeInstanceOf(CloudSchemaError);
});

test('a page that is too large is asked for with fewer images, and none is left out', async () => {
  const all: string[] = [];
  for await (const page of glance().listImages({ limit: '8', visibility: 'all' }))
    all.push(...page.map(({ id }) => id));
  const huge = { images: [], junk: 'x'.repeat(51 * 1024 * 1024) };
  answering(huge);
  answering(huge);
  const seen: string[] = [];
  const before = requestsTo('glance').length;
  for await (const page of glance().listImages({ limit: '8', visibility: 'all' }))
    seen.push(...page.map(({ id }) => id));
  expect(seen).toEqual(all);
  const limits = requestsTo('glance')
    .slice(before)
    .flatMap(({ path }) => /limit=(\d+)/.exec(path)?.[1] ?? []);
  expect(limits.slice(0, 3)).toEqual(['8', '4', '2']);
});

test('an image with large properties is shown, and so is what stands beside it', async () => {
  const image = await glance().showImage(imageId);
  const properties = Object.fromEntries(
    Array.from({ length: 128 }, (_, at) => [`a${at}`, 'x'.repeat(65_536)]),
  );
  answering({ ...properties, ...image });
  const shown = await show();
  expect(shown).toMatchObject(image);
  expect(String(shown.a127).length).toBeLessThan(5_000);
  answering({ images: [{ ...properties, ...image }, image] });
  const listed = (await glance().listImages({}).next()).value ?? [];
  expect(listed.map(({ id }) => id)).toEqual([imageId, imageId]);
  for (const one of listed) expect(one).not.toHaveProperty('a0');
});

test.each([
  ['nested a million deep', '['.repeat(1_000_000)],
  ['of a million tiny values', `{"members":[${'{},'.repeat(1_000_000)}{}]}`],
])('an answer %s is refused', async (_, body) => {
  answering(body);
  expect(await failureOf(glance().listMembers(imageId))).toBeInstanceOf(CloudSchemaError);
});

test('no sign-in is answered with more than anybody needs', async () => {
  cloud.faults.add({
    match: atKeystone,
    do: 'status',
    status: 201,
    body: { token: 'x'.repeat(5 * 1024 * 1024) },
  });
  expect(await failureOf(show())).toBeInstanceOf(AnswerTooLargeError);
});
