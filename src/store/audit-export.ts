/** The audit trail as text for other tools: CSV, or one JSON object a line; however many lines there are. */
import { csvLine } from '../core/csv.ts';
import { type AuditFilter, walkAudit } from './audit.ts';
import { allClouds } from './clouds.ts';
import type { AuditLine } from './rows.ts';
import type { Db } from './tables.ts';

const formats = ['csv', 'json'] as const;
export type AuditFormat = (typeof formats)[number];
export const isAuditFormat = (word: string): word is AuditFormat => formats.some((one) => one === word);

const columns = [
  'at',
  'team',
  'person',
  'act',
  'subject',
  'cloud',
  'region',
  'project',
  'account',
  'outcome',
  'from',
  'request_id',
  'detail',
] as const;

/** @param clouds their names, by id */
const record = (
  { at, teamId, userId, act, subject, requestId, detail }: AuditLine,
  clouds: ReadonlyMap<unknown, string>,
) => {
  const { cloudId, region, projectId, account, accountId, outcome, from, ...rest } = detail;
  return {
    at: new Date(at).toISOString(),
    team: teamId,
    person: userId,
    act,
    subject,
    cloud: clouds.get(cloudId) ?? text(cloudId),
    region: text(region),
    project: text(projectId),
    account: text(account ?? accountId),
    outcome: text(outcome),
    from: text(from),
    request_id: requestId,
    detail: rest,
  } satisfies Record<(typeof columns)[number], unknown>;
};

const text = (value: unknown) => (typeof value === 'string' ? value : null);

/** Text in pieces, oldest line first; in CSV with a line of names before. */
export async function* exportAudit(db: Db, filter: AuditFilter, format: AuditFormat): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(columns);
  const clouds = new Map((await allClouds(db)).map(({ id, name }) => [id, name]));
  for await (const line of walkAudit(db, filter)) {
    const { detail, ...cells } = record(line, clouds);
    yield format === 'csv'
      ? csvLine([...Object.values(cells), JSON.stringify(detail)])
      : `${JSON.stringify({ ...cells, detail })}\n`;
  }
}
