/** Proves by a new sign-in that a person may act for a project now. */
import { backoffMs } from '../../core/back-off.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { PendingAct } from '../../model/pending-act.ts';
import { isUnchecked } from '../../model/restored.ts';
import { failureOf } from '../cloud-failure.ts';
import { accountFor, maySpeak, mayUse, whyNotUsed } from '../people/may-act.ts';
import type { StepDeps } from './share-steps.ts';

export type Proof =
  | { readonly kind: 'proven' }
  | { readonly kind: 'refused'; readonly problem: Problem }
  /** `problem` null: the person is deactivated in Slack, or has to confirm the account after a restore; either wakes it. */
  | { readonly kind: 'waits'; readonly problem: Problem | null; readonly dueAt: number | null };

const retry = { firstMs: 1_000, maxMs: 5 * 60_000 };

const refused = (problem: Problem): Proof => ({ kind: 'refused', problem });

/** The account that proves the act, as its row is now; or why none does. */
export const proofOf = (act: PendingAct, own: readonly Account[]): Account | Proof => {
  const account =
    act.kind === 'prove' ? own.find(({ id }) => id === act.subjectId) : accountFor(own, act, act.accountId);
  if (account === undefined)
    return refused({ kind: 'no-account-for-project', project: act.projectName, cloud: act.cloudName });
  if (account.suspendedAt !== null || isUnchecked(account))
    return { kind: 'waits', problem: null, dueAt: null };
  if (mayUse(account)) return account;
  const { name, cloudName: cloud, health } = account;
  return refused(
    health === 'lost'
      ? { kind: 'link-again', account: name, cloud, why: 'lost' }
      : { kind: 'link-again', account: name, cloud, why: 'refused' },
  );
};

/** Why an account whose sign-in worked does not speak; null if it does. */
export const whyNotSpeaking = (account: Account): Problem | null => {
  if (maySpeak(account)) return null;
  return mayUse(account)
    ? { kind: 'account-read-only', account: account.name, cloud: account.cloudName }
    : whyNotUsed(account);
};

/** Signs in again with an account of the person; what it permits is written to the account's row. */
export const prove = async (
  { store, openImageService, markRefused }: StepDeps,
  act: PendingAct,
  now: number,
  signal: AbortSignal,
): Promise<Proof> => {
  const account = proofOf(act, await store.accounts.accountsOfPerson(store.database.kysely, act));
  if ('kind' in account) return account;
  try {
    await openImageService(account, account.region ?? '', signal).speaks('signed in again');
    return { kind: 'proven' };
  } catch (error) {
    const failure = failureOf(error, account);
    switch (failure.kind) {
      case 'account-refused':
        await markRefused(account);
        return refused({
          kind: 'link-again',
          account: account.name,
          cloud: account.cloudName,
          why: 'refused',
        });
      case 'impossible':
      case 'act-refused':
        return refused(failure.problem);
      case 'answered':
        return refused({ kind: 'cloud-refused', status: failure.status, requestId: failure.requestId });
      case 'later':
      case 'unknown': {
        const afterMs = 'afterMs' in failure ? failure.afterMs : null;
        const waitMs = afterMs ?? backoffMs(act.attempts + 1, retry, Math.random());
        return { kind: 'waits', problem: failure.problem, dueAt: now + waitMs };
      }
      default:
        return failure satisfies never;
    }
  }
};
