/** Slack does not take a card for a while: after ten minutes those who wait for it are told, and again once it is taken. */
import type { Clock } from '../../core/clock.ts';
import type { Card, SlackMethod } from '../../model/card.ts';
import { showHomes } from '../cards/refresh.ts';
import type { Store } from '../repositories.ts';
import { tellAfterMs, toldRefusal } from '../rules/refused-card.ts';
import type { Work } from '../transaction.ts';
import { probeMs } from './slack-health.ts';

/** Whether others read that Slack does not take the card, or read so until now. */
export const concernsOthers = (before: Card, after: Card, now: number): boolean =>
  toldRefusal(before, now) !== null || toldRefusal(after, now) !== null;

/** Makes due what says that Slack does not take the card, or no longer says so. */
export const tellRefused = async (work: Work, card: Card): Promise<void> => {
  const { store, tx, now } = work;
  await showHomes(work, [card.recipientId]);
  if (card.kind !== 'share') return;
  for (const offer of await store.offers.offersOfShare(tx, card.subjectId))
    await store.cards.dueCards(tx, 'offer', offer.id, now);
};

/** The operator has to change something before Slack takes any card that waits for the method: it is told of all of them. */
export const refuseOthers = async (
  { store, clock }: { readonly store: Store; readonly clock: Pick<Clock, 'now'> },
  method: SlackMethod,
  code: string,
  since: number,
): Promise<void> => {
  const now = clock.now();
  await store.database.transaction(async (tx) => {
    await store.refusedCards.refuseWaiting(tx, method, { code, since, now });
    const to = now - tellAfterMs;
    // those told at the last try need not hear it again
    await store.refusedCards.dueForRefused(tx, { from: to - probeMs - 60_000, to }, now);
  });
};
