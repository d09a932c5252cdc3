/**
 * What the rows say of one person, whatever the tables are: found for them to read, and taken out. What is theirs alone goes; where
 * they are named beside others, `nobody` takes their place. The audit trail names nobody by itself.
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import { nobody, type SlackUserId } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';
import type { Db, Tx } from '../schema/tables.ts';
import {
  type NamingTable,
  names,
  pagesOf,
  pagesOfTable,
  type Row,
  tablesOf,
  type Who,
} from './naming-rows.ts';
import { dropRecordsOf } from './sealed-words.ts';
import { setTimer } from './timers.ts';

export type { Who } from './naming-rows.ts';

type AnyDb = Kysely<Record<string, Row>>;

/** Whom somebody blocked is that person's own business. */
const notTheirs = (table: string, { userId }: Who) =>
  table === 'producerBlocks' ? sql`and "userId" = ${userId}` : sql``;

/** Every row that names the person, by table, as it is stored; but none by which others blocked them. */
export const rowsNaming = async (db: Db, who: Who): Promise<ReadonlyMap<string, readonly Row[]>> => {
  const found = new Map<string, readonly Row[]>();
  for (const table of await tablesOf(db)) {
    const where = sql<boolean>`"teamId" = ${who.teamId} and ${names(table.columns, who.userId)} ${notTheirs(table.name, who)}`;
    for await (const page of pagesOfTable(db, table, where))
      found.set(table.name, [...(found.get(table.name) ?? []), ...page]);
  }
  return found;
};

/** The teams in which anything names the person. */
export const teamsNaming = async (db: Db, userId: SlackUserId): Promise<readonly Who['teamId'][]> => {
  const teams = new Set<Who['teamId']>();
  for (const { name, columns } of await tablesOf(db)) {
    const { rows } = await sql<{ teamId: Who['teamId'] }>`select distinct "teamId" from ${sql.table(name)}
      where ${names(columns, userId)}`.execute(db);
    for (const { teamId } of rows) teams.add(teamId);
  }
  return [...teams].sort();
};

/** Everybody whom the rows know by now, in each team. */
export const everybody = async (db: Db): Promise<readonly Who[]> => {
  const { rows } =
    await sql<Who>`select "teamId", "userId" from "people" union select "teamId", "userId" from "accounts"
    union select "teamId", "recipientId" from "cards"`.execute(db);
  return rows;
};

/** How many rows are changed at a time. */
const pageRows = 50;

/** Deletes so many of the rows that are addressed to the person. */
const deleteAddressed = (tx: Tx, table: 'cards' | 'notifications', { teamId, userId }: Who) =>
  tx.deleteFrom(table).where('id', 'in', (page) =>
    page
      .selectFrom(table)
      .select('id')
      .where(({ and }) => and({ teamId, recipientId: userId }))
      .limit(pageRows),
  );

/** What is due because they left is due as before, and names nobody. */
const takeOutOfTimers = async (tx: Tx, { teamId, userId }: Who): Promise<void> => {
  const left = await tx
    .deleteFrom('timers')
    .where(({ and }) => and({ kind: 'leaver', teamId }))
    .where('subjectId', 'like', `${userId}/%`)
    .returning(['id', 'teamId', 'kind', 'subjectId', 'sequence', 'dueAt', 'createdAt'])
    .execute();
  for (const timer of left)
    await setTimer(tx, { ...timer, subjectId: `${nobody}${timer.subjectId.slice(userId.length)}` });
};

/**
 * Deletes what is the person's alone, some of it at a time; their accounts are gone by then.
 * @returns whether there is more
 */
export const deleteOwn = async (tx: Tx, who: Who): Promise<boolean> => {
  const { teamId, userId } = who;
  const cards = await deleteAddressed(tx, 'cards', who).returning(['id', 'kind', 'subjectId']).execute();
  for (const { id } of cards)
    await tx
      .deleteFrom('timers')
      .where(({ and }) => and({ kind: 'wake', subjectId: id }))
      .execute();
  for (const { kind, subjectId } of cards)
    if (kind === 'reply') await tx.deleteFrom('keyv').where('key', '=', `reply:${subjectId}`).execute();
  const told = await deleteAddressed(tx, 'notifications', who).executeTakeFirst();
  if (cards.length === pageRows || told.numDeletedRows === BigInt(pageRows)) return true;
  await dropRecordsOf(tx, who);
  await tx
    .deleteFrom('timers')
    .where(({ and }) => and({ kind: 'cleanup', subjectId: userId, teamId }))
    .execute();
  await takeOutOfTimers(tx, who);
  for (const table of ['pendingActs', 'preferences'] as const)
    await tx
      .deleteFrom(table)
      .where(({ and }) => and({ teamId, userId }))
      .execute();
  await tx
    .deleteFrom('projectChannels')
    .where(({ and }) => and({ teamId, setBy: userId }))
    .execute();
  await tx
    .deleteFrom('producerBlocks')
    .where('teamId', '=', teamId)
    .where(({ or, and }) => or([and({ userId, forProject: 0 }), and({ producer: userId })]))
    .execute();
  await tx
    .deleteFrom('linkAsks')
    .where('teamId', '=', teamId)
    .where(({ or }) => or({ userId, producer: userId }))
    .execute();
  return false;
};

type Forgotten = Pick<Account, 'id' | 'name'>;

/** Their own words, and the names of their accounts, where the row is about what they did. */
const withoutWords = (row: Row, userId: SlackUserId): Row => {
  if ('producer' in row && row.producer === userId && 'note' in row)
    return { ...row, note: null, accountName: '' };
  const answer = typeof row.answer === 'string' ? JSON.parse(row.answer) : null;
  if (answer?.by !== userId) return row;
  const { reason: _, ...rest } = answer;
  return { ...row, answer: JSON.stringify(rest) };
};

/** Where a problem's words name the account that met it. */
const anAccount = /"account":("(?:[^"\\]|\\.)*")/g;

/** Which of these names goes: any, if the row is about what the person did, and else those of the accounts that it is about. */
const accountsIn = (
  row: Row,
  userId: SlackUserId,
  own: readonly Forgotten[],
): ((name: string) => boolean) => {
  const asked = JSON.stringify([row.member, row.answer, row.heldIntents, row.leftIntents]);
  if (row.producer === userId || asked.includes(userId)) return () => true;
  const whole = JSON.stringify(row);
  const known = own.filter(({ id }) => whole.includes(id)).map(({ name }) => JSON.stringify(name));
  return (name) => known.includes(name);
};

/** The text without the person. */
const withoutName = (text: string, userId: SlackUserId, goes: (account: string) => boolean): string =>
  text === userId
    ? nobody
    : text
        .replaceAll(`"${userId}"`, `"${nobody}"`)
        .replaceAll(/<@(\w+)(?:\|[^<>]*)?>/g, (whole, id) => (id === userId ? 'somebody' : whole))
        .replaceAll(anAccount, (whole, account) => (goes(account) ? '"account":"of somebody"' : whole));

const withoutPerson = (row: Row, userId: SlackUserId, own: readonly Forgotten[]): Row => {
  const goes = accountsIn(row, userId, own);
  return Object.fromEntries(
    Object.entries(withoutWords(row, userId)).map(([column, value]) => {
      if (typeof value !== 'string') return [column, value];
      if (column === 'people')
        return [column, JSON.stringify(JSON.parse(value).filter((one: unknown) => one !== userId))];
      return [column, withoutName(value, userId, goes)];
    }),
  );
};

/** Some rows of one table that name a person. */
export interface NamedRows extends NamingTable {
  readonly ids: readonly string[];
}

/** The rows that name the person beside others, some at a time, but for the row that says who they are in the audit trail. */
export async function* pagesNaming(db: Db, { teamId, userId }: Who): AsyncGenerator<NamedRows> {
  for (const { name, columns } of await tablesOf(db)) {
    // an account is gone with what hangs on it; one that is linked meanwhile is somebody's whom the bot does not know yet
    if (['people', 'accounts', 'erasures'].includes(name) || !columns.includes('id')) continue;
    const where = sql<boolean>`"teamId" = ${teamId} and ${names(columns, userId)}`;
    for await (const page of pagesOf<{ readonly id: string }>(db, { name, key: 'id' }, where))
      for (let from = 0; from < page.length; from += pageRows)
        yield { name, columns, ids: page.slice(from, from + pageRows).map(({ id }) => id) };
  }
}

/**
 * Takes the person out of these rows. A step that works on one of them loses its lease, as it would write their name again.
 * @param accounts theirs, which are gone by then
 */
export const takeOut = async (
  tx: Tx,
  { userId }: Who,
  accounts: readonly Forgotten[],
  { name, columns, ids }: NamedRows,
): Promise<void> => {
  // Kysely cannot know a table by a name that is read at run time
  const any = tx as unknown as Transaction<Record<string, Row>> as AnyDb;
  const { rows } = await sql<Row & { readonly id: string }>`
    select ${sql.join(columns.map((one) => sql.ref(one)))} from ${sql.table(name)}
    where "id" in (${sql.join(ids)}) and ${names(columns, userId)}`.execute(tx);
  for (const row of rows) {
    const ended = 'leaseToken' in row ? { leaseUntil: null } : {};
    await any
      .updateTable(name)
      .set({ ...withoutPerson(row, userId, accounts), ...ended })
      .where('id', '=', row.id)
      .execute();
  }
};

/** From then on, the audit trail's lines name them no more. */
export const forgetIdentity = async (tx: Tx, { teamId, userId }: Who): Promise<void> => {
  await tx
    .deleteFrom('people')
    .where(({ and }) => and({ teamId, userId }))
    .execute();
};
