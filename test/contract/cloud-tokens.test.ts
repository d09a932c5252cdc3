/** One login serves all who wait, a token is renewed in time, and a refusal is told from a cloud that is away. */

import { describe, expect, test } from 'vitest';
import type { AccessRule } from '../../playground/cloud/cloud-model.ts';
import { startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import {
  ActRefusedError,
  CloudNetworkError,
  effectUnknown,
  isAccountRefused,
  isNotFound,
  ProxyAnswerError,
  TokenRefusedError,
} from '../../src/cloud/errors.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import { Secret } from '../../src/core/secret.ts';
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

test.each([3, -3, 70, -70, 1_440, -1_440, 525_600, -525_600])(
  'with the bot’s clock %i minutes off, ten requests need one login',
  async (minutes) => {
    const wrong = { ...clock, now: () => clock.now() + minutes * 60_000 };
    const skewed = createActors(playgroundLab(cloud, demo), { clock: wrong });
    for (let at = 0; at < 10; at += 1) await glanceOf(skewed.alice, 'IAD').showImage(imageId);
    expect(requestsTo('keystone')).toHaveLength(1);
    await skewed.close();
  },
);

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

test('to sign in again, a login that is under way already does not count', async () => {
  const { sessions, applicationCredential, projectOf } = actors;
  const credential = async () => applicationCredential('alice');
  const session = sessions.open(actors.cloud, 'a', credential, projectOf('alice'));
  const [before, after] = await Promise.all([session.token(), session.signInAgain()]);
  expect(after).not.toBe(before);
  expect(requestsTo('keystone')).toHaveLength(2);
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

describe('a fresh token that Glance refuses, after one new login and no more', () => {
  const refuseAll = () => cloud.faults.add({ match: atGlance, times: 9, do: 'status', status: 401 });
  const restricted = (accessRules: AccessRule[], projectId = actors.projectOf('alice')) => {
    const { user } = demo.people.alice;
    const made = cloud.state.addApplicationCredential(user, projectId, 'ruled', { accessRules });
    const credential = {
      method: 'application_credential',
      id: made.id,
      secret: new Secret(made.secret),
    } as const;
    return glanceOf(actors.open('alice', credential), 'IAD');
  };
  const rule = (method: string, path: string, service = 'image') => ({ service, method, path });

  test('is the cloud’s fault, not the account’s', async () => {
    refuseAll();
    const error = await failureOf(show());
    expect(error).toBeInstanceOf(TokenRefusedError);
    expect(error).toMatchObject({ hasRules: false, retryable: true });
    expect(isAccountRefused(error)).toBe(false);
    expect(requestsTo('keystone')).toHaveLength(2);
    expect(requestsTo('glance')).toHaveLength(2);
  });

  test.each([
    ['itself', [rule('GET', '/v2/images/*')]],
    ['with the endpoint’s path', [rule('GET', '/iad/image/v2/images/{id}')]],
    ['among others', [rule('POST', '/v2/images'), rule('GET', '/**')]],
  ])('is the cloud’s fault if a rule allows the act: %s', async (_, rules) => {
    refuseAll();
    const error = await failureOf(restricted(rules).showImage(imageId));
    expect(error).toBeInstanceOf(TokenRefusedError);
    expect(error).toMatchObject({ hasRules: true });
  });

  test.each([
    ['none at all', []],
    ['of another method', [rule('PATCH', '/v2/images/*')]],
    ['of another path', [rule('GET', '/v2/images'), rule('GET', '/v2/images/*/members')]],
    ['of another service', [rule('GET', '/v2/images/*', 'compute')]],
  ])('is about the act if no rule allows it: %s', async (_, rules) => {
    const error = await failureOf(restricted(rules).showImage(imageId));
    expect(error).toBeInstanceOf(ActRefusedError);
    expect(error).toMatchObject({ rule: 'GET /v2/images/*', retryable: false });
    expect(isAccountRefused(error)).toBe(false);
  });

  test('a Glance below a path that compares rules with all of it', async () => {
    const mounted = await startCloud({ clock, mounted: true });
    const there = createActors(playgroundLab(mounted, seedDemo(mounted)), { clock });
    const producer = there.open('alice', there.applicationCredential('alice', 'bot-restricted'));
    const error = await failureOf(glanceOf(producer, 'IAD').showImage(imageId));
    expect(error).toBeInstanceOf(TokenRefusedError);
    await there.close();
    await mounted.close();
  });
});

test.each([401, 403, 404, 413])(
  'a proxy’s %d says nothing of the account, nor of the image',
  async (status) => {
    cloud.faults.add({ match: atGlance, times: Number.POSITIVE_INFINITY, do: 'status', status, by: 'proxy' });
    const read = await failureOf(show());
    expect(read).toBeInstanceOf(ProxyAnswerError);
    expect(read).toMatchObject({ status });
    expect(isNotFound(read)).toBe(false);
    expect(isAccountRefused(read)).toBe(false);
    expect(effectUnknown(read)).toBe(false);
    expect(effectUnknown(await failureOf(add()))).toBe(true);
    // after the first 404, the versions document was asked for once
    expect(requestsTo('glance')).toHaveLength(status === 404 ? 3 : 2);
  },
);

test.each([401, 403, 404])('a proxy’s %d in front of Keystone refuses no credential', async (status) => {
  cloud.faults.add({ match: atKeystone, do: 'status', status, by: 'proxy' });
  const error = await failureOf(show());
  expect(error).toBeInstanceOf(ProxyAnswerError);
  // at a 404, the versions document is read, which this Keystone does not have
  cloud.surprises.length = 0;
  expect(isAccountRefused(error)).toBe(false);
});

test.each([
  { code: 401, message: 'Jwt is missing' },
  { error: { code: 401, message: 'Request had invalid credentials', status: 'UNAUTHENTICATED' } },
])('nor does a gateway in front of it that answers %j', async (body) => {
  cloud.faults.add({ match: atKeystone, do: 'status', status: 401, by: 'proxy', body });
  const error = await failureOf(show());
  expect(error).toBeInstanceOf(ProxyAnswerError);
  expect(isAccountRefused(error)).toBe(false);
});

test.each([
  ['JSON of its own', { message: 'no Route matched' }, {}],
  ['JSON that names another status', { message: 'no', code: '403 Forbidden', title: '' }, {}],
  ['a list', [{ message: 'no' }], {}],
  ['a number beside its words', { code: 404, message: 'not defined by this API' }, {}],
  ['an error of another API', { error: { code: 404, message: 'no', status: 'NOT_FOUND' } }, {}],
  ['a request id that is none', { message: 'no' }, { 'x-openstack-request-id': 'a b' }],
])('nor does a gateway that answers %s', async (_, body, headers) => {
  cloud.faults.add({ match: atGlance, do: 'status', status: 404, by: 'proxy', body, headers });
  expect(await failureOf(show())).toBeInstanceOf(ProxyAnswerError);
});

test.each([
  ['Glance’s JSON', { message: 'No image found', code: '404 Not Found', title: 'Not Found' }],
  ['Keystone’s', { error: { code: 404, message: 'No image found', title: 'Not Found' } }],
  ['Rackspace’s', { itemNotFound: { code: 404, message: 'No image found' } }],
])('%s is the service’s, whichever headers were lost on the way', async (_, body) => {
  cloud.faults.add({ match: atGlance, do: 'status', status: 404, by: 'proxy', body });
  expect(isNotFound(await failureOf(show()))).toBe(true);
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
