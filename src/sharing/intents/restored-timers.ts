/** After a restore: what fell due in the time that is not on record is not done now. Reminders start over, and ends wait a day. */
import { dayMs, hourMs } from '../../core/durations.ts';
import type { SlackUserId } from '../../core/ids.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Share } from '../../model/share.ts';
import type { Timer } from '../../model/timer.ts';
import { notify, producersOf } from '../notifications/notify.ts';
import { expiryWarnings } from '../rules/plan-expiry.ts';
import { stillDue } from '../rules/plan-timers.ts';
import type { PolicyWork } from '../transaction.ts';
import { agree } from './agree-terms.ts';
import { setCleanupNote, setEnd, setReminders } from './set-timers.ts';

const terms = [
  { term: 'answerBy', warn: 'warn-unanswered', end: 'end-unanswered', event: 'ends-unanswered' },
  { term: 'endsAt', warn: 'warn-end', end: 'end', event: 'ends' },
] as const;

const warnAgain = async ({ store, tx, now }: PolicyWork, timer: Timer): Promise<void> => {
  const account = await store.accounts.findAccount(tx, timer.subjectId);
  if (account?.expiresAt == null) return;
  for (const warning of expiryWarnings(account.expiresAt, now))
    await store.timers.setTimer(tx, { ...timer, id: newRowId(), ...warning });
};

/** How the keys of what is told of such ends begin. */
const restored = 'restored-';

/** An end that fell due may have been extended after the backup: it waits, and its producers are told. */
const setEndsAgain = async (
  work: PolicyWork,
  share: Share,
  kinds: ReadonlySet<Timer['kind']>,
  asOf: number,
): Promise<void> => {
  const at = work.now + dayMs;
  let now: Share = share;
  for (const { term, warn, end, event } of terms) {
    if (kinds.has(end) && stillDue(share, end, work.now)) {
      const next: Share = { ...now, [term]: at };
      const { answerBy, endsAt } = next;
      await agree(work, now, { answerBy, endsAt });
      now = next;
      const dedupeKey = `${restored}${end}-${work.now}`;
      for (const userId of await producersOf(work, share))
        await notify(work, userId, { share: now, event: { kind: event, at, asOf }, dedupeKey });
    } else if (end === 'end' && kinds.has(end) && share.endsAt !== null && share.endsAt <= work.now) {
      // gone before its end: if it is shared again, that share has no end
      await work.store.shares.setTerms(work.tx, share.id, { endsAt: null });
    } else if (kinds.has(warn) && stillDue(share, warn, work.now)) await setEnd(work, now, term);
  }
};

/**
 * An end that waited after a restore waits on while none of its producers could be told.
 * @returns whether it does
 */
export const waitsUntold = async (work: PolicyWork, share: Share, kind: Timer['kind']): Promise<boolean> => {
  const { store, tx } = work;
  const found = terms.find(({ end }) => end === kind);
  if (found === undefined) return false;
  const { event, term } = found;
  const ofThisEnd = (await store.notifications.notificationsOf(tx, share.id, restored)).flatMap((one) =>
    one.event.kind === event && one.event.at === share[term] ? [{ ...one.event, dueAt: one.dueAt }] : [],
  );
  const asOf = ofThisEnd[0]?.asOf;
  if (asOf === undefined || ofThisEnd.some(({ dueAt }) => dueAt === null)) return false;
  await setEndsAgain(work, share, new Set([kind]), asOf);
  return true;
};

/** Sets the Timers that have fallen due again, from now. `due`: taken in this transaction. */
export const setTimersAgain = async (
  work: PolicyWork,
  due: readonly Timer[],
  asOf: number,
): Promise<void> => {
  const { store, tx, now } = work;
  const kindsOf = new Map<string, Set<Timer['kind']>>();
  for (const timer of due) {
    const { kind, subjectId, teamId } = timer;
    if (kind === 'cleanup') await setCleanupNote(work, { teamId, userId: subjectId as SlackUserId });
    if (kind === 'warn-expiry') await warnAgain(work, timer);
    // time to link again, for whoever has come back since
    if (kind === 'leaver') await store.timers.setTimer(tx, { ...timer, dueAt: now + hourMs });
    // its subject is a card
    const shareId = kind === 'wake' ? (await store.cards.findCard(tx, subjectId))?.subjectId : subjectId;
    if (shareId !== undefined) kindsOf.set(shareId, (kindsOf.get(shareId) ?? new Set()).add(kind));
  }
  for (const [shareId, kinds] of kindsOf) {
    const share = await store.shares.findShare(tx, shareId);
    if (share === null) continue;
    const reminds = kinds.has('remind') || kinds.has('wake');
    if (reminds && stillDue(share, 'remind', now)) await setReminders(work, share);
    await setEndsAgain(work, share, kinds, asOf);
  }
};
