/** Who is told what happened to a Share, and when. Once: the record of what was told is written with the change itself. */
import { randomUUID } from 'node:crypto';
import { isChannel, type SlackUserId } from '../../core/ids.ts';
import type { Card } from '../../model/card.ts';
import type { NotificationEvent } from '../../model/notification.ts';
import type { Share } from '../../model/share.ts';
import { askedOf } from '../people/recipients.ts';
import { afterQuiet, quietHoursOf } from '../rules/quiet-hours.ts';
import { isMember, openMemberIntent } from '../rules/share-state.ts';
import { endedBecause } from '../rules/terms.ts';
import type { PolicyWork, Work } from '../transaction.ts';

/** What happens to several Shares within this time is one message. */
export const digestWindowMs = 2_000;

type Rows = 'offers' | 'cards' | 'accounts' | 'notifications' | 'preferences';

/** What `after` has that people want to know of and that `before` had not; null when they are asked or see it happen. */
export const eventOf = (before: Share, after: Share): NotificationEvent | null => {
  if (!isMember(before) || before.status === after.status) return null;
  const by = after.decided?.by ?? null;
  if (after.status === 'absent') {
    // offered again, it is added again at once
    if (openMemberIntent(after)?.again) return null;
    // that the image is gone was told already, to everyone at once
    if (after.image?.status === 'deleted') return null;
    const because = endedBecause(after);
    // what the bot did in somebody's name they are told as well
    if (because !== null) return { kind: 'removed', by: null, why: because };
    return { kind: 'removed', by, why: after.member?.value === 'absent' && by !== null ? 'requested' : null };
  }
  return after.status === null ? null : { kind: 'answered', status: after.status, by };
};

/** A person loses something that they may be using: it is told at any hour. */
const isUrgent = (event: NotificationEvent) => event.kind === 'removed' && event.why === null;

/** Who speaks for the producer of a Share. */
export const producersOf = async ({ store, tx }: Work<'offers'>, share: Share) =>
  new Set((await store.offers.offersOfShare(tx, share.id)).map(({ producer }) => producer));

/** The producers and those who were asked. */
export const concernedBy = async (work: Work<'offers' | 'cards' | 'accounts'>, share: Share) => {
  const people = await producersOf(work, share);
  for (const { recipientId: userId } of await askedOf(work, share)) people.add(userId);
  return people;
};

/** Of those who were asked, who wants to be reminded now: nobody who put it off, or wants no reminders. */
export const remindable = async (
  { store, tx, now }: Work<'preferences'>,
  asked: readonly Card[],
): Promise<readonly Card[]> => {
  const willing: Card[] = [];
  for (const card of asked) {
    const { reminders } = await store.preferences.preferencesOf(tx, {
      teamId: card.teamId,
      userId: card.recipientId,
    });
    if (reminders && (card.snoozedUntil ?? 0) <= now) willing.push(card);
  }
  return willing;
};

/** What is told of a Share; `once`: the same is told to nobody twice. */
interface NotificationDraft {
  readonly share: Share;
  readonly event: NotificationEvent;
  readonly dedupeKey: string;
}

/** Tells the producers and those who were asked, without the one whose doing it was. */
export const notifyAll = async (work: PolicyWork<Rows>, draft: NotificationDraft): Promise<void> => {
  const { share, event } = draft;
  const people = await concernedBy(work, share);
  if ('by' in event && event.by !== null) people.delete(event.by);
  for (const userId of people) await notify(work, userId, draft);
};

/** Tells one person, after their quiet hours where it can wait. True when it is news to them. */
export const notify = async (
  { store, tx, now, policy }: PolicyWork<Rows>,
  userId: SlackUserId,
  { share, event, dedupeKey }: NotificationDraft,
): Promise<boolean> => {
  // a channel sleeps when the one does who chose it
  const chosen = isChannel(userId) ? await store.preferences.channelOfProject(tx, share) : null;
  const recipient = { teamId: share.teamId, userId: chosen?.setBy ?? userId };
  const preferences = await store.preferences.preferencesOf(tx, recipient);
  const quiet = isUrgent(event) ? null : quietHoursOf(preferences, policy);
  return store.notifications.addNotification(tx, {
    id: randomUUID(),
    teamId: share.teamId,
    enterpriseId: share.enterpriseId,
    recipientId: userId,
    subjectId: share.id,
    event,
    dedupeKey,
    digestId: null,
    dueAt: afterQuiet(now + digestWindowMs, preferences.timeZone, quiet),
    createdAt: now,
  });
};
