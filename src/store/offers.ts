/** Offers: one row for each act of a producer. */
import { sql } from 'kysely';
import {
  type Claimed,
  type ClaimOptions,
  finishRow,
  type Hold,
  type Lease,
  leaseRows,
  notHeld,
  touched,
} from './leases.ts';
import type { ImageFacts, Offer } from './rows.ts';
import { codec, type Db } from './tables.ts';

const offer = codec<Offer>({
  tenants: 'json',
  people: 'json',
  image: 'json',
  problem: 'json',
  trouble: 'json',
  opened: 'boolean',
  accept: 'boolean',
});

export const insertOffer = async (db: Db, row: Offer): Promise<void> => {
  await db.insertInto('offers').values(offer.write(row)).execute();
};

export const findOffer = async (db: Db, id: string): Promise<Offer | null> => {
  const row = await db.selectFrom('offers').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? offer.read(row) : null;
};

/** The Offers that a producer made of one image, newest first. */
export const offersOfImage = async (
  db: Db,
  { teamId, producer, imageId }: Pick<Offer, 'teamId' | 'producer' | 'imageId'>,
): Promise<Offer[]> => {
  const rows = await db
    .selectFrom('offers')
    .selectAll()
    .where(({ and }) => and({ teamId, producer, imageId }))
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map(offer.read);
};

/** The Offers that a Share serves, newest first. */
export const offersOfShare = async (db: Db, shareId: string): Promise<Offer[]> => {
  const rows = await db
    .selectFrom('offers')
    .innerJoin('offerShares', 'offerShares.offerId', 'offers.id')
    .selectAll('offers')
    .where('offerShares.shareId', '=', shareId)
    .orderBy('offers.createdAt', 'desc')
    .orderBy('offers.id', 'desc')
    .execute();
  return rows.map(offer.read);
};

/**
 * Makes the producer's Offers from this project that are still under way due no later than `at`; for when what they
 * wait for may have come, such as an account that was linked again.
 */
export const wakeOffers = async (
  db: Db,
  { teamId, producer, cloud, projectId }: Pick<Offer, 'teamId' | 'producer' | 'cloud' | 'projectId'>,
  at: number,
): Promise<void> => {
  await db
    .updateTable('offers')
    .set(touched(at))
    .where(({ and }) => and({ teamId, producer, cloud, projectId }))
    .where('stage', 'not in', ['placed', 'failed'])
    .execute();
};

/** Writes how the image of these Offers is now; one that is under way sees for itself. */
export const describeOffers = async (
  db: Db,
  { teamId, cloud, region, imageId }: Pick<Offer, 'teamId' | 'cloud' | 'region' | 'imageId'>,
  image: ImageFacts,
): Promise<void> => {
  await db
    .updateTable('offers')
    .set(offer.write({ image }))
    .where(({ and }) => and({ teamId, cloud, region, imageId, stage: 'placed' }))
    .execute();
};

/** A failed Offer begins anew. */
export const restartOffer = async (db: Db, id: string, now: number): Promise<void> => {
  await db
    .updateTable('offers')
    .set({ stage: 'finding', problem: null, attempts: 0, dueAt: now })
    .where('id', '=', id)
    .where('stage', '=', 'failed')
    .execute();
};

/** Leases up to `limit` Offers that are due and not in `hold`, longest due first. */
export const claimOffers = (
  db: Db,
  { hold = [], ...options }: ClaimOptions & { readonly hold?: readonly Hold[] },
): Promise<Claimed<Offer>[]> => leaseRows(db, 'offers', offer, options, notHeld(hold, sql`"accountId"`));

/** Writes `patch` and gives the lease back; false, and nothing written, when it was lost meanwhile. */
export const finishOffer = (
  db: Db,
  lease: Lease,
  patch: Partial<Omit<Offer, 'id' | 'dueAt' | 'createdAt'>>,
  when: { readonly now: number; readonly nextDueAt: number | null },
): Promise<boolean> => finishRow(db, 'offers', lease, offer.write(patch), when);
