/**
 * What the rows say of one person, whatever the tables are: found for them to read, and taken out. What is theirs alone goes; where
 * they are named beside others, `nobody` takes their place. The audit trail names nobody by itself.
 */
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { nobody, type Person, type SlackUserId } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';
import type { Db, Tables, Tx } from '../schema/tables.ts';

export type Who = Pick<Person, 'teamId' | 'userId'>;

type Row = Readonly<Record<string, unknown>>;
type AnyDb = Kysely<Record<string, Row>>;

/** A table whose rows may name a person, and the columns that may. */
interface NamingTable {
  readonly name: keyof Tables & string;
  readonly columns: readonly string[];
}

const tablesOf = async (db: Db): Promise<readonly NamingTable[]> => {
  const tables = await db.introspection.getTables();
  return tables
    .filter(({ name, columns }) => name !== 'audit' && columns.some((column) => column.name === 'teamId'))
    .map(({ name, columns }) => ({
      name: name as keyof Tables,
      columns: columns.filter(({ dataType }) => /text/i.test(dataType)).map((column) => column.name),
    }));
};

/** As the value of a column, in JSON, or as Slack writes a mention. */
const names = (columns: readonly string[], userId: SlackUserId): RawBuilder<boolean> =>
  sql<boolean>`(${sql.join(
    columns.flatMap((column) => [
      sql`${sql.ref(column)} = ${userId}`,
      ...[`%"${userId}"%`, `%<@${userId}>%`, `%<@${userId}|%`].map(
        (text) => sql`${sql.ref(column)} like ${text}`,
      ),
    ]),
    sql` or `,
  )})`;

/** Whom somebody blocked is that person's own business. */
const notTheirs = (table: string, { userId }: Who) =>
  table === 'producerBlocks' ? sql`and "userId" = ${userId}` : sql``;

/** Every row that names the person, by table, as it is stored; but none by which others blocked them. */
export const rowsNaming = async (db: Db, who: Who): Promise<ReadonlyMap<string, readonly Row[]>> => {
  const found = new Map<string, readonly Row[]>();
  for (const { name, columns } of await tablesOf(db)) {
    const { rows } = await sql<Row>`select * from ${sql.table(name)}
      where "teamId" = ${who.teamId} and ${names(columns, who.userId)} ${notTheirs(name, who)}`.execute(db);
    if (rows.length > 0) found.set(name, rows);
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

/** The keys of sealed records that are the person's. */
const sealedKeys = ({ teamId, userId }: Who): RawBuilder<boolean> =>
  sql<boolean>`("key" like ${`%:${teamId}:${userId}`} or "key" like ${`%:${teamId}:${userId}:%`})`;

/** Their sealed records by key, and until when they are kept, ms UTC; null: until they are removed. */
export const sealedRecordsOf = async (
  db: Db,
  who: Who,
): Promise<{ readonly key: string; readonly expiresAt: number | null }[]> =>
  db.selectFrom('keyv').select(['key', 'expiresAt']).where(sealedKeys(who)).orderBy('key').execute();

/** Deletes what is the person's alone; their accounts are gone by then. */
const deleteOwn = async (tx: Tx, who: Who): Promise<void> => {
  const { teamId, userId } = who;
  const cards = await tx
    .deleteFrom('cards')
    .where(({ and }) => and({ teamId, recipientId: userId }))
    .returning(['id', 'kind', 'subjectId'])
    .execute();
  for (const { id } of cards)
    await tx
      .deleteFrom('timers')
      .where(({ and }) => and({ kind: 'wake', subjectId: id }))
      .execute();
  for (const { kind, subjectId } of cards)
    if (kind === 'reply') await tx.deleteFrom('keyv').where('key', '=', `reply:${subjectId}`).execute();
  await tx.deleteFrom('keyv').where(sealedKeys(who)).execute();
  await tx
    .deleteFrom('timers')
    .where(({ and }) => and({ kind: 'cleanup', subjectId: userId, teamId }))
    .execute();
  await tx
    .deleteFrom('timers')
    .where(({ and }) => and({ kind: 'leaver', teamId }))
    .where('subjectId', 'like', `${userId}/%`)
    .execute();
  await tx
    .deleteFrom('notifications')
    .where(({ and }) => and({ teamId, recipientId: userId }))
    .execute();
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

/** The text without the person. */
const withoutName = (text: string, userId: SlackUserId, own: readonly Forgotten[]): string => {
  if (text === userId) return nobody;
  let left = text
    .replaceAll(`"${userId}"`, `"${nobody}"`)
    .replaceAll(new RegExp(`<@${userId}(?:\\|[^>]*)?>`, 'g'), 'somebody');
  for (const { name } of own)
    left = left.replaceAll(`"account":${JSON.stringify(name)}`, '"account":"of somebody"');
  return left;
};

const withoutPerson = (row: Row, userId: SlackUserId, accounts: readonly Forgotten[]): Row => {
  const whole = JSON.stringify(row);
  const own = accounts.filter(({ id }) => whole.includes(id));
  return Object.fromEntries(
    Object.entries(withoutWords(row, userId)).map(([column, value]) => {
      if (typeof value !== 'string') return [column, value];
      if (column === 'people')
        return [column, JSON.stringify(JSON.parse(value).filter((one: unknown) => one !== userId))];
      return [column, withoutName(value, userId, own)];
    }),
  );
};

/**
 * Takes the person out of every row of their team, but for the row that says who they are in the audit trail. A step that works on one
 * of these rows loses its lease, as it would write their name again.
 * @param accounts theirs, which are gone by then
 * @returns the ids of the rows that others see, by table
 */
export const takeOut = async (
  tx: Tx,
  who: Who,
  accounts: readonly Forgotten[],
): Promise<ReadonlyMap<string, readonly string[]>> => {
  await deleteOwn(tx, who);
  const changed = new Map<string, readonly string[]>();
  // Kysely cannot know a table by a name that is read at run time
  const any = tx as unknown as Transaction<Record<string, Row>> as AnyDb;
  for (const { name, columns } of await tablesOf(tx)) {
    if (name === 'people' || !columns.includes('id')) continue;
    const { rows } = await sql<
      Row & { readonly id: string }
    >`select ${sql.join(columns.map((one) => sql.ref(one)))}
      from ${sql.table(name)} where "teamId" = ${who.teamId} and ${names(columns, who.userId)}`.execute(tx);
    for (const row of rows) {
      const left = withoutPerson(row, who.userId, accounts);
      await any.updateTable(name).set(left).where('id', '=', row.id).execute();
      if ('leaseToken' in row)
        await any.updateTable(name).set({ leaseUntil: null }).where('id', '=', row.id).execute();
    }
    if (rows.length > 0)
      changed.set(
        name,
        rows.map(({ id }) => id),
      );
  }
  return changed;
};

/** From then on, the audit trail's lines name them no more. */
export const forgetIdentity = async (tx: Tx, { teamId, userId }: Who): Promise<void> => {
  await tx
    .deleteFrom('people')
    .where(({ and }) => and({ teamId, userId }))
    .execute();
};
