/** Offers: one row for each act of a producer. */
import { sql } from 'kysely';
import type { Person, ProjectId } from '../../core/ids.ts';
import type { ImageFacts } from '../../model/image.ts';
import type { Stored } from '../../model/known-cloud.ts';
import type { Offer } from '../../model/offer.ts';
import type { Share } from '../../model/share.ts';
import { cloudColumns } from '../claims/cloud-columns.ts';
import {
  type Claimed,
  type ClaimOptions,
  finishRow,
  type Hold,
  type Lease,
  touched,
} from '../claims/leases.ts';
import { leaseWork } from '../claims/work-claims.ts';
import { insertRow, prepared } from '../engine/prepared.ts';
import { known } from '../schema/known-values.ts';
import { codec, type Db } from '../schema/tables.ts';
import { notEnded } from './shares.ts';

export const offer = codec<Offer>(
  {
    tenants: 'json',
    stopped: 'json',
    people: 'json',
    image: 'json',
    problem: 'json',
    lastError: 'json',
    opened: 'boolean',
    accept: 'boolean',
    cloudGone: 'boolean',
  },
  known.offers,
);

export const insertOffer = async (db: Db, row: Stored<Offer>): Promise<void> => {
  await insertRow(db, 'offers', offer.write(row));
};

export const findOffer = async (db: Db, id: string): Promise<Offer | null> => {
  const row = await db
    .selectFrom('offers')
    .selectAll()
    .select(cloudColumns('offers'))
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? offer.read(row) : null;
};

const selectOfImage = prepared(
  (db, teamId: Offer['teamId'], producer: Offer['producer'], imageId: Offer['imageId']) =>
    db
      .selectFrom('offers')
      .selectAll()
      .select(cloudColumns('offers'))
      .where('teamId', '=', teamId)
      .where('producer', '=', producer)
      .where('imageId', '=', imageId)
      .orderBy('createdAt', 'desc')
      .orderBy('id', 'desc'),
);

/** A producer's Offers of one image, newest first. */
export const offersOfImage = async (
  db: Db,
  { teamId, producer, imageId }: Pick<Offer, 'teamId' | 'producer' | 'imageId'>,
): Promise<Offer[]> => (await selectOfImage(db, teamId, producer, imageId)).map(offer.read);

/** A producer's Offers since then that named people. */
export const offersToPeople = async (
  db: Db,
  { teamId, userId }: Pick<Person, 'teamId' | 'userId'>,
  since: number,
): Promise<Pick<Offer, 'cloudId' | 'tenants' | 'people'>[]> => {
  const rows = await db
    .selectFrom('offers')
    .select(['cloudId', 'tenants', 'people'])
    .where('teamId', '=', teamId)
    .where('producer', '=', userId)
    .where('createdAt', '>', since)
    .where('people', '<>', '[]')
    .execute();
  return rows.map(offer.read);
};

/** The Offers that a Share serves, newest first. */
export const offersOfShare = async (db: Db, shareId: string): Promise<Offer[]> => {
  const rows = await db
    .selectFrom('offers')
    .innerJoin('offerShares', 'offerShares.offerId', 'offers.id')
    .selectAll('offers')
    .select(cloudColumns('offers'))
    .where('offerShares.shareId', '=', shareId)
    .orderBy('offers.createdAt', 'desc')
    .orderBy('offers.id', 'desc')
    .execute();
  return rows.map(offer.read);
};

/** For one image: how many members rejected it, and how many never answered and have nobody here. */
export interface Removable {
  /** One of them. */
  readonly shareId: string;
  readonly rejected: number;
  readonly forgotten: number;
}

/** The members that the producer could remove, by image; a member counts as forgotten if it was offered before `offeredBefore`. */
export const removableMembers = (
  db: Db,
  { teamId, producer }: Pick<Offer, 'teamId' | 'producer'>,
  offeredBefore: number,
): Promise<Removable[]> => {
  const rejected = sql<boolean>`"shares"."status" = 'rejected'`;
  const unknown = sql<boolean>`not exists (select 1 from "accounts" where "accounts"."teamId" = "shares"."teamId"
    and "accounts"."cloudId" = "shares"."cloudId" and "accounts"."projectId" = "shares"."projectId")`;
  const forgotten = sql<boolean>`("shares"."status" = 'pending' and "shares"."decided" is null
    and "shares"."createdAt" <= ${offeredBefore} and ${unknown})`;
  const count = (what: typeof rejected) => sql<number>`sum(case when ${what} then 1 else 0 end)`;
  return db
    .selectFrom('shares')
    .select(({ fn }) => [
      fn.min('shares.id').as('shareId'),
      count(rejected).as('rejected'),
      count(forgotten).as('forgotten'),
    ])
    .where('shares.id', 'in', (query) =>
      query
        .selectFrom('offerShares')
        .innerJoin('offers', 'offers.id', 'offerShares.offerId')
        .select('offerShares.shareId')
        .where('offers.teamId', '=', teamId)
        .where('offers.producer', '=', producer),
    )
    .where(({ or }) => or([rejected, forgotten]))
    .groupBy(['shares.cloudId', 'shares.region', 'shares.imageId'])
    .orderBy('shareId')
    .execute();
};

/**
 * Makes the producer's Offers from this project that are still under way due no later than `at`; for when what they
 * wait for may have come, such as an account that was linked again.
 */
export const wakeOffers = async (
  db: Db,
  { teamId, producer, cloudId, projectId }: Pick<Offer, 'teamId' | 'producer' | 'cloudId' | 'projectId'>,
  at: number,
): Promise<void> => {
  await db
    .updateTable('offers')
    .set(touched(at))
    .where(({ and }) => and({ teamId, producer, cloudId, projectId }))
    .where('phase', 'not in', ['placed', 'failed'])
    .execute();
};

/** Writes the image's current state to these Offers; one that is under way reads it itself. */
export const describeOffers = async (
  db: Db,
  { teamId, cloudId, region, imageId }: Pick<Offer, 'teamId' | 'cloudId' | 'region' | 'imageId'>,
  image: ImageFacts,
): Promise<void> => {
  await db
    .updateTable('offers')
    .set(offer.write({ image }))
    .where(({ and }) => and({ teamId, cloudId, region, imageId, phase: 'placed' }))
    .execute();
};

/** The Offers of an image, by anybody of its project, that have added nobody yet; one that is still searching counts in every region. */
export const offersUnplaced = async (
  db: Db,
  {
    teamId,
    cloudId,
    region,
    imageId,
    projectId,
  }: Pick<Offer, 'teamId' | 'cloudId' | 'region' | 'imageId' | 'projectId'>,
): Promise<Offer[]> => {
  const rows = await db
    .selectFrom('offers')
    .selectAll()
    .select(cloudColumns('offers'))
    .where(({ and }) => and({ teamId, cloudId, imageId, projectId }))
    .where(({ eb, or }) => or([eb('region', '=', region), eb('homeRegion', 'is not', null)]))
    .where('phase', 'not in', ['placed', 'failed'])
    .execute();
  return rows.map(offer.read);
};

/** These tenants of the Offer are not added any more. */
export const stopOffer = async (
  db: Db,
  id: string,
  stopped: readonly ProjectId[],
  now: number,
): Promise<void> => {
  await db
    .updateTable('offers')
    .set({ ...offer.write({ stopped }), ...touched(now) })
    .where('id', '=', id)
    .execute();
};

/** A failed Offer begins again. */
export const restartOffer = async (db: Db, id: string, now: number): Promise<void> => {
  await db
    .updateTable('offers')
    .set({ phase: 'finding', problem: null, stopped: '[]', attempts: 0, dueAt: now })
    .where('id', '=', id)
    .where('phase', '=', 'failed')
    .execute();
};

/** Leases up to `limit` Offers that are due and not in `hold`, longest due first. */
export const claimOffers = (
  db: Db,
  { hold = [], ...options }: ClaimOptions & { readonly hold?: readonly Hold[] },
): Promise<Claimed<Offer>[]> => leaseWork(db, 'offers', offer, { ...options, hold }, sql`"accountId"`);

/** Writes `patch` and gives the lease back; false, and nothing written, if it was lost meanwhile. */
export const finishOffer = (
  db: Db,
  lease: Lease,
  patch: Partial<Omit<Offer, 'id' | 'dueAt' | 'createdAt'>>,
  when: { readonly now: number; readonly nextDueAt: number | null },
): Promise<boolean> => finishRow(db, 'offers', lease, offer.write(patch), when);

/** The images that the person offered and that somebody still has, the most recently offered first. */
export const imagesSharedBy = (
  db: Db,
  { teamId, userId }: Pick<Person, 'teamId' | 'userId'>,
): Promise<Pick<Share, 'cloudId' | 'region' | 'imageId' | 'ownerProjectId'>[]> =>
  db
    .selectFrom('offers')
    .innerJoin('offerShares', 'offerShares.offerId', 'offers.id')
    .innerJoin('shares', 'shares.id', 'offerShares.shareId')
    .select(['shares.cloudId', 'shares.region', 'shares.imageId', 'shares.ownerProjectId'])
    .where('offers.teamId', '=', teamId)
    .where('offers.producer', '=', userId)
    .where('offerShares.role', '=', 'asked')
    .where(notEnded)
    .groupBy(['shares.cloudId', 'shares.region', 'shares.imageId', 'shares.ownerProjectId'])
    .orderBy(({ fn }) => fn.max('offers.createdAt'), 'desc')
    .execute();
