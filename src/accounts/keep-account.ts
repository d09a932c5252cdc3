/** After a restore, the owner of an account says that they have not unlinked it since: it may be used again. */
import type { Person } from '../core/ids.ts';
import { isUnchecked } from '../model/restored.ts';
import { writeAudit } from '../sharing/audit.ts';
import { inTransaction } from '../sharing/transaction.ts';
import { wakeAccount } from './account-rows.ts';
import { type LinkDeps, ownAccount } from './linking.ts';

/** Does nothing if the person has no such account, or has kept it before. */
export const keepAccount = async (
  deps: Pick<LinkDeps, 'store' | 'clock' | 'nudge'>,
  person: Person,
  accountId: string,
): Promise<void> => {
  await inTransaction(deps, async (work) => {
    const { store, tx, now } = work;
    const account = await ownAccount(work, person, accountId);
    if (account === null || !isUnchecked(account)) return;
    const { teamId, cloudId, projectId, method, userId: recipientId } = account;
    await store.restores.setAccountAsOf(tx, accountId, null);
    await wakeAccount(work, account);
    await store.cards.dueCards(tx, 'account', accountId, now);
    await store.pendingActs.wakePendingActs(tx, account, now);
    await store.notifications.putOff(tx, { teamId, recipientId }, now);
    const detail = { projectId, accountId, method };
    await writeAudit(work, {
      act: 'keep-account',
      by: person,
      on: { teamId, cloudId, subject: accountId },
      detail,
    });
  });
  deps.nudge();
};
