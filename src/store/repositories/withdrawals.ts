/** Withdrawals: one row for each time a producer withdraws an image from members. */
import { sql } from 'kysely';
import type { Account } from '../../model/account.ts';
import type { Stored } from '../../model/known-cloud.ts';
import type { Share } from '../../model/share.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
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
import { known } from '../schema/known-values.ts';
import { codec, type Db, type Tx } from '../schema/tables.ts';

export const withdrawal = codec<Withdrawal>(
  {
    members: 'json',
    image: 'json',
    problem: 'json',
    lastError: 'json',
    makePrivate: 'boolean',
    opened: 'boolean',
    cloudGone: 'boolean',
  },
  known.withdrawals,
);

/** Inserts it, and forgets what the same person was asked about the same image before and did not confirm. */
export const insertWithdrawal = async (tx: Tx, row: Stored<Withdrawal>): Promise<void> => {
  const { teamId, producer, cloudId, region, imageId } = row;
  await tx
    .deleteFrom('withdrawals')
    .where(({ and }) => and({ teamId, producer, cloudId, region, imageId, phase: 'asked' }))
    .execute();
  await tx.insertInto('withdrawals').values(withdrawal.write(row)).execute();
};

export const findWithdrawal = async (db: Db, id: string): Promise<Withdrawal | null> => {
  const row = await db
    .selectFrom('withdrawals')
    .selectAll()
    .select(cloudColumns('withdrawals'))
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? withdrawal.read(row) : null;
};

/** The producer confirms what they were asked, once: false, and nothing changed, if it was confirmed before. */
export const markConfirmed = async (
  db: Db,
  { id, producer, teamId }: Pick<Withdrawal, 'id' | 'producer' | 'teamId'>,
  { phase, accountId }: Pick<Withdrawal, 'phase' | 'accountId'>,
  now: number,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('withdrawals')
    .set({ phase, accountId, dueAt: now })
    .where(({ and }) => and({ id, producer, teamId, phase: 'asked' }))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** Marks it as undone. False if it was before. */
export const endUndo = async (db: Db, id: string): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('withdrawals')
    .set({ undoUntil: null })
    .where('id', '=', id)
    .where('undoUntil', 'is not', null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** A failed one begins again, at `phase`. */
export const restartWithdrawal = async (
  db: Db,
  id: string,
  { phase, accountId }: Pick<Withdrawal, 'phase' | 'accountId'>,
  now: number,
): Promise<void> => {
  await db
    .updateTable('withdrawals')
    .set({ phase, accountId, problem: null, attempts: 0, dueAt: now })
    .where(({ and }) => and({ id, phase: 'failed' }))
    .execute();
};

/** The Withdrawals of an image that are being carried out. */
export const withdrawalsUnderWay = async (
  db: Db,
  { teamId, cloudId, region, imageId }: Pick<Share, 'teamId' | 'cloudId' | 'region' | 'imageId'>,
): Promise<Withdrawal[]> => {
  const rows = await db
    .selectFrom('withdrawals')
    .selectAll()
    .select(cloudColumns('withdrawals'))
    .where(({ and }) => and({ teamId, cloudId, region, imageId }))
    .where('phase', 'not in', ['asked', 'done', 'failed'])
    .execute();
  return rows.map(withdrawal.read);
};

/** Makes it due no later than `at`; while a step runs, as soon as the step ends. */
export const touchWithdrawal = async (db: Db, id: string, at: number): Promise<void> => {
  await db.updateTable('withdrawals').set(touched(at)).where('id', '=', id).execute();
};

/** Makes the Withdrawals under way of the account's owner and project due no later than `at`: an account may be back. */
export const wakeWithdrawals = async (
  db: Db,
  { teamId, userId, cloudId, projectId }: Pick<Account, 'teamId' | 'userId' | 'cloudId' | 'projectId'>,
  at: number,
): Promise<void> => {
  await db
    .updateTable('withdrawals')
    .set(touched(at))
    .where(({ and }) => and({ teamId, producer: userId, cloudId, projectId }))
    .where('phase', 'not in', ['asked', 'done', 'failed'])
    .execute();
};

/** Leases up to `limit` Withdrawals that are due and not in `hold`, longest due first. */
export const claimWithdrawals = (
  db: Db,
  { hold = [], ...options }: ClaimOptions & { readonly hold?: readonly Hold[] },
): Promise<Claimed<Withdrawal>[]> =>
  leaseWork(db, 'withdrawals', withdrawal, { ...options, hold }, sql`"accountId"`);

/** Writes `patch` and gives the lease back; false, and nothing written, if it was lost meanwhile. */
export const finishWithdrawal = (
  db: Db,
  lease: Lease,
  patch: Partial<Omit<Withdrawal, 'id' | 'dueAt' | 'createdAt'>>,
  when: { readonly now: number; readonly nextDueAt: number | null },
): Promise<boolean> => finishRow(db, 'withdrawals', lease, withdrawal.write(patch), when);
