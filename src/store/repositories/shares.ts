/** Shares: one row for each image and member project. People write its intents, the lease holder writes what was observed. */

import { sql } from 'kysely';
import type { CloudId } from '../../core/ids.ts';
import type { Stored } from '../../model/known-cloud.ts';
import type { MemberStatus } from '../../model/member.ts';
import type { OfferShare } from '../../model/offer.ts';
import type { HeldShare, Intent, Share, ShareFacts, ShareObserved, ShareTerms } from '../../model/share.ts';
import { cloudColumns } from '../claims/cloud-columns.ts';
import { asHeld } from '../claims/held-intents.ts';
import {
  type Claimed,
  type ClaimOptions,
  finishRow,
  type Hold,
  type Lease,
  touched,
} from '../claims/leases.ts';
import { leaseWork } from '../claims/work-claims.ts';
import { known } from '../schema/known-values.ts';
import { codec, type Db } from '../schema/tables.ts';
import { keptMark } from './kept-mark.ts';

const shareKinds = {
  image: 'json',
  member: 'json',
  answer: 'json',
  joined: 'json',
  memberProblem: 'json',
  answerProblem: 'json',
  decided: 'json',
  unconfirmedWrites: 'json',
  lastError: 'json',
  cloudGone: 'boolean',
} as const;

/** Reads and writes the rows. */
export const share = codec<Share>(shareKinds, known.shares);

/** What identifies a Share. */
export type ShareMember = Pick<Share, 'teamId' | 'cloudId' | 'region' | 'imageId' | 'projectId'>;

/** An intent before it has a revision. */
export type NewIntent<T> = Omit<Intent<T>, 'revision'>;

type Where = Partial<
  Pick<Share, 'id' | 'teamId' | 'cloudId' | 'region' | 'imageId' | 'projectId' | 'ownerProjectId'>
>;

/** A member, about to be added or removed, or perhaps still a member of an image that the project cannot see now. */
export const notEnded = sql<boolean>`("shares"."dueAt" is not null or "shares"."status" in ('pending', 'accepted', 'rejected', 'unavailable') or "shares"."status" like '?%')`;

/** Oldest first. */
const select = async (
  db: Db,
  where: Where,
  { ended }: { ended: boolean } = { ended: true },
): Promise<Share[]> => {
  const query = db
    .selectFrom('shares')
    .selectAll()
    .select(cloudColumns('shares'))
    .where(({ and }) => and(where))
    .orderBy('createdAt')
    .orderBy('id');
  return (await (ended ? query : query.where(notEnded)).execute()).map(share.read);
};

export const findShare = async (db: Db, id: string): Promise<Share | null> =>
  (await select(db, { id }))[0] ?? null;

export const findShareByMember = async (
  db: Db,
  { teamId, cloudId, region, imageId, projectId }: ShareMember,
): Promise<Share | null> => (await select(db, { teamId, cloudId, region, imageId, projectId }))[0] ?? null;

/** Every Share of an image, oldest first, on whichever cloud and region. */
export const sharesOfImage = (db: Db, teamId: Share['teamId'], imageId: Share['imageId']): Promise<Share[]> =>
  select(db, { teamId, imageId });

/** The Shares whose member is the project, except ended ones (never due again), oldest first. */
export const sharesOfProject = (
  db: Db,
  teamId: Share['teamId'],
  cloudId: CloudId,
  projectId: Share['projectId'],
): Promise<Share[]> => select(db, { teamId, cloudId, projectId }, { ended: false });

/** The Shares of the project's own images, except ended ones, oldest first. */
export const sharesOwnedBy = (
  db: Db,
  teamId: Share['teamId'],
  cloudId: CloudId,
  ownerProjectId: Share['projectId'],
): Promise<Share[]> => select(db, { teamId, cloudId, ownerProjectId }, { ended: false });

/** Inserts the Share, unless this image and member have one; returns the stored one. */
export const ensureShare = async (db: Db, row: Stored<Share>): Promise<Share> => {
  const inserted = await db
    .insertInto('shares')
    .values(share.write(row))
    .onConflict((conflict) =>
      conflict.columns(['teamId', 'cloudId', 'region', 'imageId', 'projectId']).doNothing(),
    )
    .returningAll()
    .returning(cloudColumns('shares'))
    .executeTakeFirst();
  const stored = inserted ? share.read(inserted) : await findShareByMember(db, row);
  if (!stored) throw new Error(`Share ${row.id} was inserted and is not there`);
  return stored;
};

/** The Shares that an Offer made or joined, in the order in which they were made. */
export const sharesOfOffer = async (
  db: Db,
  offerId: string,
): Promise<{ share: Share; role: OfferShare['role']; revision: number }[]> => {
  const rows = await db
    .selectFrom('shares')
    .innerJoin('offerShares', 'offerShares.shareId', 'shares.id')
    .selectAll('shares')
    .select(cloudColumns('shares'))
    .select(['offerShares.role as linkRole', 'offerShares.revision as linkRevision'])
    .where('offerShares.offerId', '=', offerId)
    .orderBy('shares.createdAt')
    .orderBy('shares.id')
    .execute();
  return rows.map(({ linkRole, linkRevision, ...row }) => ({
    share: share.read(row),
    role: linkRole,
    revision: linkRevision,
  }));
};

/** Safe to repeat: an existing link stays as it is. */
export const linkOfferShare = async (db: Db, link: OfferShare): Promise<void> => {
  await db
    .insertInto('offerShares')
    .values(link)
    .onConflict((conflict) => conflict.columns(['offerId', 'shareId']).doNothing())
    .execute();
};

/**
 * Writes intents under the revision after `expectedRevision` and makes the Share due. Needs no lease.
 * False, and nothing written, if somebody else's intent came first; then read it again and ask the person again.
 */
export const setIntents = async (
  db: Db,
  id: string,
  expectedRevision: number,
  intents: { readonly member?: NewIntent<'present' | 'absent'>; readonly answer?: NewIntent<MemberStatus> },
  now: number,
): Promise<boolean> => {
  const revision = expectedRevision + 1;
  const { numUpdatedRows } = await db
    .updateTable('shares')
    .set({
      ...share.write({
        ...(intents.member && { member: { ...intents.member, revision } }),
        ...(intents.answer && { answer: { ...intents.answer, revision } }),
        intentRevision: revision,
        dueAt: now,
      }),
      actor: (intents.member ?? intents.answer)?.accountId ?? null,
    })
    .where('id', '=', id)
    .where('intentRevision', '=', expectedRevision)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** Rewrites an answer's reason, not the intent. False, and nothing written, if somebody else's intent came since. */
export const rewordAnswer = async (
  db: Db,
  { id, intentRevision }: Pick<Share, 'id' | 'intentRevision'>,
  answer: Intent<MemberStatus>,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('shares')
    .set(share.write({ answer }))
    .where(({ and }) => and({ id, intentRevision }))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** Writes how the Share is shown; needs no lease. */
export const describeShare = async (db: Db, id: string, facts: Partial<ShareFacts>): Promise<void> => {
  await db.updateTable('shares').set(share.write(facts)).where('id', '=', id).execute();
};

/** Writes the Share's agreed terms; needs no lease. */
export const setTerms = async (db: Db, id: string, terms: Partial<ShareTerms>): Promise<void> => {
  await db.updateTable('shares').set(share.write(terms)).where('id', '=', id).execute();
};

/** The image's members were listed and compared; null: list them at the next poll. */
export const markPolled = async (db: Db, ids: readonly string[], at: number | null): Promise<void> => {
  if (ids.length === 0) return;
  await db
    .updateTable('shares')
    .set({ polledAt: at })
    .where('id', 'in', [...ids])
    .execute();
};

/** Makes the Share due no later than `at`, also an ended one; while a step runs, as soon as the step ends. */
export const touchShare = async (db: Db, id: string, at: number): Promise<void> => {
  await db.updateTable('shares').set(touched(at)).where('id', '=', id).execute();
};

export const heldShare = codec<HeldShare>({ ...shareKinds, left: 'json' }, known.shares);

/** Leases up to `limit` Shares that are due and not in `hold`, longest due first; a read counts as the member project's. */
export const claimShares = (
  db: Db,
  { hold = [], ...options }: ClaimOptions & { readonly hold?: readonly Hold[] },
): Promise<Claimed<HeldShare>[]> =>
  leaseWork(db, 'shares', heldShare, { ...options, hold }, sql`coalesce("actor", "projectId")`, asHeld);

/**
 * Writes what a step saw and gives the lease back. The Share is due at once if an intent came after `sawRevision` (what marked it
 * then stays) or somebody asked for a read meanwhile, else at `nextDueAt`. False, and nothing written, if the lease was lost.
 */
export const finishShare = (
  db: Db,
  lease: Lease,
  observed: Partial<ShareObserved>,
  {
    sawRevision,
    actor = null,
    ...when
  }: {
    readonly now: number;
    readonly sawRevision: number;
    readonly nextDueAt: number | null;
    /** The account that acts next, for a person's intent. */
    readonly actor?: string | null;
  },
): Promise<boolean> =>
  finishRow(
    db,
    'shares',
    lease,
    { ...share.write(observed), ...keptMark(observed, sawRevision), actor },
    {
      ...when,
      again: sql`"intentRevision" > ${sawRevision} `,
    },
  );
