/** Whom producers had the bot ask to link an account: one row for each pair, so that replicas count together. */
import { randomUUID } from 'node:crypto';
import { dayMs } from '../../core/durations.ts';
import type { Person, SlackUserId } from '../../core/ids.ts';
import type { Db, Tx } from '../schema/tables.ts';

type Producer = Pick<Person, 'teamId' | 'userId'>;

/** Counts the person as asked at `now`; false, and nothing written, if they were asked within a day. */
export const putLinkAsk = async (
  tx: Tx,
  { teamId, userId: producer }: Producer,
  userId: SlackUserId,
  now: number,
): Promise<boolean> => {
  const put = await tx
    .insertInto('linkAsks')
    .values({ id: randomUUID(), teamId, producer, userId, askedAt: now })
    .onConflict((conflict) =>
      conflict
        .columns(['teamId', 'producer', 'userId'])
        .doUpdateSet({ askedAt: now })
        .where('linkAsks.askedAt', '<=', now - dayMs),
    )
    .returning('id')
    .executeTakeFirst();
  return put !== undefined;
};

/** Whom the producer had asked within a day. */
export const linkAsksOfDay = async (
  db: Db,
  { teamId, userId: producer }: Producer,
  now: number,
): Promise<readonly SlackUserId[]> => {
  const rows = await db
    .selectFrom('linkAsks')
    .select('userId')
    .where(({ and }) => and({ teamId, producer }))
    .where('askedAt', '>', now - dayMs)
    .execute();
  return rows.map(({ userId }) => userId);
};

/** Deletes those that count no more. */
export const forgetLinkAsks = async (db: Db, now: number): Promise<void> => {
  await db
    .deleteFrom('linkAsks')
    .where('askedAt', '<=', now - dayMs)
    .execute();
};
