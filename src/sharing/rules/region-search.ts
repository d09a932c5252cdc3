/** Which regions to search for an image, and what their answers mean together. */

/** A region's answer: the image, that it has none, or neither. */
export type RegionAnswer<Image> =
  | { readonly region: string; readonly image: Image | null }
  /** `refused`: the region lets this account see no image at all. */
  | { readonly region: string; readonly error: unknown; readonly refused: boolean };

/** The regions other than `first`, in whatever case it was written. */
export const regionsBut = (first: string, regions: readonly string[]): readonly string[] =>
  regions.filter((region) => region.toLowerCase() !== first.toLowerCase());

const has = <Image>(answer: RegionAnswer<Image>): boolean => 'image' in answer && answer.image !== null;

/**
 * Asks the first region and, only if it did not return the image, the others, all at once.
 * @param others which to ask then; if it throws, the search ends
 * @param show null: the region has no such image
 * @param isRefusal whether an error of `show` is the region's answer to this account, which another try does not change
 * @param late for somebody who waits: once it resolves, the first region is waited for no longer before the others are asked,
 * and none is once one has the image
 * @returns an answer for each region that was waited for, the first region's first
 */
export const searchRegions = async <Image>(
  first: string,
  others: (answer: RegionAnswer<Image>) => Promise<readonly string[]>,
  show: (region: string) => Promise<Image | null>,
  isRefusal: (error: unknown) => boolean,
  late?: Promise<unknown>,
): Promise<readonly RegionAnswer<Image>[]> => {
  const ask = async (region: string): Promise<RegionAnswer<Image>> => {
    try {
      return { region, image: await show(region) };
    } catch (error) {
      return { region, error, refused: isRefusal(error) };
    }
  };
  const asked = ask(first);
  const notYet = late?.then(() => ({ region: first, error: new Error('no answer yet'), refused: false }));
  const answer = await (notYet ? Promise.race([asked, notYet]) : asked);
  if (has(answer)) return [answer];
  const all = [asked, ...(await others(answer)).map(ask)];
  if (!late) return Promise.all(all);
  const having = all.map(async (one) => (has(await one) ? one : Promise.reject()));
  const found = await Promise.any(having).catch(() => null);
  if (found === null) return Promise.all(all);
  return found.region === first ? [found] : [answer, found];
};

/**
 * The first region that has the image; null if none has.
 * @throws the error of a region that did not answer, if no other has the image: it may be there; or the refusal, if all refused
 */
export const foundIn = <Image>(
  answers: readonly RegionAnswer<Image>[],
): { readonly region: string; readonly image: Image } | null => {
  for (const one of answers)
    if ('image' in one && one.image !== null) return { region: one.region, image: one.image };
  const all = answers.every((one) => 'error' in one && one.refused);
  for (const one of answers) if ('error' in one && (all || !one.refused)) throw one.error;
  return null;
};

/** What was searched in vain. */
export interface SearchedRegions {
  /** They have no such image. */
  readonly regions: readonly string[];
  /** They let the account see no image at all. */
  readonly refused?: readonly string[];
  /** They, or all of a cloud, did not answer. */
  readonly silent?: readonly string[];
}

export const searchedIn = (answers: readonly RegionAnswer<unknown>[]): SearchedRegions => {
  const failed = answers.flatMap((one) => ('error' in one ? one : []));
  const refused = failed.filter((one) => one.refused).map(({ region }) => region);
  const silent = failed.filter((one) => !one.refused).map(({ region }) => region);
  return {
    regions: answers.filter((one) => 'image' in one).map(({ region }) => region),
    ...(refused.length > 0 && { refused }),
    ...(silent.length > 0 && { silent }),
  };
};
