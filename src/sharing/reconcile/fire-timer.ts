/** Fires timers when their time comes: reminds and warns people, ends Shares. */
import type { SlackUserId } from '../../core/ids.ts';
import type { Timer } from '../../model/timer.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import { endShare } from '../intents/end-share.ts';
import { waitsUntold } from '../intents/restored-timers.ts';
import { notify, notifyAll, producersOf, remindable } from '../notifications/notify.ts';
import { askedOf } from '../people/recipients.ts';
import { stillDue } from '../rules/plan-timers.ts';
import type { PolicyWork } from '../transaction.ts';
import { fireCleanupNote } from './cleanup-note.ts';
import { fireExpiryWarning } from './expiry-warning.ts';
import type { CarryingOutDeps } from './step-deps.ts';
import { tellOfLeaver } from './tell-of-leaver.ts';

/** Does what a Timer about a Share is for, in the transaction that deletes the Timer. */
export const fireShareTimer = async (work: PolicyWork, timer: Timer): Promise<void> => {
  const { store, tx, now } = work;
  const { kind, subjectId, sequence, createdAt } = timer;
  if (kind === 'cleanup') return fireCleanupNote(work, timer);
  if (kind === 'warn-expiry') return fireExpiryWarning(work, timer);
  if (kind === 'leaver') return tellOfLeaver(work, timer);
  if (kind === 'redraw')
    for (const card of ['share', 'withdrawal'] as const) await store.cards.dueCards(tx, card, subjectId, now);
  const asleep = kind === 'wake' ? await store.cards.findCard(tx, subjectId) : null;
  const share = await store.shares.findShare(tx, asleep?.subjectId ?? subjectId);
  if (share !== null && (await waitsUntold(work, share, kind))) return;
  // gone before its end: if it is shared again, also outside the bot, that share has no end
  if (kind === 'end' && share !== null && share.endsAt !== null && share.endsAt <= now)
    await store.shares.setTerms(tx, share.id, { endsAt: null });
  if (share === null || !stillDue(share, kind, now)) return;
  const dedupeKey = `${kind}-${sequence}-${createdAt}`;
  const told = { share, dedupeKey };
  const remind = (userId: SlackUserId) => notify(work, userId, { ...told, event: { kind: 'remind' } });
  switch (kind) {
    case 'remind': {
      const asked = await askedOf(work, share);
      // nobody can get this reminder: the id may be wrong
      if (asked.length === 0) {
        const left = (await store.cards.cardsOf(tx, 'share', share.id)).length > 0;
        const event = { kind: left ? 'nobody-left' : 'check-tenant' } as const;
        // once per offer: asking again would not make the id better known
        const asks = `${event.kind}-${share.member?.at ?? share.createdAt}`;
        for (const producer of await producersOf(work, share))
          await notify(work, producer, { ...told, event, dedupeKey: asks });
      }
      for (const { recipientId: userId } of await remindable(work, asked)) await remind(userId);
      return;
    }
    case 'warn-unanswered':
      if (share.answerBy !== null)
        await notifyAll(work, {
          ...told,
          event: { kind: 'ends-unanswered', at: share.answerBy },
        });
      return;
    case 'warn-end':
      if (share.endsAt !== null)
        await notifyAll(work, { ...told, event: { kind: 'ends', at: share.endsAt } });
      return;
    case 'end-unanswered':
      return endShare(work, share, 'unanswered');
    case 'end':
      return endShare(work, share, 'ended');
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
    if (await store.timers.takeTimer(tx, claimed))
      await fireShareTimer({ store, tx, now, policy }, claimed.row);
  });
  log.info({ timer: kind, subject: subjectId }, 'timer fired');
};
