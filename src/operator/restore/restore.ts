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

/** The clock that goes on is set wrong, or the time is: what was done since could not be told from what came back. */
class TimeToComeError extends SetupError {
  override readonly name = 'TimeToComeError';

  constructor(asOf: number, now: number) {
    const [then, here] = [asOf, now].map((at) => new Date(at).toISOString());
    super(
      `${then} is a time to come: the database’s clock says ${here}. Set that clock, or say another time.`,
    );
  }
}

interface Found extends MarkedRestored {
  /** Why those that are not dropped are used again; null: each owner is asked. */
  readonly accountsGoOn: 'at-once' | 'by-list' | null;
}

/** What to do to a database's rows once it is put back; `now` by the clock of the database that goes on. */
const marking =
  (config: Config, { asOf, how }: Pick<Restore, 'asOf' | 'how'>, now: number) =>
  async (database: Database): Promise<Found> => {
    if (asOf > now) throw new TimeToComeError(asOf, now);
    const keys = parseKeys(config.encryptionKeys.reveal());
    const path = forgetListPath(config.forgetList, config.databaseUrl);
    const forgotten = await forgottenSince({ path, keys }, asOf, now);
    const store: Store = { database, ...repositories };
    const { policy } = config;
    const marked = await database.transaction((tx) =>
      markRestored({ store, tx, now, policy }, { asOf, how, keys, forgotten }),
    );
    await database.scrub();
    return { ...marked, accountsGoOn: asOf === now ? 'at-once' : forgotten.whole ? 'by-list' : null };
  };

const people = (count: number) => (count === 1 ? '1 account' : `${count} accounts`);

const markedText = ({ dropped, unconfirmed, accountsGoOn }: Found): string[] => [
  `${people(dropped)} unlinked since the backup: dropped.`,
  accountsGoOn !== null
    ? `${accountsGoOn === 'at-once' ? 'No time has passed' : 'The forget list is whole'} since the backup: all other accounts go on.`
    : `The forget list is not whole since the backup: the bot asks the owners of ${people(unconfirmed)} to keep or unlink them, and uses none before.`,
];

const followsText =
  'The bot then knows nothing of what happened since. It reads the clouds first, carries out what takes access away, and asks people before it does anything else that they wanted before.';

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
    followsText,
    '',
  ].join('\n');
};

/**
 * Puts a backup back.
 * @throws NotEmptyError, DatabaseInUseError, SchemaVersionError, ConfigError, TimeToComeError; Error if the backup is not whole
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

/** @throws UsageError if it is no time, or one that the machine's own zone would decide about */
const readAsOf = (words: readonly string[]) => {
  try {
    const options = { 'as-of': option, yes: flag };
    const { 'as-of': typed = '', yes = false } = parseArgs({ args: [...words], options }).values;
    const asOf = /t/i.test(typed) && /(?:Z|[+-]\d\d:?\d\d)$/i.test(typed) ? readTime(typed) : null;
    if (asOf !== null) return { asOf, yes };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n`);
  }
  throw new UsageError(
    'Say --as-of <time>, the time that the database shows, with its zone: 2026-11-29T03:17Z, or 2026-11-29T04:17+01:00.\n',
  );
};

/**
 * Does what follows for a database that was put back by other means.
 * @throws DatabaseInUseError, SchemaVersionError, ConfigError, TimeToComeError
 */
export const restored: Command = async (words, env: Environment, streams) => {
  const { stdout } = streams;
  const { asOf, yes } = readAsOf(words);
  const config = readConfig(env);
  const database = await openAlone(config.databaseUrl, { log: createLog('silent') });
  try {
    const now = await database.now();
    if (asOf > now) throw new TimeToComeError(asOf, now);
    const name = await databaseName(config.databaseUrl);
    const [then, here] = [asOf, now].map((at) => new Date(at).toISOString());
    stdout.write(`${name} is taken to be as of ${then}, and it is now ${here}.\n${followsText}\n`);
    if (!yes && !(await isConfirmed(streams))) {
      stdout.write('Nothing was changed.\n');
      return;
    }
    const marked = await marking(config, { asOf, how: 'restored' }, now)(database);
    stdout.write([`${name} counts as of ${then}.`, ...markedText(marked), 'Start the bot.', ''].join('\n'));
  } finally {
    await database.close();
  }
};
