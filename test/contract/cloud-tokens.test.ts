/** One login serves all who wait, a token is renewed in time, and a refusal is told from a cloud that is away. */

import { expect, test } from 'vitest';
import { CloudNetworkError, effectUnknown, isAccountRefused } from '../../src/cloud/errors.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import { createActors, failureOf } from '../support/cloud-actors.ts';
import { playgroundLab } from '../support/cloud-lab.ts';
import {
  actors,
  add,
  atGlance,
  atKeystone,
  clock,
  cloud,
  demo,
  imageId,
  later,
  memberStatus,
  onFaultyCloud,
  requestsTo,
  show,
} from '../support/faulty-cloud.ts';

onFaultyCloud();

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
  later(3_600_000 - 61_000);
  await show();
  expect(requestsTo('keystone')).toHaveLength(1);
  later(2_000);
  await show();
  expect(requestsTo('keystone')).toHaveLength(2);
  expect(requestsTo('glance').every(({ status }) => status === 200)).toBe(true);
});

test.each([70, -70])('with the bot’s clock %i minutes off, ten requests need one login', async (minutes) => {
  const wrong = { ...clock, now: () => clock.now() + minutes * 60_000 };
  const skewed = createActors(playgroundLab(cloud, demo), { clock: wrong });
  for (let at = 0; at < 10; at += 1) await glanceOf(skewed.alice, 'IAD').showImage(imageId);
  expect(requestsTo('keystone')).toHaveLength(1);
  await skewed.close();
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
  // the login, and the versions document above it
  expect(cloud.surprises.splice(0)).toHaveLength(2);
});
