/** The producer offers an image once more to those who rejected it: a member's status is its own, so it is removed and added. */
import type { Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { Share } from '../../model/share.ts';
import { readClick } from '../cards/click.ts';
import { ownerAccount } from '../people/acting-account.ts';
import { openAnswer, openMemberIntent } from '../rules/share-state.ts';
import { agree } from './agree-terms.ts';
import { type ClickDeps, recordIntent } from './intent.ts';

/** Whether the member rejected, and nobody wants anything of it now. */
export const canOfferAgain = (share: Share): boolean =>
  share.status === 'rejected' && openMemberIntent(share) === null && openAnswer(share) === null;

/**
 * Offers the image again to the tenant of the clicked line, or without one to all on the card that rejected it.
 * @throws UserError `stale-card`, `no-account-for-project`
 */
export const offerImageAgain = async (deps: ClickDeps, person: Person, value: string): Promise<void> => {
  const { store, clock, nudge } = deps;
  const done = await store.database.transaction(async (tx) => {
    const { card, subject, current } = await readClick(deps, tx, person, value);
    const offer = card.kind === 'offer' ? await store.offers.findOffer(tx, card.subjectId) : null;
    if (offer === null) throw new UserError({ kind: 'stale-card' });
    const asked = (await store.shares.sharesOfOffer(tx, offer.id)).flatMap(({ role, share }) =>
      role === 'asked' && (subject === null || share.id === subject) ? [share] : [],
    );
    const now = clock.now();
    // the same click twice is one intent
    if (asked.some((share) => openMemberIntent(share)?.again && share.member?.by === person.userId))
      return true;
    await store.cards.dueCards(tx, 'offer', offer.id, now);
    if (!current) return false;
    const account = await ownerAccount(store, tx, person, offer);
    const member = {
      value: 'present',
      by: person.userId,
      accountId: account.id,
      at: now,
      again: true,
    } as const;
    for (const share of asked.filter(canOfferAgain)) {
      // a time to answer that has passed would end it at once
      const answerBy = share.answerBy !== null && share.answerBy <= now ? null : share.answerBy;
      await agree(store, tx, share, { answerBy, endsAt: share.endsAt }, now);
      await recordIntent(deps, tx, person, share, { member, act: 'offer-again', accountId: account.id }, now);
    }
    return true;
  });
  nudge();
  if (!done) throw new UserError({ kind: 'stale-card' });
};
