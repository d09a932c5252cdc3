/** Whether a Notification is still worth sending when its time comes. Pure. */
import type { Notification, NotificationEvent } from '../../model/notification.ts';
import type { Share } from '../../model/share.ts';
import { isMember, openAnswer } from './share-state.ts';
import { openTerms } from './terms.ts';

/** Whether the Share still waits for its answer. */
export const waits = (share: Share) => share.status === 'pending' && openAnswer(share) === null;

/** Whether the end that the warning names has not moved. */
export const stillEnds = (
  share: Share,
  { kind, at }: Extract<NotificationEvent, { readonly kind: 'ends' | 'ends-unanswered' }>,
) => openTerms(share)[kind === 'ends' ? 'endsAt' : 'answerBy'] === at;

/** Whether nothing is left to say: the offer was answered, or ended, during the recipient's quiet hours. */
export const isMoot = ({ event }: Notification, share: Share | null): boolean => {
  if (share === null) return true;
  if (event.kind === 'ends') return !isMember(share) || !stillEnds(share, event);
  if (event.kind === 'ends-unanswered' && !stillEnds(share, event)) return true;
  const urges = ['remind', 'check-tenant', 'nobody-left', 'ends-unanswered'].includes(event.kind);
  return urges && !waits(share);
};
