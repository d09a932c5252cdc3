/** The producer offers an image again to those who rejected it: only a consumer can set its status, so the member is removed and added. */
import type { Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { Share } from '../../model/share.ts';
import { openCard } from '../cards/click.ts';
import { ownerAccount } from '../people/acting-account.ts';
import { openAnswer, openMemberIntent } from '../rules/share-state.ts';
import { agree } from './agree-terms.ts';
import { type ClickDeps, recordIntent } from './intent.ts';

/** Whether the member rejected, and no intent for it is open. */
export const canOfferAgain = (share: Share): boolean =>
  share.status === 'rejected' && openMemberIntent(share) === null && openAnswer(share) === null;

/**
 * Offers the image again to the tenant of the clicked line, or without a line to everyone on the card who rejected it.
 * @throws UserError `stale-card`, `no-account-for-project`
 */
export const offerImageAgain = async (deps: ClickDeps, person: Person, value: string): Promise<void> => {
  const { nudge } = deps;
  const done = await openCard('offer', deps, { person, value }, async (work, offer, { subject, current }) => {
    const { store, tx, now } = work;
    const asked = (await store.shares.sharesOfOffer(tx, offer.id)).flatMap(({ role, share }) =>
      role === 'asked' && (subject === null || share.id === subject) ? [share] : [],
    );
    // the same click twice is one intent
    if (asked.some((share) => openMemberIntent(share)?.again && share.member?.by === person.userId))
      return true;
    await store.cards.dueCards(tx, 'offer', offer.id, now);
    if (!current) return false;
    const account = await ownerAccount(work, person, offer);
    const member = {
      value: 'present',
      by: person.userId,
      accountId: account.id,
      at: now,
      again: true,
    } as const;
    for (const share of asked.filter(canOfferAgain)) {
      // a deadline that has passed would end it at once
      const answerBy = share.answerBy !== null && share.answerBy <= now ? null : share.answerBy;
      await agree(work, share, { answerBy, endsAt: share.endsAt });
      await recordIntent(work, person, share, { member, act: 'offer-again', accountId: account.id });
    }
    return true;
  });
  nudge();
  if (!done) throw new UserError({ kind: 'stale-card' });
};
