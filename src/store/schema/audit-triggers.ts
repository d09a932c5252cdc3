/** The audit trail is append-only: the database itself refuses anything else, but for old days that a line of it accounts for. */
import { sql } from 'kysely';
import { dayMs } from '../../core/durations.ts';
import { isPostgres } from '../dialect.ts';
import type { Db } from './tables.ts';

/** What a line is about that accounts for removed ones. */
export const trailSubject = 'audit-trail';

/** The shortest time that a line is kept, whoever asks. */
const minKeptMs = 90 * dayMs;

/** The newest line that accounts for removed ones, if it is late enough to account for `old`. */
const account = (lastDay: string) => sql`select ${sql.raw(lastDay)} from "audit"
  where "subject" = ${sql.lit(trailSubject)} and "act" = 'remove-old-lines' and "at" >= old."at" + ${sql.lit(minKeptMs)}
  order by "at" desc, "line" desc limit 1`;

/** Makes the database refuse to change a line, and to remove one without account. */
export const keepAudit = async (db: Db): Promise<void> => {
  if (isPostgres(db)) {
    await sql`create or replace function "auditKept"() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' then
          if to_char(to_timestamp(old."at" / 1000) at time zone 'UTC', 'YYYY-MM-DD') <= (${account(`"detail"::json ->> 'lastDay'`)}) then
            return old;
          end if;
        end if;
        raise exception 'the audit trail is only added to';
      end $$`.execute(db);
    await sql`create trigger "auditKept" before update or delete on "audit"
      for each row execute function "auditKept"()`.execute(db);
    await sql`create trigger "auditKeptWhole" before truncate on "audit"
      for each statement execute function "auditKept"()`.execute(db);
    return;
  }
  const refuse = sql`begin select raise(abort, 'the audit trail is only added to'); end`;
  await sql`create trigger if not exists "audit_update" before update on "audit" ${refuse}`.execute(db);
  await sql`create trigger if not exists "audit_delete" before delete on "audit"
    when coalesce(date(old."at" / 1000, 'unixepoch') > (${account(`json_extract("detail", '$.lastDay')`)}), true) ${refuse}`.execute(
    db,
  );
};
