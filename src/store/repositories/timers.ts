/** Timers: one row for each thing that is due later. Set by the transaction that makes it due, deleted by the one that does it. */
import type { Timer } from '../../model/timer.ts';
import { type Claimed, type ClaimOptions, type Lease, leaseRows } from '../claims/leases.ts';
import { insertRow } from '../engine/prepared.ts';
import { known } from '../schema/known-values.ts';
import { codec, type Db } from '../schema/tables.ts';

const timer = codec<Timer>({}, known.timers);

/** With the team, because one person may belong to several teams of an enterprise. */
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

/** Sets the Timer, unless there is one of this kind, subject and sequence, which then stays as it is. */
export const ensureTimer = async (db: Db, row: Timer): Promise<void> => {
  await insertRow(db, 'timers', timer.write(row), oneOfAKind);
};

/** Cancels what was due about the subject; a Timer that is firing at this moment is released as well. */
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
 * Deletes the Timer, in the transaction that does what it is for. False if it was moved, cancelled
 * or claimed again meanwhile; then do nothing.
 */
export const takeTimer = async (db: Db, { row, leaseToken }: Lease): Promise<boolean> => {
  const { numDeletedRows } = await db
    .deleteFrom('timers')
    .where('id', '=', row.id)
    .where('leaseToken', '=', leaseToken)
    .executeTakeFirst();
  return numDeletedRows === 1n;
};
