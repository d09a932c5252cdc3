/** What linking leaves behind: one credential for each account that counts, and none for any other. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCredential, toStored } from '../../../src/accounts/credential.ts';
import { forgetPerson } from '../../../src/accounts/forget-person.ts';
import {
  type LinkDeps,
  type LinkRequest,
  linkAccount,
  unlinkAccount,
} from '../../../src/accounts/linking.ts';
import { setDeactivated, tendSuspended } from '../../../src/accounts/suspension.ts';
import type { Token } from '../../../src/cloud/token.ts';
import { dayMs } from '../../../src/core/durations.ts';
import { createLog } from '../../../src/core/log.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { Database } from '../../../src/store/engine/database.ts';
import { openDatabase } from '../../../src/store/open.ts';
import { accountOf, createCredentials, sealedRecords } from '../../../src/store/secrets/credentials.ts';
import { keyedHashes } from '../../../src/store/secrets/keyed-hash.ts';
import { parseKeys } from '../../../src/store/secrets/keys.ts';
import { createKeyv } from '../../../src/store/secrets/keyv-adapter.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';
import { insertLab, labChoice } from '../../support/on-lab.ts';
import { storeOf } from '../../support/repositories.ts';
import { alice, project, teamId } from '../../support/store-rows.ts';

const person = { teamId, enterpriseId: null, userId: alice };
const token = (projectId: string): Token => ({
  id: new Secret('token'),
  lifeMs: 1e12,
  project: { id: project(projectId), name: projectId },
  user: { id: 'u', name: 'alice' },
  roles: [],
  catalog: [],
  applicationCredentialId: null,
  accessRules: null,
});
const keys = parseKeys(`k1:${Buffer.alloc(32, 1).toString('base64')}`);

let database: Database;
let forgotten: string[];
/** Of whom the forget list had a line, and whose credentials were stored then. */
let noted: { of: string; stored: unknown }[];
let tokens: string[];
let deps: LinkDeps;
/** The bot dies once it has removed the credential of this account. */
let stuck: string | null;

beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
  const credentials = createCredentials({ keyv: createKeyv(database.kysely), keys });
  forgotten = [];
  noted = [];
  tokens = [];
  stuck = null;
  deps = {
    store: storeOf(database),
    choices: () => [labChoice],
    readPasted: () => ({ kind: 'no-account' }),
    signIn: async () => token('consumer'),
    grantsSpeech: () => true,
    regionsOf: () => ['IAD'],
    interfacesOf: () => [],
    credentials: {
      ...credentials,
      remove: async (db, id, owner) => {
        await credentials.remove(db, id, owner);
        if (id === stuck) throw new Error('the database is away');
      },
    },
    expiryOf: async () => null,
    keyedHashes: (parts) => keyedHashes(keys, parts),
    keepToken: (id) => tokens.push(id),
    forgetSession: (id) => forgotten.push(id),
    noteForgotten: async ({ id }) => void noted.push({ of: id, stored: await kept() }),
    scrub: () => {},
    clock: createDrivenClock(1_000),
    nudge: () => {},
  };
});
afterEach(() => database.close());

const given = (name: string | null = null, credentialId = 'ac'): LinkRequest => ({
  cloud: labChoice.id,
  credential: { method: 'application_credential', id: credentialId, secret: new Secret('s') },
  name,
  region: null,
});
const linked = (name: string | null = null, { signIn = deps.signIn, credentialId = 'ac' } = {}) =>
  linkAccount({ ...deps, signIn }, person, given(name, credentialId));
const link = async (...how: Parameters<typeof linked>) => (await linked(...how)).account;
/** Of whom a credential is stored. */
const kept = async () =>
  (await sealedRecords(database.kysely)).map(({ recordKey }) => accountOf(recordKey)).sort();
const accountIds = async () =>
  (await deps.store.accounts.accountsOfPerson(database.kysely, person)).map(({ id }) => id);

it('the credential of the account that is replaced goes, and its session', async () => {
  const old = await link('mine');
  const account = await link();
  expect(account).toMatchObject({ name: 'mine', isDefault: true });
  expect(await kept()).toEqual([account.id]);
  expect(await accountIds()).toEqual([account.id]);
  expect(forgotten).toEqual([old.id]);
  expect(tokens).toEqual([old.id, account.id]);
});

it('of an application credential that is replaced by another the id is told, for its owner to revoke it', async () => {
  expect(await linked()).toMatchObject({ replacedCredentialId: null });
  expect(await linked()).toMatchObject({ replacedCredentialId: null });
  expect(await linked(null, { credentialId: 'newer' })).toMatchObject({ replacedCredentialId: 'ac' });
});

describe('by the name of an application credential and its user', () => {
  const credential = {
    method: 'application_credential',
    name: 'build',
    user: { name: 'alice', domain: 'Default' },
    secret: new Secret('s'),
  } as const;
  const linkNamed = (applicationCredentialId: string | null) =>
    linkAccount(
      { ...deps, signIn: async () => ({ ...token('consumer'), applicationCredentialId }) },
      person,
      { cloud: labChoice.id, credential, name: null, region: null },
    );

  it('what is kept is its id', async () => {
    const { account } = await linkNamed('ac');
    const stored = toStored(await readCredential(deps.credentials, account));
    expect(stored).toEqual({ method: 'application_credential', id: 'ac', secret: 's' });
    expect(await linked()).toMatchObject({ replacedCredentialId: null });
  });

  it('a cloud that does not say its id is refused, with nothing kept', async () => {
    await expect(linkNamed(null)).rejects.toMatchObject({ problem: { kind: 'cloud-refused' } });
    expect(await kept()).toEqual([]);
    expect(await accountIds()).toEqual([]);
  });
});

it('a person has twenty accounts at most, and may replace one of them', async () => {
  const of = (projectId: string) => ({ signIn: async () => token(projectId) });
  for (let n = 0; n < 20; n += 1) await link(null, of(`p${n}`));
  await expect(link(null, of('p20'))).rejects.toMatchObject({
    problem: { kind: 'too-many-accounts', max: 20 },
  });
  await link(null, of('p7'));
  expect(await accountIds()).toHaveLength(20);
});

it('that of a linking that failed goes', async () => {
  const first = await link('mine');
  const other = { signIn: async () => token('another') };
  await expect(link('mine', other)).rejects.toMatchObject({ problem: { kind: 'name-taken' } });
  expect(await kept()).toEqual([first.id]);
  expect(await accountIds()).toEqual([first.id]);
  expect(tokens).toEqual([first.id]);
});

it('who dies while an account is replaced or unlinked leaves it as it was', async () => {
  const { id } = await link();
  stuck = id;
  await expect(link()).rejects.toThrow('the database is away');
  await expect(unlinkAccount(deps, person, id)).rejects.toThrow('the database is away');
  expect(await accountIds()).toEqual([id]);
  expect(await kept()).toEqual([id]);
  expect(await deps.credentials.get(id, person)).toMatchObject({ secret: 's' });
});

it('that of an account that is unlinked goes; what is another’s is left alone', async () => {
  const { id } = await link();
  const bob = { ...person, userId: 'UBOB' as typeof alice };
  expect(await unlinkAccount(deps, bob, id)).toBeNull();
  expect(await kept()).toEqual([id]);
  expect(await unlinkAccount(deps, person, id)).toMatchObject({ id });
  expect(await kept()).toEqual([]);
  expect(forgotten).toEqual([id]);
  expect(await unlinkAccount(deps, person, id)).toBeNull();
  expect(noted).toEqual([{ of: id, stored: [id] }]);
});

describe('a database that is put back does without it: the forget list has it before it is removed', () => {
  const awayForLong = async (vet: () => Promise<unknown>) => {
    const suspending = { ...deps, log: createLog('silent') };
    await setDeactivated(suspending, alice, true);
    await tendSuspended(suspending, vet, deps.clock.now() + 31 * dayMs);
  };
  const removals: [string, (id: string) => Promise<unknown>][] = [
    ['unlinked', (id) => unlinkAccount(deps, person, id)],
    ['replaced', () => link()],
    [
      'its owner is forgotten',
      () => forgetPerson({ ...deps, linkRequests: { forget: async () => {} } }, person, { by: null }),
    ],
    ['its owner is away for thirty days', () => awayForLong(async () => {})],
    [
      'its owner is away for thirty days, and Slack does not answer',
      () => awayForLong(() => Promise.reject(new Error('slack is away'))),
    ],
  ];

  it.each(removals)('%s', async (_, remove) => {
    const { id } = await link();
    await remove(id);
    expect(await kept()).not.toContain(id);
    expect(noted).toContainEqual({ of: id, stored: [id] });
  });

  it('also what another of its owner’s links has put there meanwhile', async () => {
    const first = await link();
    let second: string | undefined;
    const { noteForgotten } = deps;
    const overtaken = async (account: Parameters<typeof noteForgotten>[0]) => {
      await noteForgotten(account);
      if (second === undefined) {
        second = '';
        second = (await linkAccount({ ...deps, noteForgotten }, person, given())).account.id;
      }
    };
    const { account } = await linkAccount({ ...deps, noteForgotten: overtaken }, person, given());
    expect(await kept()).toEqual([account.id]);
    expect(noted.map(({ of }) => of)).toEqual([first.id, first.id, second]);
    expect(noted.at(-1)?.stored).toEqual([second]);
  });
});

it('who comes back while thirty days of absence are acted on keeps the credential, also if they leave again', async () => {
  const { id } = await link();
  const suspending = { ...deps, log: createLog('silent') };
  const { setSuspended } = deps.store.accounts;
  const later = deps.clock.now() + 31 * dayMs;
  await setDeactivated(suspending, alice, true);
  const back = async (suspendedAt: number | null) =>
    tendSuspended(
      {
        ...suspending,
        noteForgotten: async () => {
          await database.transaction((tx) => setSuspended(tx, alice, null));
          await database.transaction((tx) => setSuspended(tx, alice, suspendedAt));
        },
      },
      async () => {},
      later,
    );
  await back(later);
  expect(await kept()).toEqual([id]);
  await setDeactivated(suspending, alice, false);
  await setDeactivated(suspending, alice, true);
  await back(null);
  expect(await kept()).toEqual([id]);
});

it.each([
  ['no cloud of that name', { choices: () => [] }, 'no-such-cloud'],
  ['no image service', { regionsOf: () => [] }, 'no-image-service'],
  [
    'an image service for another interface',
    { regionsOf: () => [], interfacesOf: () => ['internal'] },
    'other-interface',
  ],
])('nothing is kept: %s', async (_, more: Partial<LinkDeps>, kind) => {
  deps = { ...deps, ...more };
  await expect(link()).rejects.toMatchObject({ problem: { kind } });
  expect(await kept()).toEqual([]);
});
