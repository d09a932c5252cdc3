/**
 * Who is who in the audit trail, from which nothing can be removed: it names people by an opaque id, and only this table says
 * whose it is. Deleting the row erases the person; what they do afterwards is under a new id.
 */
import { randomUUID } from 'node:crypto';
import type { Person, PersonId, SlackUserId } from '../../core/ids.ts';
import { insertRow, prepared } from '../engine/prepared.ts';
import type { Db } from '../schema/tables.ts';

type Owner = Pick<Person, 'teamId' | 'userId'>;

const idOf = prepared((db, teamId: Owner['teamId'], userId: Owner['userId']) =>
  db.selectFrom('people').select('id').where('teamId', '=', teamId).where('userId', '=', userId),
);

/** The person's id in the trail; null if they have none, or were erased. */
export const knownPersonIdOf = async (db: Db, { teamId, userId }: Owner): Promise<PersonId | null> =>
  (await idOf(db, teamId, userId))[0]?.id ?? null;

/** The person's id in the trail; a new one if they have none. */
export const personIdOf = async (db: Db, { teamId, userId }: Owner): Promise<PersonId> => {
  const known = await knownPersonIdOf(db, { teamId, userId });
  if (known) return known;
  await insertRow(db, 'people', { id: randomUUID() as PersonId, teamId, userId }, ['teamId', 'userId']);
  const [made] = await idOf(db, teamId, userId);
  if (!made) throw new Error('a person was not kept');
  return made.id;
};

/** The Slack ids of those who were not erased. */
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
