/** What the operator does not want to keep for ever goes, once a day, in steps that hold nobody up. */
import { dayMs } from '../../core/durations.ts';
import type { Log } from '../../core/log.ts';
import type { Database } from '../engine/database.ts';
import type { appendAudit } from '../repositories/audit-lines.ts';
import type { Db } from '../schema/tables.ts';
import { deleteEnded, endedTables } from './ended-rows.ts';
import { removeOldLines } from './old-audit.ts';

/** How long, in ms; null: for ever. */
export interface Keep {
  readonly endedMs: number | null;
  readonly auditMs: number | null;
}

interface RetentionDeps {
  readonly database: Pick<Database, 'kysely' | 'transaction'>;
  readonly append: typeof appendAudit;
  readonly keep: Keep;
  readonly log: Log;
}

/** For so long after a restore, what is over by the rows may not be so: the syncs read everything again first. */
const untilReadMs = 7 * dayMs;

const lastRestoreAt = async (db: Db): Promise<number | null> =>
  (await db.selectFrom('restores').select('at').orderBy('at', 'desc').limit(1).executeTakeFirst())?.at ??
  null;

type Deleted = Awaited<ReturnType<typeof deleteEnded>>;

/** One step after the other: after each, others have their turn. */
async function* steps({ database, append, keep, log }: RetentionDeps, now: number): AsyncGenerator<void> {
  const gone = { withdrawals: 0, offers: 0, shares: 0, pendingActs: 0, auditLines: 0 };
  const restoredAt = await lastRestoreAt(database.kysely);
  const isCurrent = restoredAt === null || now - restoredAt > untilReadMs;
  for (const table of keep.endedMs !== null && isCurrent ? endedTables : []) {
    const before = now - (keep.endedMs ?? 0);
    let step: Deleted = { deleted: 0, next: null };
    do {
      const { next } = step;
      step = await database.transaction((tx) => deleteEnded(tx, table, before, next));
      gone[table] += step.deleted;
      yield;
    } while (step.next !== null);
  }
  if (keep.auditMs !== null) {
    let lines: number;
    do {
      lines = await removeOldLines({ database, append }, now, keep.auditMs);
      gone.auditLines += lines;
      yield;
    } while (lines > 0);
  }
  if (Object.values(gone).some((count) => count > 0)) log.info(gone, 'deleted what is not kept any longer');
}

/** Does one step of the day's work at each call, and returns `more` until it is done; safe to repeat, on each replica. */
export const createRetention = (deps: RetentionDeps): ((now: number) => Promise<'more' | undefined>) => {
  let nextAt = 0;
  let running: AsyncGenerator<void> | null = null;
  return async (now) => {
    if (running === null && now < nextAt) return undefined;
    running ??= steps(deps, now);
    const step = running;
    running = null;
    // what fails begins again at the next call
    if ((await step.next()).done) {
      nextAt = now + dayMs;
      return undefined;
    }
    running = step;
    return 'more';
  };
};
