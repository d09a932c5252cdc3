/** What to do next about an Offer, and what the answers of the regions mean for it. Pure. */
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { ImageFacts } from '../../model/image.ts';
import type { Offer } from '../../model/offer.ts';
import { isUnchecked } from '../../model/restored.ts';
import { foundIn, type RegionAnswer, regionsBut, searchedIn } from './region-search.ts';
import { judgeImage } from './shareable-image.ts';

export type OfferStep =
  /** GET the image: owner, visibility, status. If no region was named and the first has no such image, from the others as well. */
  | { readonly do: 'find-image' }
  /** PATCH `private` to `shared`; repeating it changes nothing. */
  | { readonly do: 'make-shared' }
  /** GET the members: some may have been hidden while the image was private. */
  | { readonly do: 'read-members' }
  /** Each tenant becomes a Share, or joins the one that exists. Rows only. */
  | { readonly do: 'place' }
  /** A withdrawal took everybody back first. Rows only. */
  | { readonly do: 'stop' }
  | { readonly do: 'nothing' };

/** After a restore its producer is asked: the image may have been made private since the backup. */
export const asksToOpen = (offer: Offer): offer is Offer & { readonly asOf: number } =>
  offer.phase === 'opening' && isUnchecked(offer) && !offer.opened;

/** The next step; each is safe to repeat after a crash. */
export const planOffer = (offer: Offer): OfferStep => {
  const isOver = offer.phase === 'placed' || offer.phase === 'failed';
  if (!isOver && offer.stopped.length === offer.tenants.length) return { do: 'stop' };
  switch (offer.phase) {
    case 'finding':
      return { do: 'find-image' };
    case 'opening':
      return asksToOpen(offer) ? { do: 'nothing' } : { do: 'make-shared' };
    case 'checking':
      return { do: 'read-members' };
    case 'placing':
      return { do: 'place' };
    case 'placed':
    case 'failed':
      return { do: 'nothing' };
    default:
      return offer.phase satisfies never;
  }
};

/** The regions to search when the Offer's own has no such image. */
export const otherRegions = (
  { region, homeRegion }: Pick<Offer, 'region' | 'homeRegion'>,
  regions: readonly string[],
): readonly string[] => (homeRegion === null ? [] : regionsBut(region, regions));

/**
 * How an Offer continues once its regions were searched: in the region where the image was found, or with a problem.
 * @throws as {@link foundIn}
 */
export const judgeRegions = (
  offer: Offer,
  answers: readonly RegionAnswer<ImageFacts>[],
  account: Pick<Account, 'method'>,
): Pick<Offer, 'phase' | 'problem' | 'image' | 'region'> => {
  const found = foundIn(answers);
  if (found !== null) return { ...judgeImage(offer, found.image, account), region: found.region };
  const { imageId, region, homeRegion, accountName } = offer;
  const problem: Problem =
    homeRegion === null
      ? { kind: 'image-not-found', imageId, region }
      : { kind: 'image-nowhere', imageId, searched: [{ account: accountName, ...searchedIn(answers) }] };
  return { phase: 'failed', problem, image: null, region };
};
