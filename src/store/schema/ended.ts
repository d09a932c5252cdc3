/** Which rows have ended, and since when, in SQL. An index of each table is over this. */
import { type RawBuilder, sql } from 'kysely';

export type EndedTable = 'withdrawals' | 'offers' | 'shares' | 'pendingActs';

const column = (name: string, alias?: string) => sql.ref(alias === undefined ? name : `${alias}.${name}`);

/** When a step last ended on the row, or else when it was made. */
export const since = (alias?: string): RawBuilder<number> =>
  sql<number>`coalesce(${column('finishedAt', alias)}, ${column('createdAt', alias)})`;

/** Nothing is to be done about the row; a Share is over when the cloud said so. */
export const hasEnded = (table: EndedTable, alias?: string): RawBuilder<boolean> => {
  const [phase, dueAt] = [column('phase', alias), column('dueAt', alias)];
  const ended = {
    withdrawals: sql`${phase} in ('asked', 'done', 'failed')`,
    offers: sql`${phase} in ('placed', 'failed')`,
    shares: sql`${column('status', alias)} = 'absent'`,
    pendingActs: sql`${phase} in ('asked', 'declined', 'done', 'refused', 'cancelled')`,
  };
  return sql<boolean>`(${ended[table]} and ${dueAt} is null)`;
};
