/** What a failed request means for a producer's act, an Offer or a Withdrawal: wait, try again, or end with a problem. */
import { backoffMs } from '../../core/back-off.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import { type Failure, failureOf } from '../cloud-failure.ts';
import { laterProblem } from '../rules/lasting-problem.ts';
import { blockedMs } from '../rules/plan-share.ts';
import type { StepDeps } from './share-steps.ts';

export type RetryOrEnd =
  | {
      readonly waits: {
        readonly patch: { readonly attempts?: number; readonly lastError: Problem };
        readonly dueAt: number;
      };
    }
  | { readonly ends: Problem };

const retry = { firstMs: 1_000, maxMs: 5 * 60_000 };

/**
 * Only for requests that may be repeated whether or not they arrived.
 * @param attempts failures in a row before this one
 * @param refusal the problem for a clear “no”
 * @throws `error` itself if it did not come from the cloud
 */
export const retryOrEnd = async (
  { markRefused }: Pick<StepDeps, 'markRefused'>,
  error: unknown,
  {
    account,
    attempts: before,
    now,
  }: { readonly account: Account; readonly attempts: number; readonly now: number },
  refusal: (answer: Extract<Failure, { readonly kind: 'answered' }>) => Problem,
): Promise<RetryOrEnd> => {
  const failure = failureOf(error, account, now);
  switch (failure.kind) {
    case 'account-refused':
      await markRefused(account);
      return { waits: { patch: { lastError: failure.problem }, dueAt: now + blockedMs } };
    case 'impossible':
      return { ends: failure.problem };
    case 'act-refused':
      await markRefused(account, failure.act);
      return { ends: failure.problem };
    case 'answered':
      return { ends: refusal(failure) };
    case 'later':
    case 'unknown': {
      const attempts = before + 1;
      const waitMs =
        ('afterMs' in failure ? failure.afterMs : null) ?? backoffMs(attempts, retry, Math.random());
      return {
        waits: { patch: { attempts, lastError: laterProblem(failure, attempts) }, dueAt: now + waitMs },
      };
    }
    default:
      return failure satisfies never;
  }
};
