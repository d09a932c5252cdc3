/** Who is being forgotten: written when it is asked for, and deleted with the last that names them. */
import type { Erasure } from '../../model/erasure.ts';
import { codec, type Db } from '../schema/tables.ts';

const erasure = codec<Erasure>({});

/** Of somebody who is being forgotten already, it stays as it is. */
export const putErasure = async (db: Db, row: Erasure): Promise<void> => {
  await db
    .insertInto('erasures')
    .values(erasure.write(row))
    .onConflict((conflict) => conflict.columns(['teamId', 'userId']).doNothing())
    .execute();
};

/** Those that did not come to their end, oldest first. */
export const erasuresUnderWay = async (db: Db): Promise<Erasure[]> =>
  (await db.selectFrom('erasures').selectAll().orderBy('createdAt').orderBy('id').execute()).map(
    erasure.read,
  );

export const endErasure = async (db: Db, { teamId, userId }: Pick<Erasure, 'teamId' | 'userId'>) => {
  await db
    .deleteFrom('erasures')
    .where(({ and }) => and({ teamId, userId }))
    .execute();
};
