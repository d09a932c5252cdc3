/** Cancels acts that wait for their proof: that never waits for a cloud. */
import type { Person } from '../../core/ids.ts';
import type { PendingAct } from '../../model/pending-act.ts';
import { openCard } from '../cards/click.ts';
import type { Work } from '../transaction.ts';
import type { ClickDeps } from './intent.ts';

/** Cancels the person's own act of this kind and subject, if it is not proven yet: that needs no proof. */
export const cancelActs = async (
  { store, tx, now }: Work<'pendingActs' | 'cards'>,
  which: Parameters<Work['store']['pendingActs']['cancelPendingActs']>[1],
): Promise<void> => {
  for (const id of await store.pendingActs.cancelPendingActs(tx, which))
    await store.cards.dueCards(tx, 'act', id, now);
};

/** Cancels the act on the clicked card. Does nothing once it is proven or refused: the card says so. */
export const cancelAct = (deps: ClickDeps, person: Person, value: string): Promise<void> =>
  openCard('act', deps, { person, value }, (work, { id, teamId, userId }: PendingAct) =>
    cancelActs(work, { id, teamId, userId }),
  ).finally(deps.nudge);
