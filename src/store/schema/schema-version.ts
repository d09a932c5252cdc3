/** Whether the tables are the ones this bot knows, and how to bring them up to date. */
import { sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, Migrator } from 'kysely/migration';
import { SetupError } from '../../core/setup-error.ts';
import { migrations } from './migrations.ts';
import type { Db } from './tables.ts';

/** The tables belong to another version of the bot, or to no bot at all. */
export class SchemaVersionError extends SetupError {
  override readonly name = 'SchemaVersionError';
}

/** The names of the migrations that ran here; none if there are no tables of the bot. */
const madeHere = async (db: Db): Promise<string[]> => {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === DEFAULT_MIGRATION_TABLE)) return [];
  const { rows } = await sql<{
    name: string;
  }>`select "name" from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(db);
  return rows.map(({ name }) => name);
};

const refuseUnknown = (made: readonly string[]) => {
  const unknown = made.filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.some((name) => name.startsWith('0001-')))
    throw new SchemaVersionError(
      'The database was written before the first release of the bot, and this version cannot read it. Remove it, or name another one in DATABASE_URL, to start with an empty database.',
    );
  if (unknown.length > 0)
    throw new SchemaVersionError(
      `The database was written by a newer version of the bot, which made ${unknown.join(', ')}. Update the bot.`,
    );
};

/**
 * Brings the tables up to date.
 * @throws SchemaVersionError if a newer version of the bot wrote them, or one from before the first release; Error if a migration fails
 */
export const migrate = async (db: Db): Promise<void> => {
  refuseUnknown(await madeHere(db));
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
};

/**
 * Checks the same without changing anything.
 * @throws SchemaVersionError
 */
export const checkVersion = async (db: Db): Promise<void> => {
  const made = await madeHere(db);
  refuseUnknown(made);
  if (made.length === 0)
    throw new SchemaVersionError('This database is not the bot’s: it has none of its tables.');
  if (made.length < Object.keys(migrations).length)
    throw new SchemaVersionError(
      'The database was written by an older version of the bot. Start this version once to bring it up to date.',
    );
};
