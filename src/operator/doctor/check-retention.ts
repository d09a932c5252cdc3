/** How long rows are kept, and how many would go now. */
import { type Config, readConfig } from '../../config.ts';
import { durationText } from '../../core/durations.ts';
import { countEnded } from '../../store/retention/ended-rows.ts';
import { countOldLines } from '../../store/retention/old-audit.ts';
import type { Db } from '../../store/schema/tables.ts';
import { type Finding, good } from './finding.ts';
import type { Setup } from './setup.ts';

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

const ended = async (db: Db, now: number, endedMs: number | null): Promise<string> => {
  if (endedMs === null) return 'KEEP_ENDED is never: nothing that has ended is deleted';
  const { offers, shares, withdrawals, pendingActs } = await countEnded(db, now - endedMs);
  const all = [
    counted(offers, 'offer'),
    counted(shares, 'share'),
    counted(withdrawals, 'withdrawal'),
    counted(pendingActs, 'act'),
  ];
  return `KEEP_ENDED is ${durationText(endedMs)}: ${all.join(', ')} would go now, with their cards`;
};

const lines = async (db: Db, now: number, auditMs: number | null): Promise<string> =>
  auditMs === null
    ? 'KEEP_AUDIT is never: no line of the audit trail is deleted'
    : `KEEP_AUDIT is ${durationText(auditMs)}: ${counted(await countOldLines(db, now, auditMs), 'line')} of the audit trail would go now`;

/** None where the settings cannot be read: their own check says why. */
const keepOf = (given: Setup['given']): Config['keep'] | null => {
  try {
    return readConfig(given).keep;
  } catch {
    return null;
  }
};

/** What a bot deletes once a day, and has not deleted yet. */
export const retentionFindings = async ({ given, tables, clock }: Setup): Promise<readonly Finding[]> => {
  const [keep, db] = [keepOf(given), await tables()];
  if (keep === null || db === null) return [];
  const now = clock.now();
  return [good(await ended(db, now, keep.endedMs)), good(await lines(db, now, keep.auditMs))];
};
