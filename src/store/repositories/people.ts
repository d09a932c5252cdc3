/**
 * Who is who in the audit trail, which nothing can be removed from: it names people by an opaque id, and only here stands
 * whose that is. Erasing somebody is deleting their row; what they do afterwards is another person's.
 */
import { randomUUID } from 'node:crypto';
import type { Person, PersonId, SlackUserId } from '../../core/ids.ts';
import { insertRow, prepared } from '../engine/prepared.ts';
import type { Db } from '../schema/tables.ts';

type Owner = Pick<Person, 'teamId' | 'userId'>;

const idOf = prepared((db, teamId: Owner['teamId'], userId: Owner['userId']) =>
  db.selectFrom('people').select('id').where('teamId', '=', teamId).where('userId', '=', userId),
);

/** The person's id in the trail; a new one for whoever has none. */
export const personIdOf = async (db: Db, { teamId, userId }: Owner): Promise<PersonId> => {
  const [known] = await idOf(db, teamId, userId);
  if (known) return known.id;
  await insertRow(db, 'people', { id: randomUUID() as PersonId, teamId, userId }, ['teamId', 'userId']);
  const [made] = await idOf(db, teamId, userId);
  if (!made) throw new Error('a person was not kept');
  return made.id;
};

/** Of those who were not erased, the Slack ids. */
export const userIdsOf = async (
  db: Db,
  ids: ReadonlySet<PersonId>,
): Promise<ReadonlyMap<PersonId, SlackUserId>> => {
  if (ids.size === 0) return new Map();
  const rows = await db
    .selectFrom('people')
    .select(['id', 'userId'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map(({ id, userId }) => [id, userId]));
};
