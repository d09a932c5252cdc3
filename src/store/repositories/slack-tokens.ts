/** The Slack tokens that have worked with this database: a hash of each, and the team that all rows belong to. */
import type { TeamId } from '../../core/ids.ts';
import type { Database } from '../engine/database.ts';
import { insertRow } from '../engine/prepared.ts';
import type { Db } from '../schema/tables.ts';

interface Team {
  readonly id: TeamId;
  readonly name: string;
}

/** The team of all rows; null before the first start. */
export const teamOfRows = async (db: Db): Promise<Team | null> =>
  (await db
    .selectFrom('slackTokens')
    .select(['teamId as id', 'teamName as name'])
    .orderBy('id')
    .executeTakeFirst()) ?? null;

/** For the start. A token's `id` is its hash. */
export const knownTokens = ({ kysely, write }: Pick<Database, 'kysely' | 'write'>) => ({
  isKnown: async (id: string): Promise<boolean> => {
    const found = await kysely.selectFrom('slackTokens').select('id').where('id', '=', id).executeTakeFirst();
    return found !== undefined;
  },
  keep: (id: string, { id: teamId, name: teamName }: Team): Promise<void> =>
    write((db) => insertRow(db, 'slackTokens', { id, teamId, teamName }, ['id'])),
  team: () => teamOfRows(kysely),
});
