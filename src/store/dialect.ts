/** What differs between SQLite and PostgreSQL. */
import { type Kysely, PostgresAdapter } from 'kysely';

export const isPostgres = (db: Pick<Kysely<unknown>, 'getExecutor'>): boolean =>
  db.getExecutor().adapter instanceof PostgresAdapter;
