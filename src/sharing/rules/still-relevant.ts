/** Whether a Notice is still worth telling when its time comes. Pure. */
import type { News, Notice } from '../../model/notification.ts';
import type { Share } from '../../model/share.ts';
import { isMember, openAnswer } from './share-state.ts';
import { openTerms } from './terms.ts';

/** Whether the Share still waits for its answer. */
export const waits = (share: Share) => share.status === 'pending' && openAnswer(share) === null;

/** Whether the end that is warned of was not moved since. */
export const stillEnds = (
  share: Share,
  { kind, at }: Extract<News, { readonly kind: 'ends' | 'ends-unanswered' }>,
) => openTerms(share)[kind === 'ends' ? 'endsAt' : 'answerBy'] === at;

/** Whether there is nothing left to be told: it was answered, or ended, while the reader was not to be disturbed. */
export const isMoot = ({ news }: Notice, share: Share | null): boolean => {
  if (share === null) return true;
  if (news.kind === 'ends') return !isMember(share) || !stillEnds(share, news);
  if (news.kind === 'ends-unanswered' && !stillEnds(share, news)) return true;
  const urges = ['remind', 'check-tenant', 'nobody-left', 'ends-unanswered'].includes(news.kind);
  return urges && !waits(share);
};
