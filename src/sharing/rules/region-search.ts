/** Which regions to search for an image, and what their answers mean together. */

/** A region's answer: the image, that it has none, or neither. */
export type RegionAnswer<Image> =
  | { readonly region: string; readonly image: Image | null }
  | { readonly region: string; readonly error: unknown };

/** The regions other than `first`, in whatever case it was written. */
export const regionsBut = (first: string, regions: readonly string[]): readonly string[] =>
  regions.filter((region) => region.toLowerCase() !== first.toLowerCase());

/**
 * Asks the first region and, only if it did not return the image, the others, all at once.
 * @param others which to ask then; if it throws, the search ends
 * @param show null: the region has no such image
 * @returns an answer for each region asked, the first region's first
 */
export const searchRegions = async <Image>(
  first: string,
  others: (answer: RegionAnswer<Image>) => Promise<readonly string[]>,
  show: (region: string) => Promise<Image | null>,
): Promise<readonly RegionAnswer<Image>[]> => {
  const ask = async (region: string): Promise<RegionAnswer<Image>> => {
    try {
      return { region, image: await show(region) };
    } catch (error) {
      return { region, error };
    }
  };
  const answer = await ask(first);
  if ('image' in answer && answer.image !== null) return [answer];
  return [answer, ...(await Promise.all((await others(answer)).map(ask)))];
};

/**
 * The first region that has the image; null if none has.
 * @throws the error of a region that did not answer, if no other has the image: it may be there
 */
export const foundIn = <Image>(
  answers: readonly RegionAnswer<Image>[],
): { readonly region: string; readonly image: Image } | null => {
  for (const one of answers)
    if ('image' in one && one.image !== null) return { region: one.region, image: one.image };
  for (const one of answers) if ('error' in one) throw one.error;
  return null;
};
