/** `npm run migrate:store -- --from <url> --to <url>`: copies one store into another. */
import { parseArgs } from 'node:util';
import type { Environment } from '../config.ts';
import { createLog } from '../core/log.ts';
import { environmentWithFiles } from '../core/secret-files.ts';
import { wordsOf } from '../exit-code.ts';
import type { Database } from '../store/engine/database.ts';
import { databaseName, openAlone } from '../store/open.ts';
import { checkOpens, migrateStore } from '../store/operator/copy.ts';
import { sealedRecords } from '../store/secrets/credentials.ts';
import { parseKeys } from '../store/secrets/keys.ts';
import { type Command, type Streams, UsageError } from './command.ts';

const progressRows = 10_000;

/** What went wrong with a database is said of the option that named it. */
const about = (option: string) => (error: unknown) => {
  if (error instanceof Error) error.message = `${option}: ${wordsOf(error)}`.replace(': DATABASE_URL', '');
  throw error;
};

const databasesOf = (env: Environment, words: readonly string[]) => {
  try {
    const options = { from: { type: 'string' }, to: { type: 'string' } } as const;
    const { from, to } = parseArgs({ args: [...words], options }).values;
    const rest = env.DATABASE_URL?.trim();
    if ((from || to) && (from ?? rest) && (to ?? rest))
      return { from: from ?? rest ?? '', to: to ?? rest ?? '' };
    if (from || to)
      throw new UsageError(`${from ? '--to' : '--from'} is missing, and DATABASE_URL is not set.\n`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // parseArgs quotes what it cannot read, which may be a URL with its password
  }
  throw new UsageError();
};

/** Whether the records will open under the keys that the bot has; without keys here, which ones it needs. */
const sayKeys = async (env: Environment, { kysely }: Database): Promise<string> => {
  const keys = env.ENCRYPTION_KEYS?.trim();
  const kids = [...new Set((await sealedRecords(kysely)).map(({ kid }) => kid))].sort();
  if (kids.length === 0) return 'There are no credentials.';
  if (keys) {
    await checkOpens(kysely, parseKeys(keys));
    return `ENCRYPTION_KEYS decrypts the credentials (${kids.join(', ')}). Start the bot with the same keys.`;
  }
  return `ENCRYPTION_KEYS is not set here, so the command did not check whether it decrypts the credentials. The bot needs ${kids.join(', ')} in it.`;
};

/** Tells of each table that is large, now and then while it is copied. */
const progressOn = (stderr: Streams['stderr']) => {
  const told = new Map<string, number>();
  return (table: string, rows: number) => {
    if (rows - (told.get(table) ?? 0) < progressRows) return;
    told.set(table, rows);
    stderr.write(`  ${table}: ${rows} rows …\n`);
  };
};

/**
 * Copies one store into another and says what it moved.
 * @throws DatabaseInUseError while a bot has either open; SchemaVersionError, UnknownKeyError, SealedRecordError
 */
export const migrateAll: Command = async (words, given, { stdout, stderr }) => {
  const env = environmentWithFiles(given);
  const urls = databasesOf(env, words);
  const log = createLog('silent');
  const source = await openAlone(urls.from, { log }).catch(about('--from'));
  try {
    const keys = await sayKeys(env, source).catch(about('--from'));
    const target = await openAlone(urls.to, { log, existing: false }).catch(about('--to'));
    try {
      const [from, to] = [await databaseName(urls.from), await databaseName(urls.to)];
      stdout.write(`From ${from}\n  to ${to}\n`);
      const moved = await migrateStore(source, target, { source: from, onRows: progressOn(stderr) });
      const lines = moved.map(
        ({ table, rows, added, changed, gone }) =>
          `  ${table.padEnd(16)} ${String(rows).padStart(9)} rows: ${added} new, ${changed} changed, ${gone} gone`,
      );
      stdout.write([...lines, keys, 'The source is unchanged.', ''].join('\n'));
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
};
