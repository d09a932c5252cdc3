/** Appointments: one row for each thing that is due later. Set with what makes it due, and gone in the transaction that does it. */
import type { Appointment } from '../../model/timer.ts';
import { type Claimed, type ClaimOptions, type Lease, leaseRows } from '../claims/leases.ts';
import { insertRow } from '../engine/prepared.ts';
import { codec, type Db } from '../schema/tables.ts';

const appointment = codec<Appointment>({});

/** With the team, as one person may be of several of an enterprise. */
const oneOfAKind = ['kind', 'subjectId', 'turn', 'teamId'] as const;

/** Sets the Appointment, or moves the one of this kind, subject and turn to its time. */
export const setAppointment = async (db: Db, row: Appointment): Promise<void> => {
  await db
    .insertInto('appointments')
    .values(appointment.write(row))
    .onConflict((conflict) =>
      conflict.columns(oneOfAKind).doUpdateSet({ dueAt: row.dueAt, leaseToken: null, leaseUntil: null }),
    )
    .execute();
};

/** Sets the Appointment, unless there is one of this kind, subject and turn: that one stays as it is. */
export const ensureAppointment = async (db: Db, row: Appointment): Promise<void> => {
  await insertRow(db, 'appointments', appointment.write(row), oneOfAKind);
};

/** What was due about the subject is not any more; one that is being kept at this moment is let go of as well. */
export const cancelAppointments = async (
  db: Db,
  subjectId: string,
  kinds: readonly Appointment['kind'][],
): Promise<void> => {
  await db
    .deleteFrom('appointments')
    .where('subjectId', '=', subjectId)
    .where('kind', 'in', [...kinds])
    .execute();
};

/** Leases up to `limit` Appointments whose time has come, longest due first. */
export const claimAppointments = (db: Db, options: ClaimOptions): Promise<Claimed<Appointment>[]> =>
  leaseRows(db, 'appointments', appointment, options);

/**
 * Takes the Appointment off the record, for the transaction that does what it is for. False when it was moved, cancelled
 * or claimed anew meanwhile; then nothing may be done.
 */
export const keepAppointment = async (db: Db, { row, leaseToken }: Lease): Promise<boolean> => {
  const { numDeletedRows } = await db
    .deleteFrom('appointments')
    .where('id', '=', row.id)
    .where('leaseToken', '=', leaseToken)
    .executeTakeFirst();
  return numDeletedRows === 1n;
};
