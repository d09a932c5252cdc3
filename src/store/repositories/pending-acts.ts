/** PendingActs: one row for each act that waits for its proof, or has had it. */
import { sql } from 'kysely';
import type { Stored } from '../../model/known-cloud.ts';
import type { PendingAct } from '../../model/pending-act.ts';
import { cloudColumns } from '../claims/cloud-columns.ts';
import {
  type Claimed,
  type ClaimOptions,
  finishRow,
  type Lease,
  leaseRows,
  touched,
} from '../claims/leases.ts';
import { known } from '../schema/known-values.ts';
import { codec, type Db } from '../schema/tables.ts';

const pendingAct = codec<PendingAct>(
  {
    terms: 'json',
    problem: 'json',
    lastError: 'json',
    cloudGone: 'boolean',
  },
  known.pendingActs,
);

export const findPendingAct = async (db: Db, id: string): Promise<PendingAct | null> => {
  const row = await db
    .selectFrom('pendingActs')
    .selectAll()
    .select(cloudColumns('pendingActs'))
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? pendingAct.read(row) : null;
};

type Same = Pick<PendingAct, 'teamId' | 'userId' | 'kind' | 'subjectId'>;

/**
 * Writes what a person wants. An act of theirs of this kind and subject that is not proven yet becomes this one; a step that is
 * under way for it comes to nothing.
 */
export const putPendingAct = async (db: Db, row: Stored<PendingAct>): Promise<void> => {
  const { teamId, userId, kind, subjectId } = row;
  const { id: _, createdAt: __, ...columns } = pendingAct.write(row);
  const { numUpdatedRows } = await db
    .updateTable('pendingActs')
    .set({ ...columns, leaseToken: null, leaseUntil: null })
    .where(({ and }) => and({ teamId, userId, kind, subjectId, phase: 'proving' }))
    .executeTakeFirst();
  if (numUpdatedRows === 0n) await db.insertInto('pendingActs').values(pendingAct.write(row)).execute();
};

/** Cancels what is not proven yet; a step that is under way for it comes to nothing. Returns the ids. */
export const cancelPendingActs = async (
  db: Db,
  same: Same | Pick<PendingAct, 'id' | 'teamId' | 'userId'>,
): Promise<string[]> => {
  const rows = await db
    .updateTable('pendingActs')
    .set({ phase: 'cancelled', dueAt: null, leaseToken: null, leaseUntil: null })
    .where(({ and }) => and({ ...same, phase: 'proving' }))
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
};

/** Whom the Offer's producer has asked to be its producer, and what became of it, oldest first. */
export const handOversOf = async (
  db: Db,
  { teamId, subjectId }: Pick<PendingAct, 'teamId' | 'subjectId'>,
): Promise<PendingAct[]> => {
  const rows = await db
    .selectFrom('pendingActs')
    .selectAll()
    .select(cloudColumns('pendingActs'))
    .where(({ and }) => and({ teamId, kind: 'hand-over', subjectId }))
    .orderBy('createdAt')
    .execute();
  return rows.map(pendingAct.read);
};

/** Writes what becomes of a hand-over that was not proven yet; false, and nothing written, if it is none. */
export const answerHandOver = async (
  db: Db,
  id: string,
  phase: 'proving' | 'declined' | 'cancelled',
  dueAt: number | null,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('pendingActs')
    .set({ phase, dueAt, leaseToken: null, leaseUntil: null })
    .where(({ and }) => and({ id, kind: 'hand-over' }))
    .where('phase', 'in', phase === 'proving' ? ['asked'] : ['asked', 'proving'])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

/** The account is no more, so nothing proves it. */
export const endProofs = async (db: Db, accountId: string): Promise<void> => {
  await db
    .deleteFrom('pendingActs')
    .where(({ and }) => and({ kind: 'prove', subjectId: accountId }))
    .execute();
};

/** Makes a person's acts due that wait for them to come back. */
export const wakePendingActs = async (
  db: Db,
  { teamId, userId }: Pick<PendingAct, 'teamId' | 'userId'>,
  now: number,
): Promise<void> => {
  await db
    .updateTable('pendingActs')
    .set(touched(now))
    .where(({ and }) => and({ teamId, userId, phase: 'proving' }))
    .execute();
};

/** Leases up to `limit` that are due, longest due first: those that people wait for, or daily proofs. */
export const claimPendingActs = (
  db: Db,
  { daily, ...options }: ClaimOptions & { readonly daily: boolean },
): Promise<Claimed<PendingAct>[]> =>
  leaseRows(db, 'pendingActs', pendingAct, options, daily ? sql`"kind" = 'prove'` : sql`"kind" <> 'prove'`, {
    joined: cloudColumns('pendingActs'),
  });

/** Writes `patch` and gives the lease back; false, and nothing written, if it was lost meanwhile. */
export const finishPendingAct = (
  db: Db,
  lease: Lease,
  patch: Partial<Pick<PendingAct, 'phase' | 'problem' | 'attempts' | 'lastError'>>,
  when: { readonly now: number; readonly nextDueAt: number | null },
): Promise<boolean> => finishRow(db, 'pendingActs', lease, pendingAct.write(patch), when);

/** Its proof came, and it could not be done any more. */
export const refusePendingAct = async (
  db: Db,
  id: string,
  problem: NonNullable<PendingAct['problem']>,
): Promise<void> => {
  await db
    .updateTable('pendingActs')
    .set(pendingAct.write({ phase: 'refused', problem } as const))
    .where('id', '=', id)
    .execute();
};
