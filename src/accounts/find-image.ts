/** Finds an image: in the default region of the named account, then in its other regions, then with other accounts. */
import type { Image } from '../cloud/images.ts';
import type { CloudId, ImageId } from '../core/ids.ts';
import { UserError } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import { isForbidden, nullIfNotFound } from '../sharing/cloud-failure.ts';
import { foundIn, regionsBut, searchedIn, searchRegions } from '../sharing/rules/region-search.ts';
import { chooseRegion } from './choose-account.ts';
import { type ReadDeps, readAs } from './reading.ts';

export interface FindDeps extends ReadDeps {
  /** The regions the operator named for a cloud; empty = whatever its catalog has. */
  readonly regionsOf: (cloudId: CloudId) => readonly string[];
}

/** Regions that do not have the image. */
export interface Searched {
  readonly account: string;
  readonly regions: readonly string[];
  /** Regions that let the account see no image at all. */
  readonly refused?: readonly string[];
}

export interface FoundImage {
  readonly image: Image;
  readonly account: Account;
  readonly region: string;
  /** What was searched before the image was found; empty if the first region had it. */
  readonly missed: readonly Searched[];
}

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
  let failure: UserError | null = null;
  for (const account of accounts) {
    try {
      const { found, searched } = await searchWith(deps, account, imageId, region);
      if (found) {
        const here =
          searched.regions.length > 0 ? [{ account: account.name, regions: searched.regions }] : [];
        return { ...found, account, missed: [...missed, ...here] };
      }
      missed.push({ account: account.name, ...searched });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (account === accounts[0]) failure = error;
    }
  }
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
    );
    const found = foundIn(answers);
    const before = answers.findIndex(({ region }) => region === found?.region);
    return { found, searched: searchedIn(before === -1 ? answers : answers.slice(0, before)) };
  });
