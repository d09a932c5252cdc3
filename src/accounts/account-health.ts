/** An account that can no longer act: its row says why, and the cards of its Shares ask its owner to link it again. */
import type { Clock } from '../core/clock.ts';
import type { Account } from '../model/account.ts';
import type { Share } from '../model/share.ts';
import { newCard, showHomes, showShare } from '../sharing/cards/refresh.ts';
import type { Ledger } from '../sharing/repositories.ts';
import type { Tx } from '../store/schema/tables.ts';

type Rows = Pick<Ledger, 'offers' | 'shares' | 'withdrawals' | 'cards' | 'accounts' | 'preferences'>;

/** The open Shares in which the account's project is either side. */
export const sharesWith = async (
  { shares }: Pick<Rows, 'shares'>,
  tx: Tx,
  { teamId, cloudId, projectId }: Account,
): Promise<Share[]> => [
  ...(await shares.sharesOfProject(tx, teamId, cloudId, projectId)),
  ...(await shares.sharesOwnedBy(tx, teamId, cloudId, projectId)),
];

/** Draws the cards of the account's Shares anew, in the transaction that changed its health. */
export const showHealth = async (rows: Rows, tx: Tx, account: Account, now: number): Promise<void> => {
  for (const share of await sharesWith(rows, tx, account)) await showShare(rows, tx, share, now);
  await showHomes(rows, tx, [account.userId], now);
};

/** The cloud refused the account: it is not tried again until its owner, who is told once, links it anew. */
export const markRefused = async (
  {
    ledger,
    clock,
    forgetSession,
  }: {
    readonly ledger: Ledger;
    readonly clock: Clock;
    /** Drops the account's token. */
    readonly forgetSession: (accountId: string) => void;
  },
  account: Account,
): Promise<void> => {
  forgetSession(account.id);
  await ledger.database.transaction(async (tx) => {
    const known = await ledger.accounts.findAccount(tx, account.id);
    if (known === null || known.health === 'refused') return;
    const now = clock.now();
    await ledger.accounts.setHealth(tx, account.id, 'refused');
    await ledger.cards.showCardAnew(tx, newCard('account', account.id, account, now));
    await showHealth(ledger, tx, account, now);
  });
};
