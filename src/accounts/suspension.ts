/**
 * Somebody who is deactivated in Slack acts no more: their accounts are suspended, which means no sign-in, poll or card, and their
 * intents wait. When they come back, all goes on where it was; after thirty days their credentials go.
 */
import { dayMs } from '../core/durations.ts';
import type { SlackUserId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import type { Account } from '../model/account.ts';
import type { AuditAct } from '../model/audit-line.ts';
import { writeAudit } from '../sharing/audit.ts';
import { inTransaction, type Work } from '../sharing/transaction.ts';
import { showHealth } from './account-health.ts';
import { removeAccount, wakeAccount } from './account-rows.ts';
import { noteLeaving } from './leaving.ts';
import type { LinkDeps } from './linking.ts';

export type SuspensionDeps = Pick<
  LinkDeps,
  'store' | 'clock' | 'credentials' | 'forgetSession' | 'noteForgotten' | 'scrub' | 'nudge'
> & {
  readonly log: Log;
};

/** How long a credential is kept for somebody who may come back. */
const keptMs = 30 * dayMs;

type Acts = Extract<AuditAct, 'suspend-account' | 'resume-account' | 'remove-account'>;

const audit = (work: Work, act: Acts, { id, teamId, userId, cloudId, projectId, method }: Account) =>
  writeAudit(work, {
    act,
    by: null,
    on: { teamId, cloudId, subject: id },
    people: [userId],
    detail: { projectId, accountId: id, method },
  });

/** Suspends the person's accounts, or ends that. Does nothing that was done before. */
export const setDeactivated = async (
  deps: SuspensionDeps,
  userId: SlackUserId,
  isDeactivated: boolean,
): Promise<void> => {
  const { store } = deps;
  const other = (account: Account) => (account.suspendedAt === null) === isDeactivated;
  // nearly always as before
  const known = await store.accounts.accountsOfUser(store.database.kysely, userId);
  if (!known.some(other)) return;
  const changed = await inTransaction(deps, async (work) => {
    const { tx, now } = work;
    const accounts = (await store.accounts.accountsOfUser(tx, userId)).filter(other);
    await store.accounts.setSuspended(tx, userId, isDeactivated ? now : null);
    for (const account of accounts) {
      await audit(work, isDeactivated ? 'suspend-account' : 'resume-account', account);
      if (isDeactivated) {
        await showHealth(work, account);
        await noteLeaving(work, account);
      } else await wakeAccount(work, account);
    }
    const [first] = accounts;
    if (!isDeactivated && first) {
      await store.refusedCards.reviveCards(tx, { teamId: first.teamId, recipientId: userId }, now);
      await store.pendingActs.wakePendingActs(tx, first, now);
    }
    return accounts;
  });
  for (const { id } of changed) deps.forgetSession(id);
  deps.log.info(
    { user: userId, accounts: changed.length },
    isDeactivated ? 'accounts suspended: their owner is deactivated in slack' : 'accounts resumed',
  );
  deps.nudge();
};

/** Asks about everybody who is away, in case their return was missed; then removes what has been suspended for thirty days. */
export const tendSuspended = async (
  deps: SuspensionDeps,
  vet: (userId: SlackUserId) => Promise<unknown>,
  now: number,
): Promise<void> => {
  const { store } = deps;
  const suspended = await store.accounts.accountsSuspendedBefore(store.database.kysely, now);
  for (const userId of new Set(suspended.map((account) => account.userId))) await vet(userId).catch(() => {});
  for (const old of await store.accounts.accountsSuspendedBefore(store.database.kysely, now - keptMs)) {
    const { id } = old;
    await deps.noteForgotten(old);
    await inTransaction(deps, async (work) => {
      const account = await store.accounts.findAccount(work.tx, id);
      if (account?.suspendedAt == null || account.suspendedAt > now - keptMs) return;
      await removeAccount(deps, work, account);
      await audit(work, 'remove-account', account);
      await showHealth(work, account);
    });
    deps.forgetSession(id);
    deps.scrub();
  }
};
