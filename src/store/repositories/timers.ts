/** Timers: one row for each thing that is due later. Set with what makes it due, and gone in the transaction that does it. */
import type { Timer } from '../../model/timer.ts';
import { type Claimed, type ClaimOptions, type Lease, leaseRows } from '../claims/leases.ts';
import { insertRow } from '../engine/prepared.ts';
import { codec, type Db } from '../schema/tables.ts';

const timer = codec<Timer>({});

/** With the team, as one person may be of several of an enterprise. */
const oneOfAKind = ['kind', 'subjectId', 'sequence', 'teamId'] as const;

/** Sets the Timer, or moves the one of this kind, subject and sequence to its time. */
export const setTimer = async (db: Db, row: Timer): Promise<void> => {
  await db
    .insertInto('timers')
    .values(timer.write(row))
    .onConflict((conflict) =>
      conflict.columns(oneOfAKind).doUpdateSet({ dueAt: row.dueAt, leaseToken: null, leaseUntil: null }),
    )
    .execute();
};

/** Sets the Timer, unless there is one of this kind, subject and sequence: that one stays as it is. */
export const ensureTimer = async (db: Db, row: Timer): Promise<void> => {
  await insertRow(db, 'timers', timer.write(row), oneOfAKind);
};

/** What was due about the subject is not any more; one that is firing at this moment is let go of as well. */
export const cancelTimers = async (
  db: Db,
  subjectId: string,
  kinds: readonly Timer['kind'][],
): Promise<void> => {
  await db
    .deleteFrom('timers')
    .where('subjectId', '=', subjectId)
    .where('kind', 'in', [...kinds])
    .execute();
};

/** Leases up to `limit` Timers whose time has come, longest due first. */
export const claimTimers = (db: Db, options: ClaimOptions): Promise<Claimed<Timer>[]> =>
  leaseRows(db, 'timers', timer, options);

/**
 * Takes the Timer off the record, for the transaction that does what it is for. False when it was moved, cancelled
 * or claimed again meanwhile; then nothing may be done.
 */
export const takeTimer = async (db: Db, { row, leaseToken }: Lease): Promise<boolean> => {
  const { numDeletedRows } = await db
    .deleteFrom('timers')
    .where('id', '=', row.id)
    .where('leaseToken', '=', leaseToken)
    .executeTakeFirst();
  return numDeletedRows === 1n;
};
