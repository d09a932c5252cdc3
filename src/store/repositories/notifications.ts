/** Notifications: one row for each thing to tell one person. What is due to a person at one time becomes one message. */
import { sql } from 'kysely';
import type { Notification } from '../../model/notification.ts';
import { type Claimed, type ClaimOptions, leaseRows } from '../claims/leases.ts';
import { known } from '../schema/known-values.ts';
import { codec, type Db } from '../schema/tables.ts';

const notification = codec<Notification>({ event: 'json' }, known.notifications);

/** Safe to repeat: an existing Notification with this key stays as it is. True if it is new. */
export const addNotification = async (db: Db, row: Notification): Promise<boolean> => {
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('notifications')
    .values(notification.write(row))
    .onConflict((conflict) =>
      conflict.columns(['teamId', 'recipientId', 'subjectId', 'dedupeKey']).doNothing(),
    )
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
};

/** Leases up to `limit` Notifications that are due, longest due first. */
export const claimNotifications = (db: Db, options: ClaimOptions): Promise<Claimed<Notification>[]> =>
  leaseRows(db, 'notifications', notification, options);

/** The Notifications of the subject whose keys begin so. One that was told, or left out, is not due any more. */
export const notificationsOf = async (db: Db, subjectId: string, begins: string): Promise<Notification[]> => {
  const rows = await db
    .selectFrom('notifications')
    .selectAll()
    .where('subjectId', '=', subjectId)
    .where('dedupeKey', 'like', `${begins}%`)
    .execute();
  return rows.map(notification.read);
};

/** Puts everything that is due to this person by `until` into the one message `digestId`. False if nothing is left. */
export const putInDigest = async (
  db: Db,
  { teamId, recipientId }: Pick<Notification, 'teamId' | 'recipientId'>,
  digestId: string,
  until: number,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('notifications')
    .set({ digestId, dueAt: null, leaseToken: null, leaseUntil: null })
    .where(({ and }) => and({ teamId, recipientId }))
    .where('dueAt', '<=', until)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

/** Makes everything that is still to be told to this person due at `at`. */
export const putOff = async (
  db: Db,
  { teamId, recipientId }: Pick<Notification, 'teamId' | 'recipientId'>,
  at: number,
): Promise<void> => {
  await db
    .updateTable('notifications')
    .set({ dueAt: at, leaseToken: null, leaseUntil: null })
    .where(({ and }) => and({ teamId, recipientId }))
    .where('dueAt', 'is not', null)
    .execute();
};

/** Takes a Notification out of its message: it counts as told. */
export const leaveOut = async (db: Db, id: string): Promise<void> => {
  await db.updateTable('notifications').set({ digestId: null }).where('id', '=', id).execute();
};

/**
 * Allows Notifications of the subject whose keys begin so to be sent again, except for the keys in `except`: they no longer
 * apply, and would be news.
 */
export const forgetNotifications = async (
  db: Db,
  subjectId: string,
  begins: string,
  except: readonly string[],
): Promise<void> => {
  const gone = db
    .updateTable('notifications')
    .set({ dedupeKey: sql`'gone-' || "id"` })
    .where('subjectId', '=', subjectId)
    .where('dedupeKey', 'like', `${begins}%`);
  await (except.length > 0 ? gone.where('dedupeKey', 'not in', [...except]) : gone).execute();
};

/** The contents of one message, in the order in which they happened. */
export const notificationsOfDigest = async (db: Db, digestId: string): Promise<Notification[]> => {
  const rows = await db
    .selectFrom('notifications')
    .selectAll()
    .where('digestId', '=', digestId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map(notification.read);
};
