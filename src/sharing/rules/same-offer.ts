/** The same offer made once more, by an impatient click or by Slack itself, joins the one that is under way. Pure. */
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import { openMemberIntent } from './share-state.ts';

/** How long an offer that was carried out is not repeated: nobody means it twice so soon. */
const againMs = 30_000;

/** How far apart the terms of two such offers may be, because they count from the moment of typing. */
const termSlackMs = 1_000;

/** Whether two offers of one person ask for exactly the same. */
export const asksTheSame = (one: Offer, other: Offer): boolean =>
  one.accountId === other.accountId &&
  one.imageId === other.imageId &&
  // an offer is the same whichever region its search ends in
  (one.homeRegion ?? one.region) === (other.homeRegion ?? other.region) &&
  (one.homeRegion === null) === (other.homeRegion === null) &&
  sameSet(one.tenants, other.tenants) &&
  sameSet(one.people, other.people) &&
  one.note === other.note &&
  one.accept === other.accept &&
  sameTerm(one, other, 'answerBy') &&
  sameTerm(one, other, 'endsAt');

const sameTerm = (one: Offer, other: Offer, term: 'answerBy' | 'endsAt') => {
  const [mine, theirs] = [one[term], other[term]];
  if (mine === null || theirs === null) return mine === theirs;
  return mine === theirs || Math.abs(mine - one.createdAt - (theirs - other.createdAt)) < termSlackMs;
};

const sameSet = (one: readonly string[], other: readonly string[]) =>
  one.toSorted().join() === other.toSorted().join();

/**
 * Whether making `offer` again would only repeat it: it is under way, or was carried out just now and nothing has happened since,
 * such as a failure, a rejection or a removal.
 */
export const isUnderWay = (offer: Offer, shares: readonly Share[], now: number): boolean => {
  if (offer.phase === 'failed') return false;
  if (offer.phase !== 'placed') return true;
  const undisturbed = shares.every(
    (share) =>
      share.member?.value === 'present' &&
      share.memberProblem === null &&
      (openMemberIntent(share) !== null || share.status === 'pending' || share.status === 'accepted'),
  );
  if (!undisturbed) return false;
  return now - offer.createdAt < againMs || shares.some((share) => openMemberIntent(share) !== null);
};
