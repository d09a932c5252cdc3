/** The database that DATABASE_URL names: whether it can be opened, and what keeps the bot from working with it. */
import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readDatabaseUrl } from '../../core/database-url.ts';
import { wordsOf } from '../../exit-code.ts';
import { fileSystemAt } from '../../store/engine/file-system.ts';
import {
  isTransactionPooled,
  TransactionPoolerError,
  takesSessionLimits,
} from '../../store/engine/pooler.ts';
import { postgresNow } from '../../store/engine/postgres.ts';
import { databaseName } from '../../store/open.ts';
import { bloatedTables, postgresFacts } from '../../store/operator/postgres-facts.ts';
import { schemaState } from '../../store/schema/schema-version.ts';
import { placeFindings, rightsFindings } from './check-database-file.ts';
import { postgresFindings } from './check-postgres.ts';
import { type Check, type Finding, failure, good } from './finding.ts';
import type { Setup } from './setup.ts';

const states = {
  none: 'has no tables yet; the first start makes them',
  older: 'was written by an older version; the next start brings it up to date',
  current: 'has the tables of this version',
};

const schemaFindings = async ({ database, databaseUrl }: Setup): Promise<readonly Finding[]> => [
  good(`${await databaseName(databaseUrl)} ${states[await schemaState(await database())]}`),
];

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

const fileFindings = async (setup: Setup, file: string): Promise<readonly Finding[]> => {
  if (!(await exists(file))) return mayBeMade(file);
  if ((await stat(file)).isDirectory())
    return [failure(`DATABASE_URL names ${file}, which is a folder`, 'Name a file in it.')];
  return schemaFindings(setup);
};

/** The nearest folder that is there has to let this user make the others. */
const mayBeMade = async (path: string): Promise<readonly Finding[]> => {
  let folder = dirname(path);
  while (!(await exists(folder))) folder = dirname(folder);
  return access(folder, constants.W_OK).then(
    () => [good(`sqlite:${path} is not there yet; the first start makes it`)],
    () => [
      failure(
        `this user may not make ${path}`,
        `Make its folder, or give this user the right to write ${folder}.`,
      ),
    ],
  );
};

const sqliteChecks = (setup: Setup, path: string): readonly Check[] => {
  const file = resolve(path);
  return [
    { name: 'database', run: () => fileFindings(setup, file) },
    { name: 'database rights', run: () => rightsFindings(file) },
    { name: 'disk', run: async () => placeFindings(await fileSystemAt(file)) },
  ];
};

/** By SQLSTATE or the system's code. */
const remedies: Readonly<Record<string, string>> = {
  '28P01': 'Check user and password in DATABASE_URL.',
  '28000': 'Check the user in DATABASE_URL, and pg_hba.conf on the server.',
  '42501': 'Give the user the rights that the lines of postgresql name.',
  '3D000': 'Create the database: create database <name>;',
  '53300': 'The server has no connection left: raise max_connections, or stop what holds them.',
  '57P03': 'The server is starting or stopping. Try again.',
  ENOTFOUND: 'Check the host in DATABASE_URL, and DNS.',
  EAI_AGAIN: 'Check DNS: it did not answer.',
  ECONNREFUSED: 'Check host and port in DATABASE_URL, and whether the server runs and listens there.',
};

const unreachable = (error: unknown): Finding => {
  const { code = '' } = error as { readonly code?: string };
  return failure(
    `PostgreSQL cannot be used: ${error instanceof Error ? wordsOf(error) : String(error)}`,
    remedies[code] ?? 'Check DATABASE_URL, the network, and the log of the server.',
  );
};

const poolerFindings = async (url: string): Promise<readonly Finding[]> => {
  if (await isTransactionPooled(url)) return [failure(new TransactionPoolerError().message)];
  if (await takesSessionLimits(url)) return [good('each connection keeps its session')];
  return [
    failure(
      'the pooler refuses what the bot asks of each session',
      'In PgBouncer: ignore_startup_parameters = statement_timeout,idle_in_transaction_session_timeout',
    ),
  ];
};

const postgresChecks = (setup: Setup): readonly Check[] => [
  {
    name: 'database',
    run: async () => {
      try {
        return await schemaFindings(setup);
      } catch (error) {
        if (error instanceof Error && error.name === 'SchemaVersionError') throw error;
        return [unreachable(error)];
      }
    },
  },
  { name: 'pooler', run: async () => ((await reached(setup)) ? poolerFindings(setup.databaseUrl) : []) },
  {
    name: 'postgresql',
    run: async () => {
      if (!(await reached(setup))) return [];
      const db = await setup.database();
      return postgresFindings(await postgresFacts(db, Date.now), await bloatedTables(db));
    },
  },
];

/** Whether there is a server that answers; why not says the check of the database. */
const reached = async ({ database }: Setup): Promise<boolean> => {
  try {
    await postgresNow(await database());
    return true;
  } catch {
    return false;
  }
};

/** None for a URL that cannot be read: the check of the settings says why. */
export const databaseChecks = (setup: Setup): readonly Check[] => {
  const place = readDatabaseUrl(setup.databaseUrl);
  if (typeof place === 'string') return [];
  if (place.kind === 'postgres') return postgresChecks(setup);
  return place.path === ':memory:' ? [] : sqliteChecks(setup, place.path);
};
