/** Sign-ins whose answer is odd: what can be read of it is read, and what has no project says so. */
import { expect, test } from 'vitest';
import { imageEndpoints } from '../../src/cloud/catalog.ts';
import { CloudSchemaError } from '../../src/cloud/errors.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { NoProjectError } from '../../src/cloud/no-project.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import { Secret } from '../../src/core/secret.ts';
import { failureOf } from '../support/cloud-actors.ts';
import {
  actors,
  atKeystone,
  cloud,
  imageId,
  later,
  onFaultyCloud,
  requestsTo,
} from '../support/faulty-cloud.ts';

onFaultyCloud();

const image = {
  type: 'image',
  endpoints: [{ interface: 'public', region_id: 'IAD', url: 'http://image.example' }],
};
const whole = {
  issued_at: '2026-11-30T04:00:00.000000Z',
  expires_at: '2026-11-30T05:00:00.000000Z',
  user: { id: 'u1', name: 'alice' },
  project: { id: 'p1', name: 'builds', domain: { id: 'default', name: 'Default' } },
  roles: [{ name: 'member' }],
  catalog: [image],
};

const credential = { method: 'application_credential', id: 'ac', secret: new Secret('s3cr3t') } as const;

/** Keystone answers the next sign-in with this. */
const signedIn = (token: object, headers: Record<string, string> = { 'X-Subject-Token': 'gAAAA' }) => {
  const body = { token: { ...whole, ...token } };
  cloud.faults.add({ match: atKeystone, do: 'status', status: 201, body, headers });
  return signIn(actors.http, actors.cloud, credential);
};

test.each<[what: string, token: object, read: object]>([
  ['a project without a domain', { project: { id: 'p1', name: 'builds' } }, { project: { name: 'builds' } }],
  ['a project whose name is a number', { project: { id: 'p1', name: 2026 } }, { project: { name: '2026' } }],
  ['a project without a name', { project: { id: 'p1', name: null } }, { project: { id: 'p1', name: 'p1' } }],
  ['a user without a name', { user: { id: 'u1' } }, { user: { id: 'u1', name: 'u1' } }],
  ['roles that are none', { roles: 'member' }, { roles: [] }],
])('%s is read', async (_, token, read) => {
  expect(await signedIn(token)).toMatchObject(read);
});

test.each<[what: string, endpoint: object, region: string]>([
  ['of Keystone v2', { interface: 'publicURL', region: 'IAD' }, 'IAD'],
  ['in capitals', { interface: 'PUBLIC', region_id: 'IAD' }, 'IAD'],
  ['in a region whose name is a number', { interface: 'public', region_id: 7, region: 7 }, '7'],
  ['with an empty region id', { interface: 'public', region_id: '', region: 'IAD' }, 'IAD'],
])('an endpoint %s is read', async (_, endpoint, region) => {
  const token = await signedIn({
    catalog: [{ type: 'image', endpoints: [{ ...endpoint, url: 'http://image.example' }] }],
  });
  expect(imageEndpoints(token.catalog, { ...actors.cloud, regions: [] })).toEqual([
    { region, url: 'http://image.example' },
  ]);
});

test.each(['none', 'domain', 'system'] as const)('without a project its scope is told: %s', async (scope) => {
  const error = await failureOf(
    signedIn({ project: null, ...(scope !== 'none' && { [scope]: { id: 'd' } }) }),
  );
  expect(error).toBeInstanceOf(NoProjectError);
  expect(error).toMatchObject({ scope });
});

test('what has no token is not read', async () => {
  expect(await failureOf(signedIn({}, {}))).toBeInstanceOf(CloudSchemaError);
  expect(await failureOf(signedIn({ project: { name: 'builds' } }))).toBeInstanceOf(CloudSchemaError);
});

/** Keystone's own token, with other times in its answer, for every sign-in from now on. */
const timed = async (times: object) => {
  const real = await actors.alice.token();
  const { project, user, catalog } = real;
  const body = { token: { ...whole, project, user, catalog, ...times } };
  cloud.faults.add({
    ...{ match: atKeystone, times: Number.POSITIVE_INFINITY, do: 'status', status: 201, body },
    headers: { 'X-Subject-Token': real.id.reveal() },
  });
};
test.each<[what: string, times: object]>([
  ['no zone', { issued_at: '2026-11-30T04:00:00', expires_at: '2026-11-30T05:00:00' }],
  ['a blank in the place of the T', { issued_at: '2026-11-30 04:00:00', expires_at: '2026-11-30 05:00:00' }],
  ['another zone', { expires_at: '2026-11-30T10:30:00+05:30' }],
  ['microseconds', { issued_at: '2026-11-30T04:00:00.123456', expires_at: '2026-11-30T05:00:00.654321Z' }],
  ['an end before the beginning', { expires_at: '2026-11-30T03:00:00Z' }],
  ['an end at the beginning', { expires_at: '2026-11-30T04:00:00Z' }],
  ['a year', { expires_at: '2027-11-30T04:00:00Z' }],
  ['no end', { expires_at: undefined }],
  ['an end that is null', { expires_at: null }],
  ['no beginning', { issued_at: undefined }],
  ['neither', { issued_at: undefined, expires_at: undefined }],
  ['numbers', { issued_at: 1_796_011_200, expires_at: 1_796_014_800 }],
  ['years that nobody has', { issued_at: '0001-01-01T00:00:00Z', expires_at: '9999-12-31T23:59:59Z' }],
])('a token with %s: ten requests need one sign-in', async (_, times) => {
  await timed(times);
  const glance = glanceOf(actors.open('alice', actors.applicationCredential('alice')), 'IAD');
  const before = requestsTo('keystone').length;
  for (let n = 0; n < 10; n += 1) await glance.showImage(imageId);
  expect(requestsTo('keystone').length - before).toBe(1);
  // a minute is what it is used for at least
  later(50_000);
  await glance.showImage(imageId);
  expect(requestsTo('keystone').length - before).toBe(1);
});
