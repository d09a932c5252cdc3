/** Reads from a cloud for a person who is waiting: one account, one deadline, every failure in words. */
import type { Glance, glanceOf } from '../cloud/glance-client.ts';
import type { Session } from '../cloud/session.ts';
import { noteReading } from '../core/being-read.ts';
import type { Clock } from '../core/clock.ts';
import { type Problem, UserError } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import { failureOf } from '../sharing/cloud-failure.ts';
import { mayUse, whyNotUsed } from '../sharing/people/may-act.ts';
import { roleFor } from '../sharing/rules/rackspace-rules.ts';

export interface ReadDeps {
  readonly clock: Clock;
  readonly sessionOf: (account: Account) => Session;
  readonly glanceOf: typeof glanceOf;
  /** See `markRefused` of account-health.ts. */
  readonly markRefused: (account: Account, act?: string) => Promise<void>;
}

/** A person is waiting; covers several requests. */
const deadlineMs = 30_000;

const linkAgain = (account: Account): Problem => {
  const { name, cloudName, health, suspendedAt, asOf } = account;
  if (suspendedAt !== null || asOf !== null) return whyNotUsed(account);
  return {
    kind: 'link-again',
    account: name,
    cloud: cloudName,
    why: health === 'lost' ? 'lost' : 'refused',
  };
};

/**
 * Returns what `read` returns, using `account`. What an answer such as 404 means is for `read` to decide.
 * @throws UserError `link-again`, `unread`, `busy-for-now`, `cloud-gone`, `forbidden`, `cloud-refused`, or what `read` throws
 */
export const readAs = async <T>(
  { clock, sessionOf, glanceOf, markRefused }: ReadDeps,
  account: Account,
  read: (glanceIn: (region: string) => Glance, session: Session, signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  if (!mayUse(account)) throw new UserError(linkAgain(account));
  try {
    const session = sessionOf(account);
    const signal = clock.timeout(deadlineMs);
    const glanceIn = (region: string) => {
      noteReading({ place: region || account.cloudName, account: account.name });
      return glanceOf(session, region, signal);
    };
    return await read(glanceIn, session, signal);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(await problemOf(error, account, markRefused));
  }
};

/** The problem of a read that nobody repeats. */
const unread = (problem: Problem, { cloudName: cloud }: Account): Problem => {
  if (problem.kind === 'cloud-gone' || problem.kind === 'proxy-answered' || problem.kind === 'token-refused')
    return { ...problem, waits: false };
  if (problem.kind === 'bad-endpoint' || problem.kind === 'other-interface') return problem;
  return { kind: 'unread', cloud, why: problem.kind === 'cloud-away' ? (problem.why ?? 'slow') : 'slow' };
};

const problemOf = async (
  error: unknown,
  account: Account,
  markRefused: ReadDeps['markRefused'],
): Promise<Problem> => {
  const failure = failureOf(error, account);
  switch (failure.kind) {
    case 'account-refused':
      await markRefused(account);
      return linkAgain(account);
    case 'act-refused':
      await markRefused(account, failure.act);
      return failure.problem;
    case 'answered':
      return failure.status === 403
        ? {
            kind: 'forbidden',
            act: 'read',
            role: roleFor(account, 'read-member'),
            requestId: failure.requestId,
          }
        : { kind: 'cloud-refused', status: failure.status, requestId: failure.requestId };
    case 'impossible':
      return failure.problem;
    case 'later':
    case 'unknown':
      if (failure.problem.kind === 'cloud-busy' && 'afterMs' in failure && failure.afterMs !== null)
        return { kind: 'busy-for-now', cloud: account.cloudName, waitMs: failure.afterMs };
      return unread(('lasting' in failure && failure.lasting) || failure.problem, account);
    default:
      return failure satisfies never;
  }
};
