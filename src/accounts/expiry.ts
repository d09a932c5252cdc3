/** When an account's application credential expires: its cloud is asked at linking and once a week, and its owner warned in time. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { dayMs } from '../core/durations.ts';
import type { Account } from '../model/account.ts';
import { showHomes } from '../sharing/cards/refresh.ts';
import { failureOf } from '../sharing/cloud-failure.ts';
import type { Store } from '../sharing/repositories.ts';
import { expiryWarnings } from '../sharing/rules/plan-expiry.ts';
import { inTransaction, type Work } from '../sharing/transaction.ts';

export interface ExpiryDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** ms UTC; null: never, or the cloud does not tell. @throws what a session throws, if it may tell later */
  readonly expiryOf: (account: Account, signal: AbortSignal) => Promise<number | null>;
}

const askEveryMs = 7 * dayMs;
const deadlineMs = 5_000;

/**
 * Asks, unless that was answered less than a week ago. Whatever the cloud says or does not, the account goes on; without an answer
 * the next call asks again. Returns the account as it is then; null: it is gone.
 */
export const learnExpiry = async (deps: ExpiryDeps, accountId: string): Promise<Account | null> => {
  const { accounts, database } = deps.store;
  const account = await accounts.findAccount(database.kysely, accountId);
  if (account?.method !== 'application_credential') return account;
  if (account.expiryReadAt !== null && deps.clock.now() < account.expiryReadAt + askEveryMs) return account;
  const told = await deps.expiryOf(account, deps.clock.timeout(deadlineMs)).catch((error: unknown) => {
    // throws what is no cloud's
    failureOf(error, account);
  });
  return told === undefined ? account : inTransaction(deps, (work) => keepExpiry(work, accountId, told));
};

const keepExpiry = async (work: Work, accountId: string, told: number | null): Promise<Account | null> => {
  const { store, tx, now } = work;
  const known = await store.accounts.findAccount(tx, accountId);
  if (known === null) return null;
  // nobody can change it at the cloud: if it is not told any more, it is as it was
  const expiry = { expiresAt: told ?? known.expiresAt, expiryReadAt: now };
  await store.accounts.setExpiry(tx, accountId, expiry);
  if (expiry.expiresAt !== null && expiry.expiresAt !== known.expiresAt) {
    for (const warning of expiryWarnings(expiry.expiresAt, now))
      await store.timers.setTimer(tx, {
        ...{ id: randomUUID(), teamId: known.teamId, subjectId: accountId, createdAt: now },
        ...warning,
      });
    await showHomes(work, [known.userId]);
  }
  return { ...known, ...expiry };
};
