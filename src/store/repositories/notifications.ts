/** Notices: one row for each thing that one person is told. What is due to a person at one time becomes one message. */
import { sql } from 'kysely';
import type { Notice } from '../../model/notification.ts';
import { type Claimed, type ClaimOptions, leaseRows } from '../claims/leases.ts';
import { codec, type Db } from '../schema/tables.ts';

const notice = codec<Notice>({ news: 'json' });

/** Safe to repeat: what the person was told of this subject before, or will be, stays as it is. True when it is new. */
export const addNotice = async (db: Db, row: Notice): Promise<boolean> => {
  const { numInsertedOrUpdatedRows = 0n } = await db
    .insertInto('notices')
    .values(notice.write(row))
    .onConflict((conflict) => conflict.columns(['teamId', 'userId', 'subjectId', 'once']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows > 0n;
};

/** Leases up to `limit` Notices that are due, longest due first. */
export const claimNotices = (db: Db, options: ClaimOptions): Promise<Claimed<Notice>[]> =>
  leaseRows(db, 'notices', notice, options);

/** Puts everything that is due to this person by `until` into the one message `bundleId`. False when there is nothing any more. */
export const bundleNotices = async (
  db: Db,
  { teamId, userId }: Pick<Notice, 'teamId' | 'userId'>,
  bundleId: string,
  until: number,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('notices')
    .set({ bundleId, dueAt: null, leaseToken: null, leaseUntil: null })
    .where(({ and }) => and({ teamId, userId }))
    .where('dueAt', '<=', until)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

/** Takes a Notice out of the message that would have told it: it counts as told. */
export const leaveOut = async (db: Db, id: string): Promise<void> => {
  await db.updateTable('notices').set({ bundleId: null }).where('id', '=', id).execute();
};

/**
 * What was told of the subject under a key that begins so may be told again, but for the keys in `except`: it is not so any
 * more, and would be news.
 */
export const forgetNotices = async (
  db: Db,
  subjectId: string,
  begins: string,
  except: readonly string[],
): Promise<void> => {
  const gone = db
    .updateTable('notices')
    .set({ once: sql`'gone-' || "id"` })
    .where('subjectId', '=', subjectId)
    .where('once', 'like', `${begins}%`);
  await (except.length > 0 ? gone.where('once', 'not in', [...except]) : gone).execute();
};

/** What one message tells, in the order in which it happened. */
export const noticesOfBundle = async (db: Db, bundleId: string): Promise<Notice[]> => {
  const rows = await db
    .selectFrom('notices')
    .selectAll()
    .where('bundleId', '=', bundleId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map(notice.read);
};
