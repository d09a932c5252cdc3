/** Where an image is: in the default region of the account that is meant, else in its other regions, else with another account. */
import { isNotFound } from '../cloud/errors.ts';
import type { Image } from '../cloud/images.ts';
import type { ImageId } from '../core/ids.ts';
import { UserError } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import { chooseRegion } from './choosing.ts';
import { type ReadDeps, readAs } from './reading.ts';

export interface FindDeps extends ReadDeps {
  /** The regions the operator named for a cloud; empty = whatever its catalog has. */
  readonly regionsOf: (cloudId: string) => readonly string[];
}

/** Where was looked in vain. */
export interface Searched {
  readonly account: string;
  readonly regions: readonly string[];
}

export interface FoundImage {
  readonly image: Image;
  readonly account: Account;
  readonly region: string;
  /** Before it was found; empty when it was where one looks first. */
  readonly missed: readonly Searched[];
}

/**
 * The image as the first of `accounts` that sees it. One request when it is in the first one's default region.
 * @param accounts in the order in which to look; not empty
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
      const { found, regions } = await searchWith(deps, account, imageId, region);
      if (found) {
        const before = regions.slice(0, regions.indexOf(found.region));
        const here = before.length > 0 ? [{ account: account.name, regions: before }] : [];
        return { ...found, account, missed: [...missed, ...here] };
      }
      missed.push({ account: account.name, regions });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (account === accounts[0]) failure = error;
    }
  }
  throw failure ?? new UserError({ kind: 'image-nowhere', imageId, searched: missed });
};

const searchWith = (deps: FindDeps, account: Account, imageId: ImageId, typed: string | null) =>
  readAs(deps, account, async (session, signal) => {
    const search = async (region: string) => {
      try {
        return { region, image: await deps.images.showImage(session, region, imageId, signal) };
      } catch (error) {
        if (isNotFound(error)) return null;
        throw error;
      }
    };
    const first = chooseRegion(typed, account, deps.regionsOf(account.cloudId));
    if (typeof first !== 'string') throw new UserError(first);
    const [home] = await Promise.allSettled([search(first)]);
    const there = home.status === 'fulfilled' ? home.value : null;
    if (there) return { found: there, regions: [first] };
    const others =
      typed === null
        ? (await session.regions(signal)).filter((region) => region.toLowerCase() !== first.toLowerCase())
        : [];
    const answers = [home, ...(await Promise.allSettled(others.map(search)))];
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' && answer.value) || [])[0];
    const failed = answers.find((answer) => answer.status === 'rejected');
    // A region that did not answer may have it: that is not "not found".
    if (!found && failed) throw failed.reason;
    return { found: found ?? null, regions: [first, ...others] };
  });
