/** Which sign-ins are tried at all, and which count as refused. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GuardDeps, keepOwner, signInGuarded } from '../../../src/accounts/guarded-sign-in.ts';
import type { Cloud } from '../../../src/cloud/clouds.ts';
import { AccountRefusedError, CloudHttpError, CloudNetworkError } from '../../../src/cloud/errors.ts';
import type { GivenCredential, NamedApplicationCredential } from '../../../src/cloud/token.ts';
import type { SlackUserId } from '../../../src/core/ids.ts';
import { createLog } from '../../../src/core/log.ts';
import { Secret } from '../../../src/core/secret.ts';
import { inTransaction } from '../../../src/sharing/transaction.ts';
import type { Database } from '../../../src/store/engine/database.ts';
import { openDatabase } from '../../../src/store/open.ts';
import { keyedHashes } from '../../../src/store/secrets/keyed-hash.ts';
import { parseKeys } from '../../../src/store/secrets/keys.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';
import { labCloud as cloud, insertLab } from '../../support/on-lab.ts';
import { storeOf } from '../../support/repositories.ts';
import { alice, teamId } from '../../support/store-rows.ts';

const person = (userId: string) => ({ teamId, enterpriseId: null, userId: userId as SlackUserId });
const password = (username: string, userDomain = 'Default'): GivenCredential => ({
  method: 'password',
  username,
  userDomain,
  password: new Secret('guess'),
  projectName: 'p',
  projectDomain: 'Default',
});
const namedOne = (name: string, user: NamedApplicationCredential['user']): GivenCredential => ({
  method: 'application_credential',
  name,
  user,
  secret: new Secret('guess'),
});
const ofAlice = { name: 'alice', domain: 'Default' };
const facts = { method: 'POST', path: '/v3/auth/tokens', safe: true } as const;
const http = { ...facts, detail: '', requestId: 'req-1', retryAfterMs: null };
const refusal = () => new AccountRefusedError('password', { ...http, status: 401, retryable: false });
const keys = (...names: readonly string[]) =>
  parseKeys(names.map((name) => `${name}:${Buffer.alloc(32, name).toString('base64')}`).join());

let database: Database;
let deps: GuardDeps;
/** What the cloud says, and how often it was asked. */
let says: () => Error;
let asked: number;

beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
  asked = 0;
  says = refusal;
  deps = {
    store: storeOf(database),
    clock: createDrivenClock(1_000),
    signIn: async () => {
      asked += 1;
      throw says();
    },
    keyedHashes: (parts) => keyedHashes(keys('k1'), parts),
  };
});
afterEach(() => database.close());

/** The kind of the problem that it ends with. */
const tries = (userId: string, credential: GivenCredential): Promise<string> =>
  signInGuarded(deps, person(userId), cloud, credential).then(
    () => 'signed in',
    (error) => error.problem?.why ?? error.problem?.kind ?? String(error),
  );

it('of forty at once, five are tried', async () => {
  const outcomes = await Promise.all(Array.from({ length: 40 }, () => tries('UNEWT', password('alice'))));
  expect(asked).toBe(5);
  expect(outcomes.filter((one) => one === 'credentials-refused')).toHaveLength(5);
});

describe('names', () => {
  const guessed = async (...names: readonly GivenCredential[]) => {
    for (const [n, name] of names.entries()) await tries(`UGUESSER${n}`, name);
  };

  it.each([
    ['in any case and form', password('ALICE', 'default'), 'name'],
    ['with blanks around', password(' alice '), 'name'],
    ['of another domain', password('alice', 'Other'), 'credentials-refused'],
    ['of another user', password('alicia'), 'credentials-refused'],
  ])('a name %s', async (_, other, outcome) => {
    await guessed(...Array.from({ length: 5 }, () => password('alice')));
    expect(await tries('UBOB', other)).toBe(outcome);
  });

  it.each([
    ['in any case', namedOne('Build', { name: 'ALICE', domain: 'default' }), 'name'],
    ['of another name', namedOne('test', ofAlice), 'credentials-refused'],
    ['of another user', namedOne('build', { ...ofAlice, name: 'bob' }), 'credentials-refused'],
    ['of a user by its id', namedOne('build', { id: 'u1' }), 'credentials-refused'],
  ])('an application credential by its name %s', async (_, other, outcome) => {
    await guessed(...Array.from({ length: 5 }, () => namedOne('build', ofAlice)));
    expect(await tries('UBOB', other)).toBe(outcome);
  });

  it('a name on another cloud is another name', async () => {
    await guessed(...Array.from({ length: 5 }, () => password('alice')));
    const elsewhere = { ...cloud, id: 'other' as Cloud['id'] };
    const tried = signInGuarded(deps, person('UBOB'), elsewhere, password('alice'));
    await expect(tried).rejects.toMatchObject({ problem: { kind: 'credentials-refused' } });
  });

  it('whoever has linked it is never held up by others, also under a new encryption key', async () => {
    await inTransaction(deps, (work) =>
      keepOwner(deps, work, { ...person(alice), id: 'account' }, cloud, password('alice')),
    );
    deps = { ...deps, keyedHashes: (parts) => keyedHashes(keys('k2', 'k1'), parts) };
    await guessed(...Array.from({ length: 6 }, () => password('alice')));
    expect(asked).toBe(5);
    expect(await tries(alice, password('alice'))).toBe('credentials-refused');
  });

  it('what its owner mistypes holds up nobody else', async () => {
    await inTransaction(deps, (work) =>
      keepOwner(deps, work, { ...person(alice), id: 'account' }, cloud, password('alice')),
    );
    for (let n = 0; n < 5; n++) await tries(alice, password('alice'));
    expect(await tries(alice, password('alice'))).toBe('person');
    expect(await tries('UBOB', password('alice'))).toBe('credentials-refused');
  });
});

it.each<[string, Error]>([
  ['no answer', new CloudNetworkError({ ...facts, code: 'timeout', sent: 'maybe', retryable: true })],
  ['an outage', new CloudHttpError({ ...http, status: 503, retryable: true })],
  ['a rate limit', new CloudHttpError({ ...http, status: 429, retryable: true })],
  ['a wrong URL', new CloudHttpError({ ...http, status: 404, retryable: false })],
  ['a fault of ours', new Error('a bug')],
])('%s is no refusal', async (_, error) => {
  says = () => error;
  for (let n = 0; n < 6; n++) expect(await tries('UNEWT', password('alice'))).not.toBe('person');
  expect(asked).toBe(6);
  expect(await database.kysely.selectFrom('audit').select('act').execute()).toEqual([]);
});
