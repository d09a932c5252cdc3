/** Timers are kept when their time comes: people are reminded and warned, Shares end. */
import type { SlackUserId } from '../../core/ids.ts';
import type { Policy } from '../../core/policy.ts';
import type { Timer } from '../../model/timer.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { endShare } from '../intents/end.ts';
import { notify, notifyAll, producersOf, remindable } from '../notifications/notify.ts';
import { askedOf } from '../people/recipients.ts';
import type { Store } from '../repositories.ts';
import { stillDue } from '../rules/plan-timers.ts';
import { fireCleanupNote } from './cleanup-note.ts';
import type { CarryingOutDeps } from './step-deps.ts';

/** Does what a Timer about a Share is for, in the transaction that takes it off the record. */
export const fireShareTimer = async (
  store: Store,
  policy: Policy,
  tx: Tx,
  timer: Timer,
  now: number,
): Promise<void> => {
  const { kind, subjectId, sequence, createdAt } = timer;
  if (kind === 'cleanup') return fireCleanupNote(store, policy, tx, timer, now);
  if (kind === 'redraw')
    for (const card of ['share', 'withdrawal'] as const) await store.cards.dueCards(tx, card, subjectId, now);
  const asleep = kind === 'wake' ? await store.cards.findCard(tx, subjectId) : null;
  const share = await store.shares.findShare(tx, asleep?.subjectId ?? subjectId);
  // gone before its end: shared again, also outside the bot, it has none any more
  if (kind === 'end' && share !== null && share.endsAt !== null && share.endsAt <= now)
    await store.shares.setTerms(tx, share.id, { endsAt: null });
  if (share === null || !stillDue(share, kind, now)) return;
  const dedupeKey = `${kind}-${sequence}-${createdAt}`;
  const told = { share, dedupeKey, now };
  const remind = (userId: SlackUserId) =>
    notify({ store, policy }, tx, userId, { ...told, event: { kind: 'remind' } });
  switch (kind) {
    case 'remind': {
      const asked = await askedOf(store, tx, share);
      // a reminder that nobody can get: the id may be wrong
      if (asked.length === 0) {
        const left = (await store.cards.cardsOf(tx, 'share', share.id)).length > 0;
        const event = { kind: left ? 'nobody-left' : 'check-tenant' } as const;
        // asked once of each offer: to ask again would not make the id better known
        const asks = `${event.kind}-${share.member?.at ?? share.createdAt}`;
        for (const producer of await producersOf(store, tx, share))
          await notify({ store, policy }, tx, producer, { ...told, event, dedupeKey: asks });
      }
      for (const { recipientId: userId } of await remindable(store, tx, asked, now)) await remind(userId);
      return;
    }
    case 'warn-unanswered':
      if (share.answerBy !== null)
        await notifyAll({ store, policy }, tx, {
          ...told,
          event: { kind: 'ends-unanswered', at: share.answerBy },
        });
      return;
    case 'warn-end':
      if (share.endsAt !== null)
        await notifyAll({ store, policy }, tx, { ...told, event: { kind: 'ends', at: share.endsAt } });
      return;
    case 'end-unanswered':
      return endShare(store, tx, share, 'unanswered', now);
    case 'end':
      return endShare(store, tx, share, 'ended', now);
    case 'wake':
      if (asleep !== null && stillDue(share, 'remind', now)) await remind(asleep.recipientId);
      return;
    case 'redraw':
      return;
    default:
      return kind satisfies never;
  }
};

export const fireTimer = async ({ store, policy, log }: CarryingOutDeps, claimed: Claimed<Timer>) => {
  const now = await store.database.now();
  const { kind, subjectId } = claimed.row;
  await store.database.transaction(async (tx) => {
    if (await store.timers.takeTimer(tx, claimed)) await fireShareTimer(store, policy, tx, claimed.row, now);
  });
  log.info({ timer: kind, subject: subjectId }, 'timer fired');
};
