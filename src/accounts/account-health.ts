/** Whether an account may still act, and in every way, as its cloud has just shown: its row says so, and the cards of its Shares follow. */
import type { Clock } from '../core/clock.ts';
import type { Account } from '../model/account.ts';
import type { Share } from '../model/share.ts';
import { newCard, showHomes, showShare } from '../sharing/cards/refresh.ts';
import type { Store } from '../sharing/repositories.ts';
import { inTransaction, type Work } from '../sharing/transaction.ts';

type Rows = 'offers' | 'shares' | 'withdrawals' | 'cards' | 'accounts' | 'preferences' | 'producerBlocks';

/** The open Shares in which the account's project is either side. */
export const sharesWith = async (
  { store, tx }: Work<'shares'>,
  { teamId, cloudId, projectId }: Account,
): Promise<Share[]> => [
  ...(await store.shares.sharesOfProject(tx, teamId, cloudId, projectId)),
  ...(await store.shares.sharesOwnedBy(tx, teamId, cloudId, projectId)),
];

/** Redraws the cards of the account's Shares, in the transaction that changed whether it may act. */
export const showHealth = async (work: Work<Rows>, account: Account): Promise<void> => {
  for (const share of await sharesWith(work, account)) await showShare(work, share);
  await showHomesOfProject(work, account);
};

/** Redraws the Homes of the account's owner and of everybody else of its project: what its owner shares may have no producer now, or one again. */
export const showHomesOfProject = async (
  work: Work<'accounts' | 'cards'>,
  { teamId, cloudId, projectId, userId }: Account,
): Promise<void> => {
  const linked = await work.store.accounts.accountsOfProject(work.tx, teamId, cloudId, projectId);
  await showHomes(work, [userId, ...linked.map((one) => one.userId)]);
};

/** A sign-in gave the account this right to speak for its project. */
export const markSpeech = async (
  deps: { readonly store: Store; readonly clock: Clock },
  { id }: Account,
  speaks: boolean,
): Promise<void> => {
  const { accounts, database } = deps.store;
  // nearly always as before
  if ((await accounts.findAccount(database.kysely, id))?.speaks === speaks) return;
  await inTransaction(deps, async (work) => {
    const { store, tx } = work;
    const known = await store.accounts.findAccount(tx, id);
    if (known === null || known.speaks === speaks) return;
    await store.accounts.setSpeech(tx, id, speaks);
    await showHealth(work, known);
  });
};

/**
 * The identity service refused the account: the bot notifies its owner once, and does not use it until it is linked again.
 * @param act the rule that its credential lacks: then only this act was refused, and polling leaves it out from now on
 */
export const markRefused = async (
  deps: {
    readonly store: Store;
    readonly clock: Clock;
    /** Drops the account's token. */
    readonly forgetSession: (accountId: string) => void;
  },
  account: Account,
  act?: string,
): Promise<void> => {
  if (act === undefined) deps.forgetSession(account.id);
  await inTransaction(deps, async (work) => {
    const { store, tx, now } = work;
    const known = await store.accounts.findAccount(tx, account.id);
    if (known === null || known.health !== 'good') return;
    if (act !== undefined) {
      const refusedActs = [...new Set([...known.refusedActs, act])];
      return store.accounts.setRefusedActs(tx, account.id, refusedActs);
    }
    await store.accounts.setHealth(tx, account.id, 'refused');
    await store.cards.showCardAgain(tx, newCard('account', account.id, account, now));
    await showHealth(work, account);
  });
};

/** The account's credential cannot be decrypted any more: its owner is asked to link again, once. In the caller's transaction. */
export const lose = async (work: Work<Rows>, account: Account): Promise<void> => {
  const { store, tx, now } = work;
  await store.accounts.setHealth(tx, account.id, 'lost');
  await store.cards.showCardAgain(tx, newCard('account', account.id, account, now));
  await showHealth(work, account);
};

/** The same, if it was not lost before. */
export const markLost = (
  deps: { readonly store: Store; readonly clock: Clock },
  accountId: string,
): Promise<void> =>
  inTransaction(deps, async (work) => {
    const known = await work.store.accounts.findAccount(work.tx, accountId);
    if (known !== null && known.health !== 'lost') await lose(work, known);
  });
