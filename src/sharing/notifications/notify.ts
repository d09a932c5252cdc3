/** Who is notified of what happened to a Share, and when. Once: the Notification is written with the change itself. */
import { isChannel, nobody, type SlackUserId } from '../../core/ids.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Card } from '../../model/card.ts';
import { isUnknownStatus } from '../../model/member.ts';
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

/** What is new in `after` that people want to know; null if they are asked anyway or see it happen. */
export const eventOf = (before: Share, after: Share): NotificationEvent | null => {
  if (!isMember(before) || before.status === after.status) return null;
  const by = after.decided?.by ?? null;
  if (after.status === 'absent') {
    // a member that is offered again is added again at once
    if (openMemberIntent(after)?.again) return null;
    // everyone was already told at once that the image is gone
    if (after.image?.status === 'deleted') return null;
    const because = endedBecause(after);
    // people are also told what the bot did in somebody's name
    if (because !== null) return { kind: 'removed', by: null, why: because };
    return { kind: 'removed', by, why: after.member?.value === 'absent' && by !== null ? 'requested' : null };
  }
  if (after.status === 'unavailable') return { kind: 'removed', by: null, why: 'unavailable' };
  if (after.status === null || isUnknownStatus(after.status)) return null;
  // it is again what it was before the cloud called it something else
  if (isUnknownStatus(before.status) && after.decided === before.decided) return null;
  return { kind: 'answered', status: after.status, by };
};

/** The person loses something that they may be using: they are told at any hour. */
const isUrgent = (event: NotificationEvent) =>
  event.kind === 'removed' && (event.why === null || event.why === 'unavailable');

/** The people who speak for the producer of a Share. */
export const producersOf = async ({ store, tx }: Work<'offers'>, share: Share) =>
  new Set((await store.offers.offersOfShare(tx, share.id)).map(({ producer }) => producer));

/** The producers and the people who were asked. */
export const concernedBy = async (work: Work<'offers' | 'cards' | 'accounts'>, share: Share) => {
  const people = await producersOf(work, share);
  for (const { recipientId: userId } of await askedOf(work, share)) people.add(userId);
  return people;
};

/** Those who were asked and want reminders now: not people who put it off or turned reminders off. */
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

/** What to tell about a Share; `once`: nobody is told the same thing twice. */
interface NotificationDraft {
  readonly share: Share;
  readonly event: NotificationEvent;
  readonly dedupeKey: string;
}

/** Notifies the producers and the people who were asked, except the person who did it. */
export const notifyAll = async (work: PolicyWork<Rows>, draft: NotificationDraft): Promise<void> => {
  const { share, event } = draft;
  const people = await concernedBy(work, share);
  if ('by' in event && event.by !== null) people.delete(event.by);
  for (const userId of people) await notify(work, userId, draft);
};

/** Notifies one person, after their quiet hours if it can wait. True if it is news to them. */
export const notify = async (
  { store, tx, now, policy }: PolicyWork<Rows>,
  userId: SlackUserId,
  { share, event, dedupeKey }: NotificationDraft,
): Promise<boolean> => {
  if (userId === nobody) return false;
  // a channel has the quiet hours of the person who chose it
  const chosen = isChannel(userId) ? await store.preferences.channelOfProject(tx, share) : null;
  const recipient = { teamId: share.teamId, userId: chosen?.setBy ?? userId };
  const preferences = await store.preferences.preferencesOf(tx, recipient);
  const quiet = isUrgent(event) ? null : quietHoursOf(preferences, policy);
  return store.notifications.addNotification(tx, {
    id: newRowId(),
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
