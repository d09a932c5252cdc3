/** The list and page that a button leads to. The buttons carry it, so the bot remembers nothing between two clicks. */
import { z } from 'zod';
import { clipText } from '../../core/plain-text.ts';
import { packValue } from '../../slack/blocks/button-value.ts';
import { cursorSchema } from './page.ts';
import { filtersSchema } from './query.ts';

export const listingSchema = z.object({
  /** The account's id; its owner is checked at each click. */
  account: z.string(),
  region: z.string(),
  filters: filtersSchema,
  cursor: cursorSchema.nullable(),
  /** From 1; only a rough guide, since images come and go. */
  page: z.int().positive(),
});

export type Listing = z.infer<typeof listingSchema>;

/** An answer to one image of the list. `name` is only for the reply. */
export const answerSchema = listingSchema.extend({ image: z.guid(), name: z.string() });

/** @param image the one that the button answers */
export const listingValue = (
  listing: Listing,
  image?: { readonly id: string; readonly name: string | null },
): string =>
  packValue({ ...listing, ...(image && { image: image.id, name: clipText(image.name ?? image.id, 40) }) });
