/** The same offer made once more, by an impatient finger or by Slack itself: it joins the one that is under way. Pure. */
import type { Offer, Share } from '../store/rows.ts';
import type { OfferWish } from './offering.ts';
import { openMemberWish } from './share.ts';

/** For so long an offer that has been carried out is not made again: nobody means it twice so soon. */
const againMs = 30_000;

/** Whether `wish`, made at `now`, asks for just what `offer` does. A term that is counted from the day it was typed on may move with it. */
export const asksTheSame = (offer: Offer, wish: OfferWish, now: number): boolean => {
  const sameTerm = (one: number | null, other: number | null) =>
    one === null || other === null
      ? one === other
      : one === other || Math.abs(one - offer.createdAt - (other - now)) < 1_000;
  return (
    offer.accountId === wish.account.id &&
    (offer.homeRegion ?? offer.region) === wish.region &&
    (offer.homeRegion === null) === wish.regionNamed &&
    offer.imageId === wish.imageId &&
    sameSet(offer.tenants, wish.tenants) &&
    sameSet(offer.people, wish.people) &&
    offer.note === wish.note &&
    offer.accept === wish.accept &&
    sameTerm(offer.answerBy, wish.answerBy ?? null) &&
    sameTerm(offer.endsAt, wish.endsAt ?? null)
  );
};

const sameSet = (one: readonly string[], other: readonly string[]) =>
  one.toSorted().join() === other.toSorted().join();

/**
 * Whether to make `offer` again would only repeat it: it is being carried out, or was just now and nothing has come between,
 * such as a failure, an answer that says no, or a removal.
 */
export const isUnderWay = (offer: Offer, shares: readonly Share[], now: number): boolean => {
  if (offer.stage === 'failed') return false;
  if (offer.stage !== 'placed') return true;
  const undisturbed = shares.every(
    (share) =>
      share.member?.wish === 'present' &&
      share.memberProblem === null &&
      (openMemberWish(share) !== null || share.status === 'pending' || share.status === 'accepted'),
  );
  if (!undisturbed) return false;
  return now - offer.createdAt < againMs || shares.some((share) => openMemberWish(share) !== null);
};
