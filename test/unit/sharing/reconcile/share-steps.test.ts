/** Whose doing it is that a project is a member when it is to be added: somebody's from before, or our own of a process that died; and a credential that is refused. */
import { expect, it } from 'vitest';
import { AccountRefusedError, CloudHttpError } from '../../../../src/cloud/errors.ts';
import type { Account } from '../../../../src/model/account.ts';
import type { Share } from '../../../../src/model/share.ts';
import type { ImageService } from '../../../../src/sharing/image-service.ts';
import { carryOutShare, type StepDeps } from '../../../../src/sharing/reconcile/share-steps.ts';
import { createDrivenClock } from '../../../support/driven-clock.ts';
import { onLab } from '../../../support/on-lab.ts';
import { turn } from '../../../support/rest.ts';
import { alice, intentOf, shareRow } from '../../../support/share-row.ts';

const requestedAt = 1_000_000;
const intent = { ...intentOf('present' as const, 1), at: requestedAt };
const account = {
  id: 'account',
  userId: alice,
  ...onLab,
  projectId: 'producer-id',
  health: 'good',
  speaks: true,
  suspendedAt: null,
  expiresAt: null,
  expiryReadAt: null,
} as Account;

/** Adds the member of `share` on a cloud that has it as `member`. */
const add = (share: Share, member: { status: 'pending' | 'accepted'; changedAt: number }) => {
  const images: Partial<ImageService> = {
    addMember: async () => {
      const facts = { method: 'POST', path: '/members', safe: false, detail: '', requestId: null } as const;
      throw new CloudHttpError({ ...facts, status: 409, retryAfterMs: null, retryable: false });
    },
    showMember: async (_, projectId) => ({ projectId, ...member }),
  };
  const deps = {
    store: { database: {}, accounts: { accountsOfPerson: async () => [account] } },
    openImageService: () => images,
  } as unknown as StepDeps;
  return carryOutShare(deps, share, { do: 'add-member', intent }, AbortSignal.timeout(1_000));
};

const unknown = shareRow({ status: null, statusAt: null, member: intent, intentRevision: 1 });

it.each([
  ['became one after the intent', unknown, { status: 'pending', changedAt: requestedAt + 1 }, true],
  [
    'became one a second before, by the cloud’s clock',
    unknown,
    { status: 'pending', changedAt: requestedAt - 1_000 },
    true,
  ],
  [
    'after a withdrawal',
    { ...unknown, status: 'absent' },
    { status: 'pending', changedAt: requestedAt },
    true,
  ],
  ['was one long before the intent', unknown, { status: 'pending', changedAt: 0 }, false],
  [
    'has answered: the bot had asked nobody yet',
    unknown,
    { status: 'accepted', changedAt: requestedAt + 1 },
    false,
  ],
  [
    'was one as far as we knew',
    shareRow({ member: intent }),
    { status: 'pending', changedAt: requestedAt + 1 },
    false,
  ],
] as const)('a project that %s', async (_, share, member, fresh) => {
  expect(await add(share, member)).toEqual({ kind: 'member', status: member.status, fresh });
});

it('an account that is refused is marked so before the step is over', async () => {
  const facts = { method: 'POST', path: '/v3/auth/tokens', safe: true, detail: '', requestId: null } as const;
  let marked = false;
  const deps = {
    store: { database: {}, accounts: { accountsOfPerson: async () => [account] } },
    openImageService: () => ({
      addMember: async () => {
        throw new AccountRefusedError('secret', {
          ...facts,
          status: 401,
          retryAfterMs: null,
          retryable: false,
        });
      },
    }),
    clock: createDrivenClock(0),
    markRefused: async () => {
      await turn();
      marked = true;
    },
  } as unknown as StepDeps;
  const step = { do: 'add-member', intent } as const;
  const outcome = await carryOutShare(deps, unknown, step, AbortSignal.timeout(1_000));
  expect(outcome).toMatchObject({ kind: 'blocked', problem: { kind: 'account-refused' } });
  expect(marked).toBe(true);
});
