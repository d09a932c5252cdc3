/** An account that can no longer act: its row says why, and the cards of its Shares ask its owner to link it again. */
import type { Clock } from '../core/clock.ts';
import type { Account } from '../model/account.ts';
import type { Share } from '../model/share.ts';
import { newCard, showHomes, showShare } from '../sharing/cards/refresh.ts';
import type { Store } from '../sharing/repositories.ts';
import type { Tx } from '../store/schema/tables.ts';

type Rows = Pick<Store, 'offers' | 'shares' | 'withdrawals' | 'cards' | 'accounts' | 'preferences'>;

/** The open Shares in which the account's project is either side. */
export const sharesWith = async (
  { shares }: Pick<Rows, 'shares'>,
  tx: Tx,
  { teamId, cloudId, projectId }: Account,
): Promise<Share[]> => [
  ...(await shares.sharesOfProject(tx, teamId, cloudId, projectId)),
  ...(await shares.sharesOwnedBy(tx, teamId, cloudId, projectId)),
];

/** Draws the cards of the account's Shares again, in the transaction that changed its health. */
export const showHealth = async (rows: Rows, tx: Tx, account: Account, now: number): Promise<void> => {
  for (const share of await sharesWith(rows, tx, account)) await showShare(rows, tx, share, now);
  await showHomes(rows, tx, [account.userId], now);
};

/** The cloud refused the account: it is not tried again until its owner, who is told once, links it again. */
export const markRefused = async (
  {
    store,
    clock,
    forgetSession,
  }: {
    readonly store: Store;
    readonly clock: Clock;
    /** Drops the account's token. */
    readonly forgetSession: (accountId: string) => void;
  },
  account: Account,
): Promise<void> => {
  forgetSession(account.id);
  await store.database.transaction(async (tx) => {
    const known = await store.accounts.findAccount(tx, account.id);
    if (known === null || known.health === 'refused') return;
    const now = clock.now();
    await store.accounts.setHealth(tx, account.id, 'refused');
    await store.cards.showCardAgain(tx, newCard('account', account.id, account, now));
    await showHealth(store, tx, account, now);
  });
};
