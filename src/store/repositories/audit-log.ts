/** Tells the log and the observer of the audit trail's lines, each once, when the transaction that wrote it is on the disk. */
import type { Log } from '../../core/log.ts';
import { type Observer, unobserved } from '../../core/observer.ts';
import { type AuditRow, isIntentAct } from '../../model/audit-line.ts';
import type { Database } from '../engine/database.ts';
import type { Db, Tx } from '../schema/tables.ts';
import { appendAudit } from './audit-lines.ts';

/** The database, and how to add a line, in one of its transactions or on its own, so that it is logged. */
export const withAuditLog = (
  database: Database,
  log: Log,
  observer: Pick<Observer, 'intended'> = unobserved,
): { readonly database: Database; readonly appendAudit: typeof appendAudit } => {
  const written = new WeakMap<Db, AuditRow[]>();
  const say = (line: AuditRow) => {
    log.info({ ...line }, 'audit');
    if (isIntentAct(line.act)) observer.intended(line.act);
  };
  const transaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    let lines: AuditRow[] = [];
    const result = await database.transaction((tx) => {
      // a transaction that runs again writes its lines again; and several may share one commit
      lines = [];
      const own = tx.$extendTables<Record<never, never>>();
      written.set(own, lines);
      return work(own);
    });
    lines.forEach(say);
    return result;
  };
  return {
    database: { ...database, transaction },
    appendAudit: async (db, line) => {
      const row = await appendAudit(db, line);
      const lines = written.get(db);
      if (lines) lines.push(row);
      else say(row);
      return row;
    },
  };
};
