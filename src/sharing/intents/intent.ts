/** What every wish needs, and how one is written. */
import type { Clock } from '../../core/clock.ts';
import type { Person } from '../../core/ids.ts';
import type { AuditAct } from '../../model/audit-line.ts';
import type { Share } from '../../model/share.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { writeAudit } from '../audit.ts';
import type { ReadClickDeps } from '../cards/click.ts';
import { showShare } from '../cards/refresh.ts';
import type { Ledger } from '../repositories.ts';

export interface WishDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Wakes the loop, so that a wish is carried out at once. */
  readonly nudge: () => void;
}

type Wishes = Parameters<Ledger['shares']['wishShare']>[3];

export interface ClickDeps extends WishDeps, ReadClickDeps {}

/**
 * Writes wishes of a Share that was read in this transaction.
 * @returns the revision that they have
 */
export const wishOf = async (
  { shares }: Pick<Ledger, 'shares'>,
  tx: Tx,
  share: Share,
  wishes: Wishes,
  now: number,
): Promise<number> => {
  if (!(await shares.wishShare(tx, share.id, share.wishRevision, wishes, now))) {
    throw new Error(`share ${share.id} changed inside a transaction`);
  }
  return share.wishRevision + 1;
};

/** Writes what one person wishes of one Share, with its line in the trail, and makes the cards that show it due. */
export const wishInPerson = async (
  { ledger }: Pick<WishDeps, 'ledger'>,
  tx: Tx,
  person: Person,
  share: Share,
  { act, accountId, ...wishes }: Wishes & { readonly act: AuditAct; readonly accountId: string },
  now: number,
): Promise<number> => {
  const revision = await wishOf(ledger, tx, share, wishes, now);
  const detail = { shareId: share.id, projectId: share.projectId, accountId };
  await writeAudit(ledger, tx, now, { act, by: person, on: share, detail });
  await showShare(ledger, tx, share, now);
  return revision;
};
