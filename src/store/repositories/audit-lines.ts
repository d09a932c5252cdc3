/** The audit trail: lines are added and read, never changed; the database itself refuses changes. */
import { sql } from 'kysely';
import { nobody, type PersonId, type SlackUserId } from '../../core/ids.ts';
import { type AuditLine, type AuditRow, isCloudWriteAct, type NewAuditLine } from '../../model/audit-line.ts';
import type { Share } from '../../model/share.ts';
import { insertRow } from '../engine/prepared.ts';
import { codec, type Db } from '../schema/tables.ts';
import { accountNamesOf } from './accounts.ts';
import { knownPersonIdOf, personIdOf, userIdsOf } from './people.ts';

const stored = codec<AuditRow>({ detail: 'json' });

/**
 * Adds a line. Everyone it names gets an id in the trail, if they have none yet; but for a write to a cloud: whoever asked for it had
 * one by then, and if they were erased while it was under way, it names nobody.
 */
export const appendAudit = async (
  db: Db,
  { by, onBehalfOf, people, detail, ...what }: NewAuditLine,
): Promise<AuditRow> => {
  const inTrail = isCloudWriteAct(what.act) ? knownPersonIdOf : personIdOf;
  const idOf = async (userId: SlackUserId | null) =>
    userId === null || userId === nobody ? null : inTrail(db, { teamId: what.teamId, userId });
  const others: PersonId[] = [];
  for (const userId of people) {
    const id = await idOf(userId);
    if (id !== null) others.push(id);
  }
  const row = {
    ...what,
    personId: await idOf(by),
    onBehalfOfId: await idOf(onBehalfOf),
    detail: others.length === 0 ? detail : { ...detail, people: others },
  };
  await insertRow(db, 'audit', stored.write(row));
  return row;
};

/** Lines with the names that their ids still have. */
const named = async (db: Db, rows: readonly object[]): Promise<AuditLine[]> => {
  const lines = rows.map(stored.read);
  const ids = lines.flatMap(({ personId, onBehalfOfId, detail }) => [
    ...[personId, onBehalfOfId].filter((id) => id !== null),
    ...(detail.people ?? []),
  ]);
  const userIds = await userIdsOf(db, new Set(ids));
  const names = await accountNamesOf(db, new Set(lines.map(accountIdOf).filter((id) => id !== null)));
  const person = (personId: PersonId) => ({ personId, userId: userIds.get(personId) ?? null });
  return lines.map((line) => {
    const { personId, onBehalfOfId, detail, ...what } = line;
    const { people = [], ...rest } = detail;
    return {
      ...what,
      by: personId && person(personId),
      onBehalfOf: onBehalfOfId && person(onBehalfOfId),
      people: people.map(person),
      account: names.get(accountIdOf(line) ?? '') ?? null,
      detail: rest,
    };
  });
};

const accountIdOf = ({ detail: { accountId } }: AuditRow) =>
  typeof accountId === 'string' ? accountId : null;

/** Which lines; `sinceAt` is included, `untilAt` is not. */
export interface AuditFilter extends Partial<Pick<AuditRow, 'teamId' | 'act' | 'subject'>> {
  /** The person who asked, or in whose name it was done: a Slack id, or the person's id in the trail. */
  readonly person?: string;
  readonly sinceAt?: number;
  readonly untilAt?: number;
}

const matching = (db: Db, { sinceAt, untilAt, person, ...equal }: AuditFilter) => {
  const given = Object.fromEntries(Object.entries(equal).filter(([, value]) => value !== undefined));
  let query = db
    .selectFrom('audit')
    .selectAll()
    .where(({ and }) => and(given as Partial<Pick<AuditRow, 'teamId' | 'act' | 'subject'>>));
  if (person !== undefined) {
    const ids = sql`(select "id" from "people" where "userId" = ${person})`;
    // only the trail still knows somebody who was erased
    query = query.where(
      sql<boolean>`(${person} in ("personId", "onBehalfOfId") or "personId" in ${ids} or "onBehalfOfId" in ${ids})`,
    );
  }
  if (sinceAt !== undefined) query = query.where('at', '>=', sinceAt);
  if (untilAt !== undefined) query = query.where('at', '<', untilAt);
  return query;
};

export interface AuditPage extends AuditFilter {
  readonly teamId: AuditRow['teamId'];
  readonly limit?: number;
  readonly about?: AuditAbout;
}

/** Only lines that name this Share or Offer; `at` an image, for a Share only what was observed of the image itself, else all. */
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
  const what = 'shareId' in name ? sql`"act" = 'observed-image-changed'` : sql`1 = 1`;
  const { cloudId, region } = at;
  return sql<boolean>`(${names(name)} or (${what} and ${names({ cloudId })} and ${names({ region })}))`;
};

/** The lines that match, newest first, at most `limit` (1000 unless given). */
export const readAudit = async (
  db: Db,
  { limit = 1000, about: wanted, ...filter }: AuditPage,
): Promise<AuditLine[]> => {
  let query = matching(db, filter);
  if (wanted !== undefined) query = query.where(about(wanted));
  const rows = await query.orderBy('at', 'desc').orderBy('line', 'desc').limit(limit).execute();
  return named(db, rows);
};

/** How many lines are in memory at a time. */
const pageLines = 1_000;

/** All lines that match, oldest first, however many there are. */
export async function* walkAudit(db: Db, filter: AuditFilter): AsyncGenerator<AuditLine> {
  let last: { readonly at: number; readonly line: number } | undefined;
  do {
    const after = last;
    let query = matching(db, filter);
    if (after) query = query.where(sql<boolean>`("at", "line") > (${after.at}, ${after.line})`);
    const rows = await query.orderBy('at').orderBy('line').limit(pageLines).execute();
    yield* await named(db, rows);
    last = rows.length < pageLines ? undefined : rows.at(-1);
  } while (last);
}
