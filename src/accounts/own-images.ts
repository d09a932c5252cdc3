/**
 * An account's own images, for people who type a name letter by letter: read once and held for a moment, so that each
 * letter gets an instant answer.
 */
import { z } from 'zod';
import type { Image } from '../cloud/glance-image.ts';
import type { Account } from '../model/account.ts';
import { type ReadDeps, readAs } from './reading.ts';

export type OwnImage = Pick<Image, 'id' | 'name' | 'status'>;

/** The newest images, in one request; older ones are found by their whole name or id. */
const maxHeld = 200;

/** An image made while somebody types appears in the next form. */
const heldMs = 30_000;

const uuidSchema = z.guid();

interface Page {
  readonly images: readonly OwnImage[];
  /** There may be older ones. */
  readonly isFull: boolean;
}

interface Held {
  readonly until: number;
  readonly page: Promise<Page>;
}

/** Finds the account's own images that can have members, by part of the name or the beginning of the id. */
export type FindOwnImages = (account: Account, region: string, typed: string) => Promise<readonly OwnImage[]>;

export const createFindOwnImages = (reading: ReadDeps): FindOwnImages => {
  const { clock } = reading;
  const held = new Map<string, Held>();

  const list = (account: Account, region: string, more: { name?: string; limit: number }) =>
    readAs(reading, account, async (glanceIn): Promise<Page> => {
      const filters = {
        owner: account.projectId,
        sort: 'created_at:desc',
        ...more,
        limit: String(more.limit),
      };
      for await (const page of glanceIn(region).listImages(filters))
        return {
          isFull: page.length >= more.limit,
          images: page
            .filter(({ visibility }) => visibility !== 'public' && visibility !== 'community')
            .map(({ id, name, status }) => ({ id, name, status })),
        };
      return { isFull: false, images: [] };
    });

  const newest = (account: Account, region: string) => {
    const now = clock.now();
    for (const [key, { until }] of held) if (until <= now) held.delete(key);
    const key = `${account.id} ${region}`;
    const found = held.get(key);
    if (found) return found.page;
    const asked = list(account, region, { limit: maxHeld });
    held.set(key, { until: now + heldMs, page: asked });
    asked.catch(() => held.delete(key));
    return asked;
  };

  return async (account, region, typed) => {
    const wanted = typed.trim().toLowerCase();
    const { images, isFull } = await newest(account, region);
    const found = images.filter(
      ({ id, name }) => id.startsWith(wanted) || name?.toLowerCase().includes(wanted),
    );
    const isThere = isFull
      ? found.some(({ name }) => name?.trim().toLowerCase() === wanted)
      : found.length > 0;
    if (isThere || wanted === '' || uuidSchema.safeParse(wanted).success) return found;
    // before a colon, Glance expects an operator
    const name = typed.includes(':') ? `eq:${typed.trim()}` : typed.trim();
    const older = await list(account, region, { name, limit: 25 });
    return [...older.images, ...found];
  };
};
