/** The Slack tokens that have worked with this database: a hash of each, and the team that all rows belong to. */
import type { TeamId } from '../../core/ids.ts';
import { insertRow } from '../engine/prepared.ts';
import type { Db } from '../schema/tables.ts';

export const isKnownToken = async (db: Db, id: string): Promise<boolean> =>
  (await db.selectFrom('slackTokens').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;

export const keepToken = (
  db: Db,
  row: { readonly id: string; readonly teamId: TeamId; readonly teamName: string },
): Promise<void> => insertRow(db, 'slackTokens', row, ['id']);

/** Null before the first start. */
export const teamOfRows = async (db: Db): Promise<{ id: TeamId; name: string } | null> =>
  (await db
    .selectFrom('slackTokens')
    .select(['teamId as id', 'teamName as name'])
    .orderBy('id')
    .executeTakeFirst()) ?? null;
