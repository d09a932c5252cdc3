/** What hangs on an account's row: the work that waits for it, and what goes with it. */
import type { Account } from '../model/account.ts';
import { showShare } from '../sharing/cards/refresh.ts';
import type { Work } from '../sharing/transaction.ts';
import type { Credentials } from '../store/secrets/credentials.ts';
import { sharesWith, showHomesOfProject } from './account-health.ts';

/** Continues the work that waited for an account of this project, and redraws the cards of its Shares for everyone who may answer now. */
export const wakeAccount = async (work: Work, account: Account): Promise<void> => {
  const { store, tx, now } = work;
  const { teamId, userId, cloudId, projectId, projectName } = account;
  for (const share of await sharesWith(work, account)) {
    if (share.projectId === projectId) await store.shares.describeShare(tx, share.id, { projectName });
    await store.shares.touchShare(tx, share.id, now);
    await showShare(work, share);
  }
  await showHomesOfProject(work, account);
  await store.offers.wakeOffers(tx, { teamId, producer: userId, cloudId, projectId }, now);
  await store.withdrawals.wakeWithdrawals(tx, account, now);
  await store.projectSyncs.wakeProjectSync(tx, account, now);
};

/** Deletes the account with its credential, in the caller's transaction. */
export const removeAccount = async (
  { credentials }: { readonly credentials: Credentials },
  { store, tx, now }: Work,
  account: Account,
): Promise<void> => {
  await store.accounts.deleteAccount(tx, account.id);
  await store.pendingActs.endProofs(tx, account.id);
  await credentials.remove(tx, account.id, account);
  await store.cards.dueCards(tx, 'account', account.id, now);
};
