/** Carries out one step of a Withdrawal: its own requests. The removals are intents on Shares. */
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { writeAudit } from '../audit.ts';
import { showShare } from '../cards/refresh.ts';
import type { ImageService } from '../image-service.ts';
import { writeIntents } from '../intents/intent.ts';
import { actingAccount } from '../people/acting-account.ts';
import type { Store } from '../repositories.ts';
import { blockedMs } from '../rules/plan-share.ts';
import { comingMembers, judgeMembers, type WithdrawalStep } from '../rules/plan-withdrawal.ts';
import { roleFor } from '../rules/rackspace-rules.ts';
import type { Work } from '../transaction.ts';
import type { OfferStepDeps } from './offer-steps.ts';
import { shareOf } from './place-offer.ts';
import { retryOrEnd } from './retry.ts';

/** What a step changes, rows of Shares included, and when the Withdrawal is next due. */
export interface WithdrawalChange {
  readonly patch: Partial<
    Pick<Withdrawal, 'phase' | 'image' | 'members' | 'opened' | 'problem' | 'attempts' | 'lastError'>
  >;
  readonly dueAt: number | null;
  /** Written in the transaction that saves `patch`. */
  readonly rows?: (work: Work) => Promise<void>;
}

export type WithdrawalStepDeps = OfferStepDeps & { readonly store: Store };

/** The outcome of `step`. Throws only faults of the bot itself. */
export const carryOutWithdrawal = async (
  deps: WithdrawalStepDeps,
  withdrawal: Withdrawal,
  step: WithdrawalStep,
  signal: AbortSignal,
): Promise<WithdrawalChange> => {
  const now = deps.clock.now();
  // the removals wake it; the read is for anything that they miss
  if (step.do === 'wait')
    return { patch: {}, dueAt: withdrawal.phase === 'removing' ? now + blockedMs : null };
  if (step.do === 'go-on') return { patch: step.patch, dueAt: now };
  if (step.do === 'place') {
    return {
      patch: { phase: 'removing' },
      dueAt: now,
      rows: (work) => place(work, withdrawal),
    };
  }
  const account = await actingAccount(deps.store, { ...withdrawal, userId: withdrawal.producer });
  if ('kind' in account) return { patch: { lastError: account }, dueAt: now + blockedMs };
  try {
    const images = deps.openImageService(account, withdrawal.region, signal);
    const patch = await effect(deps, images, withdrawal, step);
    return { patch: { attempts: 0, lastError: null, ...patch }, dueAt: now };
  } catch (error) {
    const failed = { account, attempts: withdrawal.attempts, now };
    const after = await retryOrEnd(deps, error, failed, (answer) =>
      refusal(withdrawal, account, step, answer),
    );
    return 'waits' in after ? after.waits : ended(withdrawal, after.ends, now);
  }
};

const effect = async (
  { store }: WithdrawalStepDeps,
  images: ImageService,
  withdrawal: Withdrawal,
  step: Extract<WithdrawalStep, { readonly do: 'make-shared' | 'list-members' | 'make-private' }>,
): Promise<WithdrawalChange['patch']> => {
  const { teamId, imageId } = withdrawal;
  switch (step.do) {
    case 'make-shared':
      return { image: await images.makeShared(imageId), opened: true, phase: 'listing' };
    case 'list-members': {
      const listed = await images.listMembers(imageId);
      const shares = await store.shares.sharesOfImage(store.database.kysely, teamId, imageId);
      const coming = comingMembers(withdrawal, shares, listed);
      return judgeMembers(withdrawal, [...listed, ...coming], listed.unread);
    }
    case 'make-private':
      return {
        image: await images.makePrivate(imageId),
        phase: withdrawal.problem === null ? 'done' : 'failed',
      };
    default:
      return step satisfies never;
  }
};

/** An image that the bot opened is made private again before the card gets its last content. */
const ended = ({ opened, phase }: Withdrawal, problem: Problem, now: number): WithdrawalChange => ({
  patch: {
    phase: opened && phase !== 'closing' ? 'closing' : 'failed',
    problem,
    attempts: 0,
    lastError: null,
  },
  dueAt: now,
});

const refusal = (
  { imageId, region }: Withdrawal,
  account: Account,
  step: WithdrawalStep,
  { status, requestId }: { readonly status: number; readonly requestId: string | null },
): Problem => {
  if (status === 404) return { kind: 'image-not-found', imageId, region };
  if (status !== 403) return { kind: 'cloud-refused', status, requestId };
  return step.do === 'list-members'
    ? { kind: 'forbidden', act: 'read-member', role: roleFor(account, 'read-member'), requestId }
    : { kind: 'forbidden', act: 'open', requestId };
};

const place = async (work: Work, withdrawal: Withdrawal) => {
  const { now } = work;
  const { producer: by, accountId } = withdrawal;
  for (const { projectId, status } of withdrawal.members) {
    const seen = status === null ? {} : { status, statusAt: now };
    const share = await shareOf(work, withdrawal, projectId, seen);
    const member = { value: 'absent' as const, by, accountId, at: now };
    const intentRevision = await writeIntents(work, share, { member });
    // it is known from now on: its people are told
    await showShare(work, { ...share, intentRevision });
  }
  const { id: withdrawalId, members } = withdrawal;
  await writeAudit(work, {
    act: 'withdraw-members',
    by: { userId: by },
    on: withdrawal,
    detail: { withdrawalId, accountId, projects: members.map(({ projectId }) => projectId) },
  });
};
