/** A Withdrawal that fails on its way: an image that the bot opened is closed again before the last word, and once. */
import { expect, it, test } from 'vitest';
import type { Account } from '../../../../src/model/account.ts';
import type { Withdrawal } from '../../../../src/model/withdrawal.ts';
import type { ImageService } from '../../../../src/sharing/image-service.ts';
import {
  carryOutWithdrawal,
  type WithdrawalStepDeps,
} from '../../../../src/sharing/reconcile/withdrawal-steps.ts';
import { blockedMs } from '../../../../src/sharing/rules/plan-share.ts';
import type { WithdrawalStep } from '../../../../src/sharing/rules/plan-withdrawal.ts';
import { accountRefused, answered } from '../../../support/cloud-answers.ts';
import { createDrivenClock } from '../../../support/driven-clock.ts';
import { alice, intentOf, shareRow } from '../../../support/share-row.ts';
import { account, project } from '../../../support/store-rows.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

const now = 1_000_000;
/** What comes of `step` where each request to the cloud fails with `error`. */
const failing = async (
  more: Partial<Withdrawal>,
  step: WithdrawalStep['do'],
  error: unknown,
  own: readonly Account[] = [account({ id: 'account', userId: alice, projectId: project('producer-id') })],
) => {
  const refused: string[] = [];
  const fail = () => Promise.reject(error);
  const images: Partial<ImageService> = { makeShared: fail, listMembers: fail, makePrivate: fail };
  const deps = {
    store: { database: {}, accounts: { accountsOfPerson: async () => own } },
    openImageService: () => images,
    markRefused: async ({ id }: Account) => void refused.push(id),
    clock: createDrivenClock(now),
  } as unknown as WithdrawalStepDeps;
  const change = await carryOutWithdrawal(
    deps,
    withdrawalRow(more),
    { do: step } as WithdrawalStep,
    AbortSignal.timeout(1_000),
  );
  return { ...change, refused };
};

test.each([
  ['opened for it: closed first', { phase: 'listing', opened: true }, 'list-members', 'closing'],
  ['shared as it was: over', { phase: 'listing', opened: false }, 'list-members', 'failed'],
  ['could not be opened: over', { phase: 'opening', opened: false }, 'make-shared', 'failed'],
  ['cannot be closed either: over', { phase: 'closing', opened: true }, 'make-private', 'failed'],
] as const)('the cloud says no: %s', async (_, row, step, phase) => {
  const { patch, dueAt } = await failing({ ...row, attempts: 3 }, step, answered(403));
  expect(patch).toMatchObject({ phase, attempts: 0, lastError: null, problem: { kind: 'forbidden' } });
  expect(dueAt).toBe(now);
});

test.each([
  [404, 'make-private', { kind: 'image-not-found' }],
  [403, 'list-members', { kind: 'forbidden', act: 'read-member' }],
  [403, 'make-private', { kind: 'forbidden', act: 'open' }],
  [418, 'make-shared', { kind: 'cloud-refused', status: 418 }],
] as const)('%d to %s says why', async (status, step, problem) => {
  expect((await failing({ phase: 'closing' }, step, answered(status))).patch.problem).toMatchObject(problem);
});

it('an outage is waited for, longer each time, where the Withdrawal stands', async () => {
  const { patch, dueAt } = await failing(
    { phase: 'closing', opened: true, attempts: 1 },
    'make-private',
    answered(503),
  );
  expect(patch).toEqual({ attempts: 2, lastError: { kind: 'cloud-away', cloud: 'lab' } });
  expect(dueAt).toBeGreaterThan(now);
});

it('a refused account is marked, and the Withdrawal waits for it', async () => {
  const error = accountRefused();
  const { patch, dueAt, refused } = await failing({ phase: 'listing', opened: true }, 'list-members', error);
  expect(refused).toEqual(['account']);
  expect(patch).toEqual({ lastError: expect.objectContaining({ kind: 'account-refused' }) });
  expect(dueAt).toBe(now + blockedMs);
});

it('without an account it waits, and asks the cloud for nothing', async () => {
  const { patch, dueAt } = await failing(
    { phase: 'closing', opened: true },
    'make-private',
    answered(500),
    [],
  );
  expect(patch).toEqual({ lastError: expect.objectContaining({ kind: 'account-unlinked' }) });
  expect(dueAt).toBe(now + blockedMs);
});

it('a fault of the bot itself is none of the cloud’s', async () => {
  const fault = new TypeError('a fault');
  await expect(failing({ phase: 'listing' }, 'list-members', fault)).rejects.toBe(fault);
});

test.each([
  ['is under way of being offered again', { at: now, again: true as const }, 'absent', ['consumer-id']],
  ['waits to be added', { at: now }, null, ['consumer-id']],
  ['was offered the image since', { at: now + 1 }, 'absent', undefined],
] as const)('a project that the cloud does not list and that %s', async (_, member, status, removed) => {
  const intent = { ...intentOf('present' as const, 1), ...member };
  const share = shareRow({ member: intent, intentRevision: 1, status });
  const deps = {
    store: {
      database: {},
      accounts: { accountsOfPerson: async () => [account({ projectId: project('producer-id') })] },
      shares: { sharesOfImage: async () => [share, { ...share, region: 'another' }] },
    },
    openImageService: () => ({ listMembers: async () => [] }),
    clock: createDrivenClock(now),
  } as unknown as WithdrawalStepDeps;
  const row = withdrawalRow({ phase: 'listing', scope: 'all', createdAt: now });
  const { patch } = await carryOutWithdrawal(deps, row, { do: 'list-members' }, AbortSignal.timeout(1_000));
  expect(patch.phase).toBe(removed ? 'placing' : 'done');
  expect(patch.members?.map(({ projectId }) => projectId) ?? []).toEqual(removed ?? []);
});
