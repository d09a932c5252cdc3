/** Which list is shown and which page of it: what its buttons carry, so that nothing has to be remembered between two clicks. */
import { z } from 'zod';
import { packValue } from '../../slack/blocks/button-value.ts';
import { clip } from '../../slack/blocks/mrkdwn.ts';
import { cursorSchema } from './page.ts';
import { filtersSchema } from './query.ts';

export const listingSchema = z.object({
  /** The account's id; whose it is, is looked up at each click. */
  account: z.string(),
  region: z.string(),
  filters: filtersSchema,
  cursor: cursorSchema.nullable(),
  /** From 1; a guide for the eye, since images come and go. */
  page: z.int().positive(),
});

export type Listing = z.infer<typeof listingSchema>;

/** An answer to one image of the list. `name` is only for saying what was done. */
export const answerSchema = listingSchema.extend({ image: z.guid(), name: z.string() });

/** @param image the one that a button beside it answers */
export const listingValue = (
  listing: Listing,
  image?: { readonly id: string; readonly name: string | null },
): string =>
  packValue({ ...listing, ...(image && { image: image.id, name: clip(image.name ?? image.id, 40) }) });
