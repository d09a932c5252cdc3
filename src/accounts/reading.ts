/** Reads from a cloud for a person who is waiting: one account, one deadline, every failure in words. */
import type { Glance, glanceOf } from '../cloud/glance-client.ts';
import type { Session } from '../cloud/session.ts';
import { type Problem, UserError } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import { failureOf } from '../sharing/cloud-failure.ts';
import { roleFor } from '../sharing/rules/rackspace-rules.ts';

export interface ReadDeps {
  readonly sessionOf: (account: Account) => Session;
  readonly glanceOf: typeof glanceOf;
  readonly markRefused: (account: Account) => Promise<void>;
}

/** A person is waiting; covers several requests. */
const deadlineMs = 30_000;

const linkAgain = ({ name, cloudName, health }: Account): Problem => ({
  kind: 'link-again',
  account: name,
  cloud: cloudName,
  why: health === 'lost' ? 'lost' : 'refused',
});

/**
 * Returns what `read` returns, using `account`. What an answer such as 404 means is for `read` to decide.
 * @throws UserError `link-again`, `unread`, `busy-for-now`, `cloud-gone`, `forbidden`, `cloud-refused`, or what `read` throws
 */
export const readAs = async <T>(
  { sessionOf, glanceOf, markRefused }: ReadDeps,
  account: Account,
  read: (glanceIn: (region: string) => Glance, session: Session, signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  if (account.health !== 'good') throw new UserError(linkAgain(account));
  try {
    const session = sessionOf(account);
    const signal = AbortSignal.timeout(deadlineMs);
    return await read((region) => glanceOf(session, region, signal), session, signal);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(await problemOf(error, account, markRefused));
  }
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
      if (failure.problem.kind === 'cloud-gone') return { ...failure.problem, waits: false };
      return failure.problem.kind === 'bad-endpoint'
        ? failure.problem
        : { kind: 'unread', cloud: account.cloudName };
    default:
      return failure satisfies never;
  }
};
