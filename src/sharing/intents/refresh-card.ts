/** Refresh: somebody wants to see now what their card is about. */
import type { Person } from '../../core/ids.ts';
import type { Card } from '../../model/card.ts';
import type { Share } from '../../model/share.ts';
import { readClick } from '../cards/click.ts';
import { isSettled } from '../rules/share-state.ts';
import { inTransaction, type Work } from '../transaction.ts';
import type { ClickDeps } from './intent.ts';

/** Up to here single reads cost less than a poll of the project. */
const fewMembers = 8;

/**
 * Reads the subject of the card from the cloud again, now. What still has to be carried out is tried again; many members of one
 * image are listed together, within the budget that people who look have, and not one by one.
 * @throws UserError `stale-card`
 */
export const refreshCard = async (deps: ClickDeps, person: Person, value: string): Promise<void> => {
  await inTransaction(deps, async (work) => {
    const { store, tx, now } = work;
    const { card } = await readClick(deps, work, person, value);
    const shares = await sharesOn(work, card);
    const settled = shares.filter(isSettled);
    const together = settled.length > fewMembers && (await askOwners(work, settled));
    for (const share of shares)
      if (!(together && isSettled(share))) await store.shares.touchShare(tx, share.id, now);
    await store.cards.dueCards(tx, card.kind, card.subjectId, now);
  });
  deps.nudge();
};

const sharesOn = async ({ store, tx }: Work, { kind, subjectId }: Card): Promise<Share[]> => {
  if (kind !== 'share') return (await store.shares.sharesOfOffer(tx, subjectId)).map(({ share }) => share);
  const share = await store.shares.findShare(tx, subjectId);
  return share === null ? [] : [share];
};

/** Makes a poll of the project due that owns their image; false if nobody has linked it. */
const askOwners = async ({ store, tx, now }: Work, shares: readonly Share[]): Promise<boolean> => {
  const [{ teamId, cloudId, ownerProjectId } = { ownerProjectId: null }] = shares;
  if (ownerProjectId === null || teamId === undefined || cloudId === undefined) return false;
  const [owner] = await store.accounts.accountsOfProject(tx, teamId, cloudId, ownerProjectId);
  if (owner === undefined) return false;
  await store.shares.markPolled(
    tx,
    shares.map(({ id }) => id),
    null,
  );
  await store.projectSyncs.askProjectSync(tx, owner, now);
  return true;
};
