/** What every intent needs, and how one is written. */
import type { Person } from '../../core/ids.ts';
import type { AuditAct } from '../../model/audit-line.ts';
import type { Share } from '../../model/share.ts';
import { writeAudit } from '../audit.ts';
import type { ReadClickDeps } from '../cards/click.ts';
import { showShare } from '../cards/refresh.ts';
import type { Store } from '../repositories.ts';
import type { TransactionDeps, Work } from '../transaction.ts';

export interface IntentDeps extends TransactionDeps {
  /** Wakes the loop, so that it carries the intent out at once. */
  readonly nudge: () => void;
}

type NewIntents = Parameters<Store['shares']['setIntents']>[3];

export interface ClickDeps extends IntentDeps, ReadClickDeps {}

/**
 * Writes intents for a Share that was read in this transaction.
 * @returns their revision
 */
export const writeIntents = async (
  { store, tx, now, due }: Work<'shares'>,
  share: Share,
  intents: NewIntents,
): Promise<number> => {
  if (!(await store.shares.setIntents(tx, share.id, share.intentRevision, intents, now))) {
    throw new Error(`share ${share.id} changed inside a transaction`);
  }
  const { id, cloudId, region } = share;
  const actor = (intents.member ?? intents.answer)?.accountId;
  if (actor !== undefined) due?.push({ table: 'shares', id, cloudId, region, actor });
  return share.intentRevision + 1;
};

/** Writes what one person wants for one Share, with its line in the trail, and makes the cards that show it due. */
export const recordIntent = async (
  work: Work,
  person: Person,
  share: Share,
  { act, accountId, ...intents }: NewIntents & { readonly act: AuditAct; readonly accountId: string },
): Promise<number> => {
  const revision = await writeIntents(work, share, intents);
  const detail = { shareId: share.id, projectId: share.projectId, accountId };
  await writeAudit(work, { act, by: person, on: share, detail });
  await showShare(work, { ...share, intentRevision: revision });
  return revision;
};
