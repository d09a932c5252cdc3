/** An act waits for a sign-in: what proves it, what refuses it, what makes it wait, and what its author and asker then see. */
import { expect, test } from 'vitest';
import { dayMs } from '../../../../src/core/durations.ts';
import { createLog } from '../../../../src/core/log.ts';
import type { Account } from '../../../../src/model/account.ts';
import type { ActTerms, PendingAct } from '../../../../src/model/pending-act.ts';
import { stepPendingAct } from '../../../../src/sharing/reconcile/reconcile-pending-act.ts';
import type { CarryingOutDeps } from '../../../../src/sharing/reconcile/step-deps.ts';
import { now, policy } from '../../../support/card-desk.ts';
import { accountRefused, answered, busyFor, ruleMissing, silence } from '../../../support/cloud-answers.ts';
import { desk, onDesk } from '../../../support/on-desk.ts';
import { onLab } from '../../../support/on-lab.ts';
import { alice, bob, project, teamId } from '../../../support/store-rows.ts';

onDesk();

interface Scene {
  readonly act?: Partial<PendingAct>;
  readonly terms?: ActTerms;
  /** Bob's account of the project, as it is before. */
  readonly account?: Partial<Account>;
  /** What the cloud says, after which the account may have changed. */
  readonly says?: () => Promise<unknown>;
}

/** One step of bob's act for the project that is offered a share. */
const step = async ({
  act = {},
  terms = { kind: 'remind' },
  account = {},
  says = async () => true,
}: Scene = {}) => {
  const share = await desk.share({ ownerProjectId: project('c1') });
  const set = Object.entries(account).map(([key, value]) => [
    key,
    typeof value === 'boolean' ? Number(value) : value,
  ]);
  if (set.length > 0)
    await desk.db.updateTable('accounts').set(Object.fromEntries(set)).where('id', '=', 'bobs').execute();
  await desk.store.pendingActs.putPendingAct(desk.db, {
    ...{
      id: 'act',
      teamId,
      enterpriseId: null,
      userId: bob,
      origin: null,
      accountId: 'bobs',
      cloudId: onLab.cloudId,
    },
    ...{ projectId: project('c1'), projectName: 'Consumer', kind: terms.kind, subjectId: share.id, terms },
    ...{ phase: 'proving', problem: null, attempts: 2, lastError: null, dueAt: 1, createdAt: 1, ...act },
  });
  const claim = { now, limit: 1, leaseMs: 1_000_000, token: 'token' };
  const [claimed] = await desk.store.pendingActs.claimPendingActs(desk.db, {
    ...claim,
    daily: terms.kind === 'prove',
  });
  if (claimed === undefined) throw new Error('the act was not claimed');
  const [refused, learnt, asked]: [string[], string[], unknown[]] = [[], [], []];
  const deps = {
    ...{ store: { ...desk.store, database: { ...desk.store.database, now: async () => now } }, policy },
    ...{ clock: desk.deps.clock, log: createLog('silent'), random: () => 0.5 },
    openImageService: () => ({ speaks: (how: unknown) => says().finally(() => asked.push(how)) }),
    markRefused: async ({ id }: Account) => void refused.push(id),
    learnExpiry: async (id: string) => void learnt.push(id),
  } as unknown as CarryingOutDeps;
  await stepPendingAct(deps, claimed, AbortSignal.timeout(1_000));
  const row = await desk.store.pendingActs.findPendingAct(desk.db, 'act');
  const cards = await desk.store.cards.cardsOf(desk.db, 'act', 'act');
  return { row, cards, refused, learnt, asked };
};

test('what is proven is done, seen where it was done, and needs no card', async () => {
  const { row, cards, asked } = await step();
  expect(row).toMatchObject({ phase: 'done', attempts: 0, lastError: null, dueAt: null, problem: null });
  expect(cards).toEqual([]);
  expect(asked).toEqual(['signed in again']);
});

test('what can be done no more, once it is proven, is refused and says so', async () => {
  const { row, cards } = await step({ terms: { kind: 'extend', term: 'endsAt', was: 5, at: now + 9 } });
  expect(row).toMatchObject({ phase: 'refused', problem: { kind: 'term-over' } });
  expect(cards.map(({ recipientId }) => recipientId)).toEqual([bob]);
});

const fails = (error: unknown) => () => Promise.reject(error);
test.each<[string, Scene, object, string[]]>([
  [
    'the account is refused',
    { says: fails(accountRefused()) },
    { kind: 'link-again', why: 'refused', account: 'prod' },
    ['bobs'],
  ],
  [
    'the account was refused before',
    { account: { health: 'refused' } },
    { kind: 'link-again', why: 'refused' },
    [],
  ],
  ['the account is lost', { account: { health: 'lost' } }, { kind: 'link-again', why: 'lost' }, []],
  [
    'there is no account',
    { act: { projectId: project('x') } },
    { kind: 'no-account-for-project', project: 'Consumer' },
    [],
  ],
  [
    'the credential has no rule for it',
    { says: fails(ruleMissing('GET /v2')) },
    { kind: 'act-refused', act: 'GET /v2' },
    [],
  ],
  [
    'the cloud says another no',
    { says: fails(answered(418)) },
    { kind: 'cloud-refused', status: 418, requestId: 'req' },
    [],
  ],
  [
    'the account only looks',
    { account: { speaks: false } },
    { kind: 'account-read-only', account: 'prod' },
    [],
  ],
])('refused, as %s', async (_, scene, problem, marked) => {
  const { row, cards, refused } = await step(scene);
  expect(row).toMatchObject({ phase: 'refused', problem, attempts: 0, dueAt: null });
  expect(cards.map(({ recipientId }) => recipientId)).toEqual([bob]);
  expect(refused).toEqual(marked);
});

test.each<[string, Scene, object | null, boolean]>([
  ['the cloud is away', { says: fails(answered(503)) }, { kind: 'cloud-silent' }, true],
  ['nobody answers', { says: fails(silence()) }, { kind: 'cloud-silent' }, true],
  ['its author is away', { account: { suspendedAt: 1 } }, null, false],
  ['the account is to be kept after a restore', { account: { asOf: 1 } }, null, false],
])('it waits while %s', async (_, scene, problem, again) => {
  const { row, cards } = await step(scene);
  expect(row).toMatchObject({ phase: 'proving', attempts: 3 });
  if (problem === null) expect(row?.lastError).toBeNull();
  else expect(row?.lastError).toMatchObject({ cloud: 'lab' });
  expect(row?.dueAt === null).toBe(!again);
  expect(row?.dueAt ?? now + 1).toBeGreaterThan(now);
  expect(cards).toHaveLength(problem === null ? 0 : 1);
});

test('a cloud that says for how long is asked then', async () => {
  expect((await step({ says: fails(busyFor(77_000)) })).row).toMatchObject({
    phase: 'proving',
    dueAt: now + 77_000,
  });
});

test('an account that speaks no more once the sign-in is over proves nothing', async () => {
  const says = async () =>
    desk.db.updateTable('accounts').set({ speaks: 0 }).where('id', '=', 'bobs').execute();
  expect((await step({ says })).row).toMatchObject({
    phase: 'refused',
    problem: { kind: 'account-read-only' },
  });
});

const daily = { act: { kind: 'prove', subjectId: 'bobs' }, terms: { kind: 'prove' } } as const;
test.each<[string, Scene, string[]]>([
  ['learns when the credential expires', {}, ['bobs']],
  ['that is refused learns nothing', { says: fails(accountRefused()) }, []],
  ['of an account that only looks goes on', { account: { speaks: false } }, ['bobs']],
])('the daily proof %s, and comes again in a day', async (_, scene, expiries) => {
  const { row, cards, learnt } = await step({ ...daily, ...scene });
  expect(row).toMatchObject({ phase: 'proving', attempts: 0, dueAt: now + Math.round(dayMs * 0.95) });
  expect(cards).toEqual([]);
  expect(learnt).toEqual(expiries);
});

test('the daily proof is of its own account, and not of another of the project', async () => {
  const { row } = await step({ ...daily, act: { ...daily.act, subjectId: 'gone' } });
  expect(row).toMatchObject({ phase: 'proving', dueAt: now + Math.round(dayMs * 0.95) });
});

test.each<[string, Scene, number]>([
  ['is proven', {}, 1],
  ['is refused', { account: { health: 'lost' } }, 1],
  ['waits', { says: fails(silence()) }, 0],
])('whoever asked to hand over reads it in a new message once it %s', async (_, scene, count) => {
  const { cards } = await step({ terms: { kind: 'hand-over', from: alice }, ...scene });
  expect(cards.filter(({ recipientId }) => recipientId === alice)).toHaveLength(count);
});
