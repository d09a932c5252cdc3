/** The audit trail's lines, in the log as well: each once, when the transaction that wrote it is on the disk. */
import type { Log } from '../core/log.ts';
import { appendAudit } from './audit.ts';
import type { Database } from './database.ts';
import type { AuditLine } from './rows.ts';
import type { Db, Tx } from './tables.ts';

/** The database, and how to add a line in one of its transactions, or on its own, so that it is logged. */
export const withAuditLog = (
  database: Database,
  log: Log,
): { readonly database: Database; readonly appendAudit: typeof appendAudit } => {
  const written = new WeakMap<Db, AuditLine[]>();
  const say = (line: AuditLine) => log.info({ ...line }, 'audit');
  const transaction = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    let lines: AuditLine[] = [];
    const result = await database.transaction((tx) => {
      // run again, it writes its lines anew; and several may share what they are handed
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
      await appendAudit(db, line);
      const lines = written.get(db);
      if (lines) lines.push(line);
      else say(line);
    },
  };
};
