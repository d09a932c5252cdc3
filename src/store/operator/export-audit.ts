/** The audit trail as text for other tools, however long: CSV, or one JSON object per line. */
import { csvLine } from '../../core/csv.ts';
import type { AuditLine, AuditPerson } from '../../model/audit-line.ts';
import { type AuditFilter, walkAudit } from '../repositories/audit-lines.ts';
import { allClouds } from '../repositories/known-clouds.ts';
import type { Db } from '../schema/tables.ts';

const formats = ['csv', 'json'] as const;
export type AuditFormat = (typeof formats)[number];
export const isAuditFormat = (word: string): word is AuditFormat => formats.some((one) => one === word);

/** Exports are read for years: new columns go to the end. */
export const auditColumns = [
  'at',
  'team',
  'person',
  'person_id',
  'on_behalf_of',
  'on_behalf_of_id',
  'act',
  'subject',
  'cloud',
  'region',
  'project',
  'account',
  'account_id',
  'outcome',
  'from',
  'request_id',
  'detail',
] as const;

/** @param clouds their names, by id */
const record = (line: AuditLine, clouds: ReadonlyMap<unknown, string>) => {
  const { at, teamId, by, onBehalfOf, people, act, subject, account, requestId, detail } = line;
  const { cloudId, region, projectId, accountId, outcome, from, ...rest } = detail;
  return {
    at: new Date(at).toISOString(),
    team: teamId,
    person: by?.userId ?? null,
    person_id: by?.personId ?? null,
    on_behalf_of: onBehalfOf?.userId ?? null,
    on_behalf_of_id: onBehalfOf?.personId ?? null,
    act,
    subject,
    cloud: clouds.get(cloudId) ?? text(cloudId),
    region: text(region),
    project: text(projectId),
    account,
    account_id: text(accountId),
    outcome: text(outcome),
    from: text(from),
    request_id: requestId,
    detail: people.length === 0 ? rest : { ...rest, people: people.map(nameOf) },
  } satisfies Record<(typeof auditColumns)[number], unknown>;
};

const text = (value: unknown) => (typeof value === 'string' ? value : null);

const nameOf = ({ userId, personId }: AuditPerson) => ({ person: userId, person_id: personId });

/** Text in pieces, oldest line first; CSV begins with the column names. For an erased person or an unlinked account only the `…_id` is left. */
export async function* exportAudit(db: Db, filter: AuditFilter, format: AuditFormat): AsyncGenerator<string> {
  if (format === 'csv') yield csvLine(auditColumns);
  const known = await allClouds(db);
  const names = new Map(known.map(({ id, name }) => [id, name]));
  const clouds = new Map(known.map(({ id, joinedTo }) => [id, names.get(joinedTo ?? id) ?? id]));
  for await (const line of walkAudit(db, filter)) {
    const { detail, ...cells } = record(line, clouds);
    yield format === 'csv'
      ? csvLine([...Object.values(cells), JSON.stringify(detail)])
      : `${JSON.stringify({ ...cells, detail })}\n`;
  }
}
