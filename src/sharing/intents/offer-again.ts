/** The producer offers an image once more to those who rejected it: a member's status is its own, so it is removed and added. */
import type { Person } from '../../core/ids.ts';
import { UserError } from '../../core/problems.ts';
import type { Share } from '../../model/share.ts';
import { readClick } from '../cards/click.ts';
import { ownerAccount } from '../people/acting-account.ts';
import { openAnswer, openMemberWish } from '../rules/share-state.ts';
import { agree } from './agree-terms.ts';
import { type ClickDeps, wishInPerson } from './intent.ts';

/** Whether the member rejected, and nobody wishes anything of it now. */
export const canOfferAnew = (share: Share): boolean =>
  share.status === 'rejected' && openMemberWish(share) === null && openAnswer(share) === null;

/**
 * Offers the image anew to the tenant of the clicked line, or without one to all on the card that rejected it.
 * @throws UserError `older-picture`, `no-account-for-project`
 */
export const offerAnew = async (deps: ClickDeps, person: Person, value: string): Promise<void> => {
  const { ledger, clock, nudge } = deps;
  const done = await ledger.database.transaction(async (tx) => {
    const { card, subject, current } = await readClick(deps, tx, person, value);
    const offer = card.kind === 'offer' ? await ledger.offers.findOffer(tx, card.subjectId) : null;
    if (offer === null) throw new UserError({ kind: 'older-picture' });
    const asked = (await ledger.shares.sharesOfOffer(tx, offer.id)).flatMap(({ role, share }) =>
      role === 'asked' && (subject === null || share.id === subject) ? [share] : [],
    );
    const now = clock.now();
    // the same click twice is one wish
    if (asked.some((share) => openMemberWish(share)?.anew && share.member?.by === person.userId)) return true;
    await ledger.cards.dueCards(tx, 'offer', offer.id, now);
    if (!current) return false;
    const account = await ownerAccount(ledger, tx, person, offer);
    const member = {
      wish: 'present',
      by: person.userId,
      accountId: account.id,
      at: now,
      anew: true,
    } as const;
    for (const share of asked.filter(canOfferAnew)) {
      // a time to answer that has passed would end it at once
      const answerBy = share.answerBy !== null && share.answerBy <= now ? null : share.answerBy;
      await agree(ledger, tx, share, { answerBy, endsAt: share.endsAt }, now);
      await wishInPerson(deps, tx, person, share, { member, act: 'offer-again', accountId: account.id }, now);
    }
    return true;
  });
  nudge();
  if (!done) throw new UserError({ kind: 'older-picture' });
};
