/**
 * Removes the oldest whole days of the audit trail and leaves one line that accounts for them. The database lets go of no line that
 * the newest such line does not cover.
 */
import { createHash } from 'node:crypto';
import { dayMs } from '../../core/durations.ts';
import type { AuditRow } from '../../model/audit-line.ts';
import type { Database } from '../engine/database.ts';
import type { appendAudit } from '../repositories/audit-lines.ts';
import { trailSubject } from '../schema/audit-triggers.ts';
import type { Db, Tx } from '../schema/tables.ts';

/** Lines in one transaction, unless a day has more. */
const enoughLines = 1_000;

/** The columns in the order in which they are hashed, as docs/audit-trail.md says. */
const hashed = [
  'line',
  'at',
  'teamId',
  'personId',
  'onBehalfOfId',
  'act',
  'subject',
  'detail',
  'requestId',
] as const;

const dayOf = (at: number) => Math.floor(at / dayMs);
const dayText = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);

/** Lines from before that day, UTC, go. */
const firstKeptDay = (now: number, keepMs: number) => dayOf(now - keepMs);

/** How many lines would go. */
export const countOldLines = async (db: Db, now: number, keepMs: number): Promise<number> => {
  const { n } = await db
    .selectFrom('audit')
    .select(({ fn }) => fn.countAll().as('n'))
    .where('at', '<', firstKeptDay(now, keepMs) * dayMs)
    .executeTakeFirstOrThrow();
  return Number(n);
};

/** Oldest first, in pages: lines never change, so no transaction is needed. */
const oldLines = async function* (db: Db, before: number) {
  for (let last = { at: 0, line: 0 }; ; ) {
    const { at, line } = last;
    const rows = await db
      .selectFrom('audit')
      .select(hashed)
      .where('at', '<', before)
      .where('at', '>=', at)
      .where(({ or, eb }) => or([eb('at', '>', at), eb('line', '>', line)]))
      .orderBy('at')
      .orderBy('line')
      .limit(enoughLines)
      .execute();
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < enoughLines) return;
    last = end;
  }
};

/** The oldest whole days that are old enough, and the hash of what they hold; null: there are none. */
const oldestDays = async (db: Db, firstKept: number) => {
  const hash = createHash('sha256');
  let [lines, firstDay, lastDay] = [0, 0, 0];
  let teamId: AuditRow['teamId'] | null = null;
  for await (const row of oldLines(db, firstKept * dayMs)) {
    const day = dayOf(row.at);
    if (lines >= enoughLines && day !== lastDay) break;
    hash.update(`${JSON.stringify(hashed.map((name) => row[name]))}\n`);
    if (teamId === null) firstDay = day;
    teamId ??= row.teamId;
    lines += 1;
    lastDay = day;
  }
  return teamId === null ? null : { teamId, lines, firstDay, lastDay, sha256: hash.digest('hex') };
};

/** Another replica was faster. */
class RemovedAlreadyError extends Error {
  override readonly name = 'RemovedAlreadyError';
}

/**
 * Removes some of the oldest days.
 * @param keepMs what is younger stays, and so does the rest of its day, in UTC
 * @returns how many lines went; 0: none is old enough, or another replica removes them
 */
export const removeOldLines = async (
  {
    database,
    append,
  }: { readonly database: Pick<Database, 'kysely' | 'transaction'>; readonly append: typeof appendAudit },
  now: number,
  keepMs: number,
): Promise<number> => {
  const found = await oldestDays(database.kysely, firstKeptDay(now, keepMs));
  if (found === null) return 0;
  const { teamId, lines, firstDay, lastDay, sha256 } = found;
  const remove = async (tx: Tx) => {
    await append(tx, {
      ...{ at: now, teamId, by: null, onBehalfOf: null, people: [], requestId: null },
      act: 'remove-old-lines',
      subject: trailSubject,
      detail: { firstDay: dayText(firstDay), lastDay: dayText(lastDay), lines, sha256 },
    });
    const { numDeletedRows } = await tx
      .deleteFrom('audit')
      .where('at', '<', (lastDay + 1) * dayMs)
      .executeTakeFirstOrThrow();
    if (numDeletedRows !== BigInt(lines)) throw new RemovedAlreadyError();
    return lines;
  };
  return database.transaction(remove).catch((error: unknown) => {
    if (error instanceof RemovedAlreadyError) return 0;
    throw error;
  });
};
