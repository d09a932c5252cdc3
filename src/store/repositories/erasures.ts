/** Who is being forgotten: written when it is asked for, and deleted with the last that names them. */
import type { Erasure } from '../../model/erasure.ts';
import { codec, type Db } from '../schema/tables.ts';

const erasure = codec<Erasure>({ messages: 'boolean' });

type Who = Pick<Erasure, 'teamId' | 'userId'>;

/** Of somebody who is being forgotten already, it begins again; that their messages go too, somebody asked for stays. */
export const putErasure = async (
  db: Db,
  { messages, ...row }: Omit<Erasure, 'channel' | 'phase'>,
): Promise<void> => {
  const { teamId, userId } = row;
  const card = await db
    .selectFrom('cards')
    .select('channel')
    .where(({ and }) => and({ teamId, recipientId: userId }))
    .where('channel', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  const begins = { phase: 'rows', createdAt: row.createdAt } as const;
  await db
    .insertInto('erasures')
    .values(erasure.write({ ...row, ...begins, messages, channel: card?.channel ?? null }))
    .onConflict((conflict) =>
      conflict.columns(['teamId', 'userId']).doUpdateSet(({ fn, ref, val }) => ({
        ...begins,
        ...(messages && { messages: 1 }),
        channel: fn.coalesce(ref('erasures.channel'), val(card?.channel ?? null)),
      })),
    )
    .execute();
};

/** Those of this phase, oldest first. */
export const erasuresIn = async (db: Db, phase: Erasure['phase']): Promise<Erasure[]> => {
  const rows = await db
    .selectFrom('erasures')
    .selectAll()
    .where('phase', '=', phase)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map(erasure.read);
};

/** Whether rows may still name them; another process may have come to the end of it. */
export const isForgetting = async (db: Db, { teamId, userId }: Who): Promise<boolean> => {
  const found = await db
    .selectFrom('erasures')
    .select('id')
    .where(({ and }) => and({ teamId, userId, phase: 'rows' }))
    .executeTakeFirst();
  return found !== undefined;
};

/** No row names them any more, but this one if their messages are to go. */
export const endRows = async (db: Db, { teamId, userId }: Who): Promise<void> => {
  const theirs = { teamId, userId };
  await db
    .deleteFrom('erasures')
    .where(({ and }) => and({ ...theirs, messages: 0 }))
    .execute();
  await db
    .updateTable('erasures')
    .set({ phase: 'messages' })
    .where(({ and }) => and(theirs))
    .execute();
};

export const dropErasure = async (db: Db, id: string): Promise<void> => {
  await db.deleteFrom('erasures').where('id', '=', id).execute();
};
