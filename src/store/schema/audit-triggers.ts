/** The audit trail is append-only: the database itself refuses anything else. */
import { sql } from 'kysely';
import { isPostgres } from '../dialect.ts';
import type { Db } from './tables.ts';

/** Makes the database refuse to change or remove a line. */
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
