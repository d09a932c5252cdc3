/**
 * Whether this bot can work on the tables, and how to bring them up to date. They have a version, the number of changes made to them,
 * and say from which version on a bot can work on them, so that the bot of the release before runs beside this one and can be started again.
 */
import { sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, Migrator } from 'kysely/migration';
import { SetupError } from '../../core/setup-error.ts';
import { isPostgres } from '../dialect.ts';
import { migrations, type SchemaChange } from './migrations.ts';
import { type Db, type Tx, tableNames } from './tables.ts';

/** The tables belong to another version of the bot, or to no bot at all. */
export class SchemaVersionError extends SetupError {
  override readonly name = 'SchemaVersionError';
}

/** The number of the newest change that this bot knows, with which its names begin. */
export const knownSchema = Math.max(...Object.keys(migrations).map((name) => Number.parseInt(name, 10)));

export type Changes = Readonly<Record<string, SchemaChange>>;

/** What the tables say of themselves. */
interface Found {
  /** The names of the changes that were made; none if there are no tables of the bot. */
  readonly made: readonly string[];
  readonly version: number;
  readonly readableFrom: number;
}

/** PostgreSQL's current schema; null: SQLite has none. */
const schemaOf = async (db: Db): Promise<string | null> => {
  if (!isPostgres(db)) return null;
  const { rows } = await sql<{ name: string }>`select current_schema() as "name"`.execute(db);
  return rows[0]?.name ?? null;
};

/** @throws SchemaVersionError if what is there is no table */
const find = async (db: Db): Promise<Found> => {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  // those that a restore has set aside are in another schema
  const here = await schemaOf(db);
  const own = tables.filter(({ schema }) => here === null || schema === here);
  const view = own.find(({ name, isView }) => isView && (tableNames.has(name) || name.startsWith('kysely_')));
  if (view !== undefined)
    throw new SchemaVersionError(
      `The database has a view in the place of its table ${view.name}, so the bot cannot work on it. Name another database in DATABASE_URL.`,
    );
  const has = (name: string) => own.some((table) => table.name === name);
  if (!has(DEFAULT_MIGRATION_TABLE)) return { made: [], version: 0, readableFrom: 0 };
  const { rows } = await sql<{
    name: string;
  }>`select "name" from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
  const row = has('schemaVersion')
    ? await db.selectFrom('schemaVersion').selectAll().executeTakeFirst()
    : undefined;
  return { made: rows.map(({ name }) => name), version: 0, readableFrom: 0, ...row };
};

/** @throws SchemaVersionError if a bot that knows these changes cannot work on the tables */
const refuseUnknown = ({ made, version, readableFrom }: Found, changes: Changes) => {
  const unknown = made.filter((name) => !Object.hasOwn(changes, name));
  if (unknown.some((name) => name.startsWith('0001-')))
    throw new SchemaVersionError(
      'The database was written before the first release of the bot, and this version cannot read it. Remove it, or name another one in DATABASE_URL, to start with an empty database.',
    );
  const own = Object.keys(changes).length;
  if (unknown.length > 0 && (version < made.length || own < readableFrom))
    throw new SchemaVersionError(
      `The database was written by a newer version of the bot, which made ${unknown.join(', ')}. Update the bot.`,
    );
};

const missing = ({ made }: Found, changes: Changes) =>
  Object.keys(changes).filter((name) => !made.includes(name));

/** How many changes were made so far, if some are to be made to tables that there are; null if there are none, or none to make. */
export const versionBehind = async (db: Db, changes: Changes = migrations): Promise<number | null> => {
  const found = await find(db);
  return found.made.length > 0 && missing(found, changes).length > 0 ? found.made.length : null;
};

/** Each change writes the version with it. */
const withVersion = (changes: Changes) =>
  Object.fromEntries(
    Object.entries(changes).map(([name, { up, readableFrom }], before) => [
      name,
      {
        up: async (db: Parameters<typeof up>[0]) => {
          await up(db);
          const own = db as Db;
          await own.deleteFrom('schemaVersion').execute();
          await own
            .insertInto('schemaVersion')
            .values({ version: before + 1, readableFrom })
            .execute();
        },
      },
    ]),
  );

export const notOurs = () =>
  new SchemaVersionError('This database is not the bot’s: it has none of its tables.');

/**
 * Replicas that start together take turns, by the migrator's own lock. Whoever has waited for too long for it, or for a table that
 * others use, gives way and tries again; a change itself may take as long as it needs.
 */
const inTurn = (db: Db, work: (db: Db) => Promise<void>): Promise<void> => {
  if (!isPostgres(db)) return work(db);
  return db.connection().execute(async (one) => {
    await sql`set statement_timeout = 0`.execute(one);
    await sql`set lock_timeout = '15s'`.execute(one);
    try {
      await work(one);
    } finally {
      for (const name of ['statement_timeout', 'lock_timeout'])
        await sql`reset ${sql.raw(name)}`.execute(one).catch(() => {}); // the connection is lost
    }
  });
};

/**
 * Brings the tables up to date. Those of a newer version stay as they are, if this one can work on them.
 * @param changes all that this bot knows, in order
 * @throws SchemaVersionError if it cannot, or if they are from before the first release; Error if a change fails
 */
export const migrate = async (db: Db, changes: Changes = migrations): Promise<void> => {
  const found = await find(db);
  refuseUnknown(found, changes);
  if (missing(found, changes).length === 0) return;
  await inTurn(db, (one) => makeChanges(one, changes));
};

/** In a transaction, or on one connection. */
const makeChanges = async (db: Db, changes: Changes): Promise<void> => {
  const getMigrations = async () => withVersion(changes);
  const here = await schemaOf(db);
  const props = { db, provider: { getMigrations }, ...(here !== null && { migrationTableSchema: here }) };
  const { error } = await new Migrator(props).migrateToLatest();
  if (error) throw error;
};

/** Makes this version's tables where there are none, in the caller's transaction: PostgreSQL can undo that. */
export const makeTables = (tx: Tx): Promise<void> => makeChanges(tx, migrations);

/**
 * For a copy that is made row by row, and has only what this version knows.
 * @throws SchemaVersionError if a newer version made more
 */
export const checkKnown = async (db: Db): Promise<void> => {
  const unknown = (await find(db)).made.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length > 0)
    throw new SchemaVersionError(
      `A newer version of the bot made ${unknown.join(', ')}, which a copy by this version would lack. Use that version.`,
    );
};

/**
 * Which tables there are: none, those of an older version, or this one's. Changes nothing.
 * @throws SchemaVersionError if a newer version of the bot wrote them, or one from before the first release
 */
export const schemaState = async (db: Db): Promise<'none' | 'older' | 'current'> => {
  const found = await find(db);
  refuseUnknown(found, migrations);
  if (found.made.length === 0) return 'none';
  return missing(found, migrations).length > 0 ? 'older' : 'current';
};

/**
 * Makes sure that they are this version's.
 * @throws SchemaVersionError
 */
export const checkVersion = async (db: Db): Promise<void> => {
  const state = await schemaState(db);
  if (state === 'none') throw notOurs();
  if (state === 'older')
    throw new SchemaVersionError(
      'The database was written by an older version of the bot. Start this version once to bring it up to date.',
    );
};

/**
 * The name of the last migration that ran here.
 * @throws SchemaVersionError if it is not one of this version's, or none ran
 */
export const schemaVersion = async (db: Db): Promise<string> => {
  const found = await find(db);
  refuseUnknown(found, migrations);
  const last = found.made.toSorted().at(-1);
  if (last === undefined) throw notOurs();
  return last;
};
