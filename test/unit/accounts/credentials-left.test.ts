/** What linking leaves behind: one credential for each account that counts, and none for any other. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LinkDeps, linkAccount, unlinkAccount } from '../../../src/accounts/linking.ts';
import type { Cloud } from '../../../src/cloud/clouds.ts';
import type { Token } from '../../../src/cloud/token.ts';
import { createLog } from '../../../src/core/log.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { Database } from '../../../src/store/engine/database.ts';
import { openDatabase } from '../../../src/store/open.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';
import { insertLab, lab } from '../../support/on-lab.ts';
import { storeOf } from '../../support/repositories.ts';
import { alice, project, teamId } from '../../support/store-rows.ts';

const person = { teamId, enterpriseId: null, userId: alice };
const token = (projectId: string): Token => ({
  id: new Secret('token'),
  expiresAt: 1e12,
  project: { id: project(projectId), name: projectId, domainName: 'Default' },
  user: { id: 'u', name: 'alice' },
  roles: [],
  catalog: [],
});
const cloud: Cloud = {
  id: lab.id,
  name: lab.name,
  authType: 'v3',
  authUrl: lab.authUrl,
  regions: [],
  interface: 'public',
  verify: true,
  cacert: null,
};

let database: Database;
let kept: Map<string, unknown>;
let forgotten: string[];
let tokens: string[];
let deps: LinkDeps;
/** What fails when the credential of this account is removed. */
let stuck: string | null;

beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
  kept = new Map();
  forgotten = [];
  tokens = [];
  stuck = null;
  deps = {
    store: storeOf(database),
    clouds: [cloud],
    readPasted: () => ({ kind: 'no-account' }),
    signIn: async () => token('consumer'),
    regionsOf: () => ['IAD'],
    credentials: {
      put: async (id, _, credential) => void kept.set(id, credential),
      get: async (id) => kept.get(id),
      remove: async (id) => {
        if (id === stuck) throw new Error('the database is away');
        kept.delete(id);
      },
    },
    keepToken: (id) => tokens.push(id),
    forgetSession: (id) => forgotten.push(id),
    clock: createDrivenClock(1_000),
    nudge: () => {},
  };
});
afterEach(() => database.close());

const link = (name: string | null = null, { signIn = deps.signIn } = {}) =>
  linkAccount({ ...deps, signIn }, person, {
    cloud: 'lab',
    credential: { method: 'application_credential', id: 'ac', secret: new Secret('s') },
    name,
    region: null,
  });
const accountIds = async () =>
  (await deps.store.accounts.accountsOfPerson(database.kysely, person)).map(({ id }) => id);

it('the credential of the account that is replaced goes, and its session', async () => {
  const old = await link('mine');
  const account = await link();
  expect(account).toMatchObject({ name: 'mine', isDefault: true });
  expect([...kept.keys()]).toEqual([account.id]);
  expect(await accountIds()).toEqual([account.id]);
  expect(forgotten).toEqual([old.id]);
  expect(tokens).toEqual([old.id, account.id]);
});

it('that of a linking that failed goes', async () => {
  const first = await link('mine');
  const other = { signIn: async () => token('another') };
  await expect(link('mine', other)).rejects.toMatchObject({ problem: { kind: 'name-taken' } });
  expect([...kept.keys()]).toEqual([first.id]);
  expect(await accountIds()).toEqual([first.id]);
  expect(tokens).toEqual([first.id]);
});

it('the new one stays when that of the account it replaces cannot be removed', async () => {
  const old = await link();
  stuck = old.id;
  await expect(link()).rejects.toThrow('the database is away');
  const [account] = await accountIds();
  expect(account).not.toBe(old.id);
  expect(kept.has(account ?? '')).toBe(true);
  expect(tokens).toContain(account);
});

it('that of an account that is unlinked goes; what is another’s is left alone', async () => {
  const { id } = await link();
  const bob = { ...person, userId: 'UBOB' as typeof alice };
  expect(await unlinkAccount(deps, bob, id)).toBeNull();
  expect([...kept.keys()]).toEqual([id]);
  expect(await unlinkAccount(deps, person, id)).toMatchObject({ id });
  expect([...kept.keys()]).toEqual([]);
  expect(forgotten).toEqual([id]);
  expect(await unlinkAccount(deps, person, id)).toBeNull();
});

it.each([
  ['no cloud of that name', { clouds: [] }, 'no-such-cloud'],
  ['no image service', { regionsOf: () => [] }, 'no-image-service'],
])('nothing is kept: %s', async (_, more: Partial<LinkDeps>, kind) => {
  deps = { ...deps, ...more };
  await expect(link()).rejects.toMatchObject({ problem: { kind } });
  expect(kept.size).toBe(0);
});
