/** Which regions to search for an image, and what their answers mean together. */

/** A region's answer: the image, that it has none, or neither. */
export type RegionAnswer<Image> =
  | { readonly region: string; readonly image: Image | null }
  /** `refused`: the region lets this account see no image at all. */
  | { readonly region: string; readonly error: unknown; readonly refused: boolean };

/** The regions other than `first`, in whatever case it was written. */
export const regionsBut = (first: string, regions: readonly string[]): readonly string[] =>
  regions.filter((region) => region.toLowerCase() !== first.toLowerCase());

/**
 * Asks the first region and, only if it did not return the image, the others, all at once.
 * @param others which to ask then; if it throws, the search ends
 * @param show null: the region has no such image
 * @param isRefusal whether an error of `show` is the region's answer to this account, which another try does not change
 * @returns an answer for each region asked, the first region's first
 */
export const searchRegions = async <Image>(
  first: string,
  others: (answer: RegionAnswer<Image>) => Promise<readonly string[]>,
  show: (region: string) => Promise<Image | null>,
  isRefusal: (error: unknown) => boolean,
): Promise<readonly RegionAnswer<Image>[]> => {
  const ask = async (region: string): Promise<RegionAnswer<Image>> => {
    try {
      return { region, image: await show(region) };
    } catch (error) {
      return { region, error, refused: isRefusal(error) };
    }
  };
  const answer = await ask(first);
  if ('image' in answer && answer.image !== null) return [answer];
  return [answer, ...(await Promise.all((await others(answer)).map(ask)))];
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

/** What was searched in vain: the regions that have no such image, and those that refused to say. */
export const searchedIn = (
  answers: readonly RegionAnswer<unknown>[],
): { readonly regions: readonly string[]; readonly refused?: readonly string[] } => {
  const refused = answers.flatMap((one) => ('error' in one && one.refused ? one.region : []));
  const regions = answers.map(({ region }) => region).filter((region) => !refused.includes(region));
  return { regions, ...(refused.length > 0 && { refused }) };
};
