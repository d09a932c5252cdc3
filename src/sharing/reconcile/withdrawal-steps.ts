/** Carries out one step of a Withdrawal: its own requests; the removals themselves are wishes on Shares. */
import type { Problem } from '../../core/problems.ts';
import type { Account } from '../../model/account.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { writeAudit } from '../audit.ts';
import { showShare } from '../cards/refresh.ts';
import type { ImageService } from '../image-service.ts';
import { wishOf } from '../intents/intent.ts';
import { actingAccount } from '../people/acting-account.ts';
import type { Ledger } from '../repositories.ts';
import { blockedMs } from '../rules/plan-share.ts';
import { judgeMembers, type WithdrawalStep } from '../rules/plan-withdrawal.ts';
import { roleFor } from '../rules/rackspace-rules.ts';
import { type OfferStepDeps, shareOf } from './offer-steps.ts';
import { afterFailure } from './retry.ts';

/** What a step changes, rows of Shares included, and when the Withdrawal is next due. */
export interface WithdrawalChange {
  readonly patch: Partial<
    Pick<Withdrawal, 'stage' | 'image' | 'members' | 'opened' | 'problem' | 'attempts' | 'trouble'>
  >;
  readonly dueAt: number | null;
  /** Written in the transaction that saves `patch`. */
  readonly rows?: (tx: Tx) => Promise<void>;
}

export type WithdrawalStepDeps = OfferStepDeps & { readonly ledger: Ledger };

/** What came of `step`. Throws only what is a fault of the bot itself. */
export const carryOutWithdrawal = async (
  deps: WithdrawalStepDeps,
  withdrawal: Withdrawal,
  step: WithdrawalStep,
  signal: AbortSignal,
): Promise<WithdrawalChange> => {
  const now = deps.clock.now();
  // the removals wake it; the look is for what they might miss
  if (step.do === 'wait')
    return { patch: {}, dueAt: withdrawal.stage === 'removing' ? now + blockedMs : null };
  if (step.do === 'go-on') return { patch: step.patch, dueAt: now };
  if (step.do === 'place') {
    return { patch: { stage: 'removing' }, dueAt: now, rows: (tx) => place(deps, tx, withdrawal, now) };
  }
  const account = await actingAccount(deps.ledger, { ...withdrawal, userId: withdrawal.producer });
  if ('kind' in account) return { patch: { trouble: account }, dueAt: now + blockedMs };
  try {
    const images = deps.openImageService(account, withdrawal.region, signal);
    const patch = await effect(images, withdrawal, step);
    return { patch: { attempts: 0, trouble: null, ...patch }, dueAt: now };
  } catch (error) {
    const failed = { account, attempts: withdrawal.attempts, now };
    const after = await afterFailure(deps, error, failed, (answer) =>
      refusal(withdrawal, account, step, answer),
    );
    return 'waits' in after ? after.waits : ended(withdrawal, after.ends, now);
  }
};

const effect = async (
  images: ImageService,
  withdrawal: Withdrawal,
  step: Extract<WithdrawalStep, { readonly do: 'make-shared' | 'list-members' | 'make-private' }>,
): Promise<WithdrawalChange['patch']> => {
  const { imageId } = withdrawal;
  switch (step.do) {
    case 'make-shared':
      return { image: await images.makeShared(imageId), opened: true, stage: 'listing' };
    case 'list-members':
      return judgeMembers(withdrawal, await images.listMembers(imageId));
    case 'make-private':
      return {
        image: await images.makePrivate(imageId),
        stage: withdrawal.problem === null ? 'done' : 'failed',
      };
    default:
      return step satisfies never;
  }
};

/** An image that we opened is closed before the words are the last. */
const ended = ({ opened, stage }: Withdrawal, problem: Problem, now: number): WithdrawalChange => ({
  patch: { stage: opened && stage !== 'closing' ? 'closing' : 'failed', problem, attempts: 0, trouble: null },
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
    ? { kind: 'forbidden', act: 'look', role: roleFor(account, 'look'), requestId }
    : { kind: 'forbidden', act: 'open', requestId };
};

const place = async (deps: WithdrawalStepDeps, tx: Tx, withdrawal: Withdrawal, now: number) => {
  const { ledger } = deps;
  const { producer: by, accountId } = withdrawal;
  for (const { projectId, status } of withdrawal.members) {
    const seen = status === null ? {} : { status, statusAt: now };
    const share = await shareOf(deps, tx, withdrawal, projectId, seen, now);
    const member = { wish: 'absent' as const, by, accountId, at: now };
    await wishOf(ledger, tx, share, { member }, now);
    await showShare(ledger, tx, share, now);
  }
  const { id: withdrawalId, members } = withdrawal;
  await writeAudit(ledger, tx, now, {
    act: 'withdraw-members',
    by: { userId: by },
    on: withdrawal,
    detail: { withdrawalId, accountId, projects: members.map(({ projectId }) => projectId) },
  });
};
