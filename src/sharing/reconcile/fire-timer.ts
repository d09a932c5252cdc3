/** Appointments are kept when their time comes: people are reminded and warned, Shares end. */
import type { SlackUserId } from '../../core/ids.ts';
import type { Policy } from '../../core/policy.ts';
import type { Appointment } from '../../model/timer.ts';
import type { Claimed } from '../../store/claims/leases.ts';
import type { Tx } from '../../store/schema/tables.ts';
import { endShare } from '../intents/end.ts';
import { producersOf, remindable, tell, tellAll } from '../notifications/notify.ts';
import { askedOf } from '../people/recipients.ts';
import type { Ledger } from '../repositories.ts';
import { stillDue } from '../rules/plan-timers.ts';
import { keepTidyNote } from './cleanup-note.ts';
import type { CarryingOutDeps } from './step-deps.ts';

/** Does what an Appointment about a Share is for, in the transaction that takes it off the record. */
export const keepShareAppointment = async (
  ledger: Ledger,
  policy: Policy,
  tx: Tx,
  appointment: Appointment,
  now: number,
): Promise<void> => {
  const { kind, subjectId, turn, createdAt } = appointment;
  if (kind === 'tidy') return keepTidyNote(ledger, policy, tx, appointment, now);
  if (kind === 'redraw')
    for (const card of ['share', 'withdrawal'] as const)
      await ledger.cards.dueCards(tx, card, subjectId, now);
  const asleep = kind === 'wake' ? await ledger.cards.findCard(tx, subjectId) : null;
  const share = await ledger.shares.findShare(tx, asleep?.subjectId ?? subjectId);
  // gone before its end: shared again, also outside the bot, it has none any more
  if (kind === 'end' && share !== null && share.endsAt !== null && share.endsAt <= now)
    await ledger.shares.setTerms(tx, share.id, { endsAt: null });
  if (share === null || !stillDue(share, kind, now)) return;
  const once = `${kind}-${turn}-${createdAt}`;
  const told = { share, once, now };
  const remind = (userId: SlackUserId) =>
    tell({ ledger, policy }, tx, userId, { ...told, news: { kind: 'remind' } });
  switch (kind) {
    case 'remind': {
      const asked = await askedOf(ledger, tx, share);
      // a reminder that nobody can get: the id may be wrong
      if (asked.length === 0) {
        const left = (await ledger.cards.cardsOf(tx, 'share', share.id)).length > 0;
        const news = { kind: left ? 'nobody-left' : 'check-tenant' } as const;
        // asked once of each offer: to ask again would not make the id better known
        const asks = `${news.kind}-${share.member?.at ?? share.createdAt}`;
        for (const producer of await producersOf(ledger, tx, share))
          await tell({ ledger, policy }, tx, producer, { ...told, news, once: asks });
      }
      for (const { userId } of await remindable(ledger, tx, asked, now)) await remind(userId);
      return;
    }
    case 'warn-unanswered':
      if (share.answerBy !== null)
        await tellAll({ ledger, policy }, tx, {
          ...told,
          news: { kind: 'ends-unanswered', at: share.answerBy },
        });
      return;
    case 'warn-end':
      if (share.endsAt !== null)
        await tellAll({ ledger, policy }, tx, { ...told, news: { kind: 'ends', at: share.endsAt } });
      return;
    case 'end-unanswered':
      return endShare(ledger, tx, share, 'unanswered', now);
    case 'end':
      return endShare(ledger, tx, share, 'ended', now);
    case 'wake':
      if (asleep !== null && stillDue(share, 'remind', now)) await remind(asleep.userId);
      return;
    case 'redraw':
      return;
    default:
      return kind satisfies never;
  }
};

export const keepAppointment = async (
  { ledger, policy, log }: CarryingOutDeps,
  claimed: Claimed<Appointment>,
) => {
  const now = await ledger.database.now();
  const { kind, subjectId } = claimed.row;
  await ledger.database.transaction(async (tx) => {
    if (await ledger.appointments.keepAppointment(tx, claimed))
      await keepShareAppointment(ledger, policy, tx, claimed.row, now);
  });
  log.info({ appointment: kind, subject: subjectId }, 'appointment kept');
};
