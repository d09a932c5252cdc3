/** Finds an image: in the default region of the named account, then in its other regions, then with other accounts. */
import { once } from 'node:events';
import type { Image } from '../cloud/glance-image.ts';
import type { CloudId, ImageId } from '../core/ids.ts';
import { isSilence } from '../core/problems/cloud-problems.ts';
import { UserError } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import { isForbidden, isUnanswered, nullIfNotFound } from '../sharing/cloud-failure.ts';
import {
  foundIn,
  type RegionAnswer,
  regionsBut,
  type SearchedRegions,
  searchedIn,
  searchRegions,
} from '../sharing/rules/region-search.ts';
import { chooseRegion } from './choose-account.ts';
import { type ReadDeps, readAs } from './reading.ts';

export interface FindDeps extends ReadDeps {
  /** The regions the operator named for a cloud; empty = whatever its catalog has. */
  readonly regionsOf: (cloudId: CloudId) => readonly string[];
}

/** What was searched in vain with an account. */
export interface Searched extends SearchedRegions {
  readonly account: string;
}

export interface FoundImage {
  readonly image: Image;
  readonly account: Account;
  readonly region: string;
  /** What was searched before the image was found; empty if the first region had it. */
  readonly missed: readonly Searched[];
}

/** How long the first region is waited for before the others are asked too. */
const patienceMs = 3_000;

/**
 * The image, read by the first of `accounts` that can see it. One request if the first account's default region has it.
 * @param accounts in the order of the search; not empty
 * @param region as typed; null = every region of each account, its default one first
 * @throws UserError `image-nowhere`, `no-such-region`, and what {@link readAs} throws for the first account
 */
export const findImage = async (
  deps: FindDeps,
  accounts: readonly Account[],
  imageId: ImageId,
  region: string | null,
): Promise<FoundImage> => {
  const missed: Searched[] = [];
  const silence: UserError[] = [];
  let failure: UserError | null = null;
  for (const account of accounts) {
    try {
      const { found, searched } = await searchWith(deps, account, imageId, region);
      const here = { account: account.name, ...searched };
      if (found) {
        const { regions, silent = [] } = searched;
        return { ...found, account, missed: regions.length + silent.length > 0 ? [...missed, here] : missed };
      }
      missed.push(here);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (isSilence(error.problem)) {
        missed.push({ account: account.name, regions: [], silent: [account.cloudName] });
        silence.push(error);
      } else if (account === accounts[0]) failure = error;
    }
  }
  // nothing answered at all
  if (missed.length === silence.length) failure ??= silence[0] ?? null;
  throw failure ?? new UserError({ kind: 'image-nowhere', imageId, searched: missed });
};

const searchWith = (deps: FindDeps, account: Account, imageId: ImageId, typed: string | null) =>
  readAs(deps, account, async (glanceIn, session, signal) => {
    const first = chooseRegion(typed, account, deps.regionsOf(account.cloudId));
    if (typeof first !== 'string') throw new UserError(first);
    const answers = await searchRegions(
      first,
      async () => (typed === null ? regionsBut(first, await session.regions(signal)) : []),
      (region) => nullIfNotFound(glanceIn(region).showImage(imageId)),
      isForbidden,
      once(deps.clock.timeout(patienceMs), 'abort'),
    );
    const found = foundIn(answersOf(answers, account));
    const before = answers.findIndex(({ region }) => region === found?.region);
    return { found, searched: searchedIn(before === -1 ? answers : answers.slice(0, before)) };
  });

/** Those that say something, if any does: a region that does not answer hides none that does. */
const answersOf = <T>(answers: readonly RegionAnswer<T>[], account: Account): readonly RegionAnswer<T>[] => {
  const read = answers.filter((one) => 'image' in one);
  if (read.length === 0 || read.some(({ image }) => image !== null)) return answers;
  return answers.filter((one) => 'image' in one || one.refused || !isUnanswered(one.error, account));
};
