/** The audit trail: lines are added and read, never changed; the database itself refuses to. */
import { sql } from 'kysely';
import { isPostgres } from './postgres.ts';
import { insertRow } from './prepared.ts';
import type { AuditLine, Share } from './rows.ts';
import { codec, type Db } from './tables.ts';

const line = codec<AuditLine>({ detail: 'json' });

/** Has the database refuse whatever would change or remove a line. */
export const keepAudit = async (db: Db): Promise<void> => {
  if (isPostgres(db)) {
    await sql`create or replace function "auditKept"() returns trigger language plpgsql as
      'begin raise exception ''the audit trail is only added to''; end'`.execute(db);
    await sql`create trigger "auditKept" before update or delete on "audit"
      for each row execute function "auditKept"()`.execute(db);
    await sql`create trigger "auditKeptWhole" before truncate on "audit"
      for each statement execute function "auditKept"()`.execute(db);
    return;
  }
  for (const change of ['update', 'delete'] as const) {
    await sql`create trigger if not exists ${sql.id(`audit_${change}`)} before ${sql.raw(change)} on "audit"
      begin select raise(abort, 'the audit trail is only added to'); end`.execute(db);
  }
};

/** Nothing secret may be in `detail`: it is stored as it is. */
export const appendAudit = async (db: Db, row: AuditLine): Promise<void> => {
  await insertRow(db, 'audit', line.write(row));
};

/** Which lines; `sinceAt` is included, `untilAt` is not. */
export interface AuditFilter extends Partial<Pick<AuditLine, 'teamId' | 'userId' | 'act' | 'subject'>> {
  readonly sinceAt?: number;
  readonly untilAt?: number;
}

const matching = (db: Db, { sinceAt, untilAt, userId, ...equal }: AuditFilter) => {
  const given = Object.fromEntries(Object.entries(equal).filter(([, value]) => value !== undefined));
  let query = db
    .selectFrom('audit')
    .selectAll()
    .where(({ and }) => and(given as Partial<Pick<AuditLine, 'teamId' | 'act' | 'subject'>>));
  if (userId !== undefined) query = query.where('userId', userId === null ? 'is' : '=', userId);
  if (sinceAt !== undefined) query = query.where('at', '>=', sinceAt);
  if (untilAt !== undefined) query = query.where('at', '<', untilAt);
  return query;
};

export interface AuditPage extends AuditFilter {
  readonly teamId: AuditLine['teamId'];
  readonly limit?: number;
  readonly about?: AuditAbout;
}

/** Only what names this Share or Offer; and of what was done `at` a place, with a Share what was seen of the image itself, else all. */
export type AuditAbout = { readonly at: Pick<Share, 'cloudId' | 'region'> | null } & (
  | { readonly shareId: string }
  | { readonly offerId: string }
);

const about = ({ at, ...name }: AuditAbout) => {
  const names = (given: Readonly<Record<string, string>>) => {
    const text = JSON.stringify(given)
      .slice(1, -1)
      .replace(/[\\%_]/g, '\\$&');
    return sql<boolean>`"detail" like ${`%${text}%`} escape '\\'`;
  };
  if (at === null) return names(name);
  const what = 'shareId' in name ? sql`"act" = 'seen-image'` : sql`1 = 1`;
  const { cloudId, region } = at;
  return sql<boolean>`(${names(name)} or (${what} and ${names({ cloudId })} and ${names({ region })}))`;
};

/** The lines that match, newest first, at most `limit` (1000 unless given). */
export const readAudit = async (
  db: Db,
  { limit = 1000, about: named, ...filter }: AuditPage,
): Promise<AuditLine[]> => {
  let query = matching(db, filter);
  if (named !== undefined) query = query.where(about(named));
  const rows = await query.orderBy('at', 'desc').orderBy('line', 'desc').limit(limit).execute();
  return rows.map(line.read);
};

/** So many lines are in memory at a time. */
const pageLines = 1_000;

/** All lines that match, oldest first, however many there are. */
export async function* walkAudit(db: Db, filter: AuditFilter): AsyncGenerator<AuditLine> {
  let last: { readonly at: number; readonly line: number } | undefined;
  do {
    const after = last;
    let query = matching(db, filter);
    if (after) query = query.where(sql<boolean>`("at", "line") > (${after.at}, ${after.line})`);
    const rows = await query.orderBy('at').orderBy('line').limit(pageLines).execute();
    for (const row of rows) yield line.read(row);
    last = rows.length < pageLines ? undefined : rows.at(-1);
  } while (last);
}
