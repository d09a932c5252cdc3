/** `npm run restore -- --from <file>`: puts a backup back; `npm run restored -- --as-of <time>`: what follows if that was done by other means. */
import { parseArgs } from 'node:util';
import { type Config, type Environment, readConfig } from '../../config.ts';
import { createLog } from '../../core/log.ts';
import { readTime } from '../../core/read-time.ts';
import { SetupError } from '../../core/setup-error.ts';
import type { Restore } from '../../model/restored.ts';
import type { Store } from '../../sharing/repositories.ts';
import type { Database } from '../../store/engine/database.ts';
import { databaseName, openAlone } from '../../store/open.ts';
import type { BackupFacts } from '../../store/operator/backup/backup-facts.ts';
import { checkBackup } from '../../store/operator/backup/check-backup.ts';
import { repositories } from '../../store/repositories/all.ts';
import { forgetListPath, forgottenSince } from '../../store/secrets/forget-list.ts';
import { parseKeys } from '../../store/secrets/keys.ts';
import { type Command, UsageError } from '../command.ts';
import { isConfirmed } from '../confirm.ts';
import { type MarkedRestored, markRestored } from './mark-restored.ts';
import { hasRows, putBack } from './put-back.ts';

/** The database has something in it, and nobody said that it may be replaced. */
class NotEmptyError extends SetupError {
  override readonly name = 'NotEmptyError';
}

const option = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

const readWords = (words: readonly string[]) => {
  try {
    const options = { from: option, replace: flag, yes: flag };
    const { from, replace = false, yes = false } = parseArgs({ args: [...words], options }).values;
    if (from) return { from, replace, yes };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n`);
  }
  throw new UsageError('Say --from <file>, a backup.\n');
};

/** What to do to a database's rows once it is put back; `now` by the clock of the database that goes on. */
const marking =
  (config: Config, { asOf, how }: Pick<Restore, 'asOf' | 'how'>, now: number) =>
  async (database: Database): Promise<MarkedRestored> => {
    const keys = parseKeys(config.encryptionKeys.reveal());
    const path = forgetListPath(config.forgetList, config.databaseUrl);
    const forgotten = await forgottenSince({ path, keys }, asOf, now);
    const store: Store = { database, ...repositories };
    const { policy } = config;
    const marked = await database.transaction((tx) =>
      markRestored({ store, tx, now, policy }, { asOf, how, keys, forgotten }),
    );
    await database.scrub();
    return marked;
  };

const people = (count: number) => (count === 1 ? '1 account' : `${count} accounts`);

const markedText = ({ dropped, unconfirmed }: MarkedRestored): string[] => [
  `${people(dropped)} unlinked since the backup: dropped.`,
  unconfirmed === 0
    ? 'The forget list is whole since the backup: all other accounts go on.'
    : `The forget list is not whole since the backup: the bot asks the owners of ${people(unconfirmed)} to keep or unlink them, and uses none before.`,
];

const planText = (
  { takenAt, bot, schema, rows, keys: kids }: BackupFacts,
  name: string,
  replaces: boolean,
): string => {
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return [
    `The backup has ${all} rows as of ${takenAt}, by version ${bot} (tables ${schema}), sealed with ${Object.keys(kids).join(', ') || 'no key'}.`,
    replaces
      ? `What is in ${name} now is set aside, and the backup takes its place.`
      : `It is put into ${name}.`,
    'The bot then knows nothing of what happened since. It reads the clouds first, carries out what takes access away, and asks people before it does anything else that they wanted before.',
    '',
  ].join('\n');
};

/**
 * Puts a backup back.
 * @throws NotEmptyError, DatabaseInUseError, SchemaVersionError, ConfigError; Error if the backup is not whole
 */
export const restore: Command = async (words, env: Environment, streams) => {
  const { from, replace, yes } = readWords(words);
  const config = readConfig(env);
  const url = config.databaseUrl;
  const facts = await checkBackup(from, null);
  const name = await databaseName(url);
  const replaces = await hasRows(url);
  if (replaces && !replace)
    throw new NotEmptyError(
      `${name} is not empty. With --replace, what is in it is set aside and the backup takes its place.`,
    );
  streams.stdout.write(planText(facts, name, replaces));
  if (!yes && !(await isConfirmed(streams))) {
    streams.stdout.write('Nothing was changed.\n');
    return;
  }
  const asOf = readTime(facts.takenAt);
  if (asOf === null) throw new Error(`${from} says that it is of ${facts.takenAt}, which cannot be.`);
  const { marked, aside } = await putBack(from, url, (now) => marking(config, { asOf, how: 'restore' }, now));
  const known = parseKeys(config.encryptionKeys.reveal()).byKid;
  const missing = Object.keys(facts.keys).filter((kid) => !known.has(kid));
  streams.stdout.write(
    [
      `${name} is put back to ${facts.takenAt}.`,
      ...(aside === null ? [] : [`What was there is now ${aside}.`]),
      ...markedText(marked),
      ...(missing.length === 0
        ? []
        : [`ENCRYPTION_KEYS lacks ${missing.join(', ')}: add it before you start the bot.`]),
      'Start the bot.',
      '',
    ].join('\n'),
  );
};

/**
 * Does what follows for a database that was put back by other means.
 * @throws DatabaseInUseError, SchemaVersionError, ConfigError
 */
export const restored: Command = async (words, env: Environment, { stdout }) => {
  let typed: string | undefined;
  try {
    typed = parseArgs({ args: [...words], options: { 'as-of': option } }).values['as-of'];
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n`);
  }
  const asOf = readTime(typed ?? '');
  if (asOf === null)
    throw new UsageError(
      'Say --as-of <time>, the time that the database shows, such as 2026-11-29T03:17Z.\n',
    );
  const config = readConfig(env);
  const database = await openAlone(config.databaseUrl, { log: createLog('silent') });
  try {
    const now = await database.now();
    if (asOf > now) throw new UsageError('--as-of is a time to come.\n');
    const marked = await marking(config, { asOf, how: 'restored' }, now)(database);
    const name = await databaseName(config.databaseUrl);
    stdout.write(
      [
        `${name} counts as of ${new Date(asOf).toISOString()}.`,
        ...markedText(marked),
        'Start the bot.',
        '',
      ].join('\n'),
    );
  } finally {
    await database.close();
  }
};
