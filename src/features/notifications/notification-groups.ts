/** Which notifications of a digest are one sentence, and which one asks. Pure. */
import type { DigestLine } from '../../sharing/cards/notification-card.ts';

const asking = ['offered', 'remind', 'ends-unanswered'];

/** If an offer and its reminders arrive together after quiet hours, only the last one asks. */
export const isLastAsked = (line: DigestLine, at: number, told: readonly DigestLine[]): boolean =>
  !asking.includes(line.notification.event.kind) ||
  !told
    .slice(at + 1)
    .some(
      ({ notification, share }) => share.id === line.share.id && asking.includes(notification.event.kind),
    );

/** Lines that say the same about one image for several projects become one sentence. A line that asks or has a button stays alone. */
export type Group = readonly [DigestLine, ...DigestLine[]];

export const grouped = (told: readonly DigestLine[]): Group[] => {
  const groups = new Map<string, Group>();
  for (const line of told) {
    const key = sameness(line);
    const before = groups.get(key);
    groups.set(key, before ? [...before, line] : [line]);
  }
  return [...groups.values()];
};

const sameness = (line: DigestLine): string => {
  const { notification, share } = line;
  const { event } = notification;
  if (
    isAsked(line) ||
    line.mayExtend ||
    ['member-added', 'remind', 'offered', 'reason', 'no-producer'].includes(event.kind)
  )
    return notification.id;
  const said = event.kind === 'answered' ? { ...event, by: null } : event;
  return JSON.stringify([share.cloudId, share.region, share.imageId, said, movedTo(line)]);
};

/** The new end, if it has moved since the warning; otherwise null. */
export const movedTo = ({ notification: { event }, share }: DigestLine): number | null => {
  if (event.kind !== 'ends' && event.kind !== 'ends-unanswered') return null;
  const at = event.kind === 'ends' ? share.endsAt : share.answerBy;
  return at === event.at ? null : at;
};

/** The line has Accept and Reject. */
export const isAsked = ({ notification, value }: DigestLine) =>
  value !== null && asking.includes(notification.event.kind);
