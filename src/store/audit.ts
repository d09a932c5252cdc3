/** The audit trail: lines are added and read, never changed. */
import type { AuditLine } from './rows.ts';
import { codec, type Db } from './tables.ts';

const line = codec<AuditLine>({ detail: 'json' });

/** Nothing secret may be in `detail`: it is stored as it is. */
export const appendAudit = async (db: Db, row: AuditLine): Promise<void> => {
  await db.insertInto('audit').values(line.write(row)).execute();
};

/** What to read of the trail; `sinceAt` is included, `untilAt` is not. */
export interface AuditFilter extends Partial<Pick<AuditLine, 'userId' | 'act' | 'subject'>> {
  readonly teamId: AuditLine['teamId'];
  readonly sinceAt?: number;
  readonly untilAt?: number;
  readonly limit?: number;
}

/** The lines that match, newest first, at most `limit` (1000 unless given). */
export const readAudit = async (
  db: Db,
  { teamId, sinceAt, untilAt, limit = 1000, ...equal }: AuditFilter,
): Promise<AuditLine[]> => {
  let query = db.selectFrom('audit').selectAll().where('teamId', '=', teamId);
  if (equal.userId !== undefined)
    query = query.where('userId', equal.userId === null ? 'is' : '=', equal.userId);
  if (equal.act !== undefined) query = query.where('act', '=', equal.act);
  if (equal.subject !== undefined) query = query.where('subject', '=', equal.subject);
  if (sinceAt !== undefined) query = query.where('at', '>=', sinceAt);
  if (untilAt !== undefined) query = query.where('at', '<', untilAt);
  const rows = await query.orderBy('at', 'desc').orderBy('line', 'desc').limit(limit).execute();
  return rows.map(line.read);
};
