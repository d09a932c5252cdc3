/** What the bot relies on of Rackspace, as documented: Identity v2.0 and cloudImages, played by the playground's cloud. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultCall } from '../../playground/cloud/cloud-faults.ts';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedRackspace } from '../../playground/cloud/demo-rackspace.ts';
import { overLimit } from '../../playground/cloud/rackspace.ts';
import type { CloudConfig } from '../../src/cloud/cloud-config.ts';
import { CloudHttpError, isAccountRefused } from '../../src/cloud/errors.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { createHttp, type Http } from '../../src/cloud/http.ts';
import type { ImageFilters } from '../../src/cloud/images.ts';
import { createSessions, type Session } from '../../src/cloud/session.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import type { RackspaceApiKey } from '../../src/cloud/token.ts';
import { createClock, systemClock } from '../../src/core/clock.ts';
import type { ImageId, ProjectId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { Secret } from '../../src/core/secret.ts';
import { failureOf } from '../support/cloud-actors.ts';

let rackspace: Cloud;
let demo: ReturnType<typeof seedRackspace>;
let cloud: CloudConfig;
let http: Http;
const waitsMs: number[] = [];
/** What the client takes for now when it is told a date. */
const now = Date.parse('2026-03-12T14:44:56Z');

beforeEach(async () => {
  rackspace = await startCloud({ kind: 'rackspace' });
  demo = seedRackspace(rackspace);
  cloud = {
    name: 'rackspace',
    authType: 'rackspace_apikey',
    authUrl: rackspace.authUrl,
    regions: ['IAD', 'DFW'],
    interface: 'public',
    verify: true,
    cacert: null,
  };
  waitsMs.length = 0;
  const wait = async (ms: number) => waitsMs.push(ms);
  http = createHttp({ log: createLog('silent'), clock: createClock(() => now), wait });
});

afterEach(async () => {
  await http.close();
  await rackspace.close();
  expect(rackspace.surprises).toEqual([]);
});

type Name = keyof typeof demo.people;
const keyOf = (name: Name): RackspaceApiKey => {
  const { name: username, apiKey } = demo.people[name];
  return { method: 'rackspace_apikey', username, apiKey: new Secret(apiKey) };
};

const as = (name: Name): Session => {
  const sessions = createSessions({ http, clock: systemClock, log: createLog('silent') });
  const [tenantId = ''] = demo.people[name].roles.keys();
  return sessions.open(cloud, randomUUID(), async () => keyOf(name), tenantId as ProjectId);
};

const idOf = (image: keyof typeof demo.images) => demo.images[image].id as ImageId;
const consumer = () => demo.tenants.consumer.id as ProjectId;
const atGlance = ({ service }: FaultCall) => service === 'glance';
const refusal = async (promise: Promise<unknown>) => {
  const error = await failureOf(promise);
  expect(error).toBeInstanceOf(CloudHttpError);
  return error as CloudHttpError;
};

describe('signing in', () => {
  test('a username and an API key give a token of the tenant, for 24 hours', async () => {
    const token = await signIn(http, cloud, keyOf('alice'));
    expect(token).toMatchObject({
      project: { id: '123456', name: 'tenant 123456' },
      user: { name: 'alice.rs' },
      roles: ['identity:user-admin'],
    });
    const hours = token.lifeMs / 3_600_000;
    expect(hours).toBeGreaterThan(23.9);
    // the Date header has no milliseconds
    expect(hours).toBeLessThanOrEqual(24.001);
  });

  test('cloudImages has an endpoint in each region; the operator’s are used, in that order', async () => {
    expect(await as('alice').regions()).toEqual(['IAD', 'DFW']);
    cloud = { ...cloud, regions: [] };
    expect(await as('alice').regions()).toEqual(['IAD', 'DFW', 'ORD', 'LON', 'SYD', 'HKG']);
  });

  test('its endpoints are public ones', async () => {
    cloud = { ...cloud, interface: 'internal' };
    expect(await failureOf(glanceOf(as('alice'), null).showImage(idOf('build')))).toMatchObject({
      name: 'OtherInterfaceError',
      have: ['public'],
    });
  });

  test.each([
    ['a wrong key', () => ({ ...keyOf('alice'), apiKey: new Secret('0'.repeat(32)) })],
    ['an unknown user', () => ({ ...keyOf('alice'), username: 'nobody.rs' })],
  ])('%s is refused', async (_, credential) => {
    const error = await refusal(signIn(http, cloud, credential()));
    expect(error).toMatchObject({
      what: 'apiKey',
      status: 401,
      detail: 'Username or api key is invalid',
    });
    expect(isAccountRefused(error)).toBe(true);
  });

  test('a disabled user is refused', async () => {
    demo.people.alice.enabled = false;
    const error = await refusal(signIn(http, cloud, keyOf('alice')));
    expect(error).toMatchObject({ what: 'apiKey', status: 403 });
    expect(error.message).not.toContain(demo.people.alice.apiKey);
  });

  test('a cloud takes credentials of its own kind only', async () => {
    const password = new Secret('hunter2');
    const domains = { userDomain: 'Default', projectDomain: 'Default' };
    const other = { method: 'password', username: 'alice', password, projectName: 'p', ...domains } as const;
    expect(isAccountRefused(await failureOf(signIn(http, cloud, other)))).toBe(true);
    const v3 = { ...cloud, authType: 'v3' as const };
    expect(isAccountRefused(await failureOf(signIn(http, v3, keyOf('alice'))))).toBe(true);
    expect(rackspace.requests).toEqual([]);
  });

  test('a token that ends meanwhile is renewed, once', async () => {
    const alice = as('alice');
    await glanceOf(alice, 'IAD').showImage(idOf('build'));
    rackspace.expireTokens();
    await glanceOf(alice, 'IAD').showImage(idOf('build'));
    expect(rackspace.requests.map(({ service, status }) => `${service} ${status}`)).toEqual([
      'keystone 200',
      'glance 200',
      'glance 401',
      'keystone 200',
      'glance 200',
    ]);
  });

  /** Its own answer to a sign-in, with another end and another `Date`, for all that follow. */
  const timed = async (token: object, date: string) => {
    const real = await signIn(http, cloud, keyOf('alice'));
    const serviceCatalog = real.catalog.map(({ type, endpoints }) => ({
      type,
      endpoints: endpoints.map(({ region, url }) => ({ region, publicURL: url })),
    }));
    const tenant = { id: real.project.id };
    rackspace.faults.add({
      match: ({ service }) => service === 'keystone',
      ...{ times: Number.POSITIVE_INFINITY, do: 'status', status: 200, headers: { Date: date } },
      body: {
        access: { token: { id: real.id.reveal(), tenant, ...token }, user: real.user, serviceCatalog },
      },
    });
  };

  test.each<[what: string, token: object, date: string, hours: number]>([
    ['a date without a zone', { expires: '2026-03-13T14:44:56' }, 'Thu, 12 Mar 2026 14:44:56', 24],
    ['a date of another age', { expires: '2026-03-13T14:44:56Z' }, 'Thu Mar 12 14:44:56 2026', 24],
    ['a date that is none', { expires: '2026-03-13T14:44:56Z' }, 'soon', 1],
    ['an empty date', { expires: '2026-03-13T14:44:56Z' }, '', 1],
    ['no end', {}, 'Thu, 12 Mar 2026 14:44:56 GMT', 1],
    ['an end that is a number', { expires: 1_773_413_096 }, 'Thu, 12 Mar 2026 14:44:56 GMT', 1],
  ])('with %s ten requests need one sign-in', async (_, token, date, hours) => {
    await timed(token, date);
    expect((await signIn(http, cloud, keyOf('alice'))).lifeMs).toBe(hours * 3_600_000);
    const alice = as('alice');
    const signIns = () => rackspace.requests.filter(({ service }) => service === 'keystone').length;
    const before = signIns();
    for (let n = 0; n < 10; n += 1) await glanceOf(alice, 'IAD').showImage(idOf('build'));
    expect(signIns() - before).toBe(1);
  });
});

describe('sharing', () => {
  test('a member goes on a private image, which is then listed as shared; the last one takes that away', async () => {
    const [alice, bob] = [as('alice'), as('bob')];
    const id = idOf('build');
    expect((await glanceOf(alice, 'IAD').showImage(id)).visibility).toBe('private');
    expect(await glanceOf(alice, 'IAD').listMembers(id)).toEqual([]);
    const member = await glanceOf(alice, 'IAD').addMember(id, consumer());
    expect(member).toMatchObject({ member_id: '654321', image_id: id, status: 'pending' });
    expect((await glanceOf(bob, 'IAD').showImage(id)).visibility).toBe('shared');
    await glanceOf(bob, 'IAD').setMemberStatus(id, consumer(), 'accepted');
    expect((await glanceOf(alice, 'IAD').showMember(id, consumer())).status).toBe('accepted');
    await glanceOf(alice, 'IAD').removeMember(id, consumer());
    expect((await glanceOf(alice, 'IAD').showImage(id)).visibility).toBe('private');
    expect(await refusal(glanceOf(bob, 'IAD').showImage(id))).toMatchObject({ status: 404 });
  });

  test('nobody sets the visibility', async () => {
    const set = glanceOf(as('alice'), 'IAD').setVisibility(idOf('build'), 'shared');
    expect(await refusal(set)).toMatchObject({ status: 403 });
    expect(rackspace.surprises.splice(0)).toEqual([expect.stringMatching(/^PATCH .*visibility/)]);
  });

  test('an image is of one region', async () => {
    expect((await glanceOf(as('alice'), 'dfw').showImage(idOf('elsewhere'))).name).toBe('db-server');
    expect(await refusal(glanceOf(as('alice'), 'IAD').showImage(idOf('elsewhere')))).toMatchObject({
      status: 404,
    });
  });

  test('who is on the wrong side: 404 for adding and removing, 403 for the owner who answers', async () => {
    const [alice, bob] = [as('alice'), as('bob')];
    const id = idOf('shared');
    expect(await refusal(glanceOf(bob, 'IAD').addMember(id, '777777' as ProjectId))).toMatchObject({
      status: 404,
    });
    expect(await refusal(glanceOf(alice, 'IAD').setMemberStatus(id, consumer(), 'accepted'))).toMatchObject({
      status: 403,
    });
    await glanceOf(alice, 'IAD').removeMember(id, consumer());
    expect(await refusal(glanceOf(alice, 'IAD').removeMember(id, consumer()))).toMatchObject({ status: 404 });
    expect(await refusal(glanceOf(bob, 'IAD').setMemberStatus(id, consumer(), 'accepted'))).toMatchObject({
      status: 404,
    });
  });

  test('a member already is 409; a public image has no members', async () => {
    const add = (image: keyof typeof demo.images) =>
      refusal(glanceOf(as('alice'), 'IAD').addMember(idOf(image), consumer()));
    expect(await add('shared')).toMatchObject({ status: 409 });
    expect(await add('base')).toMatchObject({ status: 404 });
  });
});

describe('roles', () => {
  const acts = {
    'read-member': (name: Name) => glanceOf(as(name), 'IAD').showImage(idOf('shared')),
    share: (name: Name) => glanceOf(as(name), 'IAD').addMember(idOf('build'), consumer()),
    answer: (name: Name) => glanceOf(as(name), 'IAD').setMemberStatus(idOf('shared'), consumer(), 'accepted'),
    remove: (name: Name) => glanceOf(as(name), 'IAD').removeMember(idOf('shared'), consumer()),
  };

  test.each([
    ['omar', 'observer', 'read-member', ['share', 'remove']],
    ['cleo', 'creator', 'share', ['remove']],
    ['cora', 'creator', 'read-member', ['answer']],
  ] as const)('%s, who is %s, may %s and gets 403 for %j', async (name, _role, may, others) => {
    await acts[may](name);
    for (const act of others) expect(await refusal(acts[act](name))).toMatchObject({ status: 403 });
  });
});

describe('listing', () => {
  const manyImages = () => {
    for (let n = 0; n < 230; n += 1) rackspace.state.addImage('IAD', { owner: '123456', name: `many-${n}` });
  };
  const sizes = async (limit: string) => {
    const pages: number[] = [];
    const filters = { owner: '123456', limit };
    for await (const page of glanceOf(as('alice'), 'IAD').listImages(filters)) pages.push(page.length);
    return pages;
  };

  test('pages of at most 100, whatever was asked for, to the last', async () => {
    manyImages();
    expect(await sizes('1000')).toEqual([100, 100, 32]);
    expect(await sizes('90')).toEqual([90, 90, 52]);
  });

  test('the order and the filters that OpenStack’s lists have, in this service’s words', async () => {
    manyImages();
    const first = async (filters: ImageFilters) => {
      const { value: page } = await glanceOf(as('alice'), 'IAD')
        .listImages({ owner: '123456', ...filters })
        .next();
      return page?.[0]?.name;
    };
    expect(await first({ sort: 'name:asc,created_at:desc,id:desc' })).toBe('many-0');
    expect(await first({ sort: 'name:desc,created_at:asc,id:asc', visibility: 'all' })).toBe('web-server');
    expect(await first({ name: 'eq:many-7', os_hidden: 'false' })).toBe('many-7');
    expect(await first({ visibility: 'shared', sort: 'created_at:asc' })).toBe('web-server');
  });

  test('what is pending with me, without fields that are not set', async () => {
    const pages = glanceOf(as('bob'), 'IAD').listImages({ visibility: 'shared', member_status: 'pending' });
    const { value: images } = await pages.next();
    expect(images).toMatchObject([{ name: 'web-server', owner: '123456', os_hidden: false, tags: [] }]);
  });
});

describe('a rate limit (413 overLimit)', () => {
  test('is waited out as long as the body says, also by a write', async () => {
    rackspace.faults.add({ match: atGlance, ...overLimit(now + 3_000) });
    await glanceOf(as('alice'), 'IAD').addMember(idOf('build'), consumer());
    expect(waitsMs).toHaveLength(1);
    expect(waitsMs[0]).toBeGreaterThanOrEqual(3_000);
  });

  test('that is far off is told, with its time', async () => {
    rackspace.faults.add({ match: atGlance, ...overLimit(now + 60_000) });
    const error = await refusal(glanceOf(as('alice'), 'IAD').showImage(idOf('build')));
    expect(error).toMatchObject({
      status: 413,
      retryable: true,
      retryAfterMs: 60_000,
      detail: 'Too many requests...',
    });
    expect(waitsMs).toEqual([]);
  });

  test('and the member quota, which is a 413 too, stays', async () => {
    const id = idOf('build');
    for (let n = 0; n < 128; n += 1) rackspace.state.setMember('IAD', id, `${n}`, 'pending');
    const error = await refusal(glanceOf(as('alice'), 'IAD').addMember(id, consumer()));
    expect(error).toMatchObject({ status: 413, retryable: false, retryAfterMs: null });
  });
});
