/** What an operator does from the shell: `npm run make-key`, `npm run forget-key -- <kid>`, `npm run migrate:store -- …`, `npm run audit -- …`. */
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { config as readDotenv } from 'dotenv';
import { showHealth } from './accounts/health.ts';
import { defaultDatabaseUrl, readConfig } from './config.ts';
import { createLog } from './core/log.ts';
import { exitCodeOf, reasonOf, wordsOf } from './exit-code.ts';
import { newCard } from './sharing/card.ts';
import * as accounts from './store/accounts.ts';
import { exportAudit } from './store/audit-export.ts';
import { auditUsage, readAuditOptions } from './store/audit-options.ts';
import * as cards from './store/cards.ts';
import { noLongerCopy } from './store/copy-mark.ts';
import { sealedRecords } from './store/credentials.ts';
import { type Database, databaseName, openAlone, openForReading } from './store/database.ts';
import { forgetKey, lostKeys } from './store/forget-key.ts';
import { checkOpens, migrateStore } from './store/migrate-store.ts';
import * as offers from './store/offers.ts';
import * as preferences from './store/preferences.ts';
import type { Account } from './store/rows.ts';
import { type Keys, nameOf, parseKeys } from './store/sealed.ts';
import * as shares from './store/shares.ts';
import * as withdrawals from './store/withdrawals.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const usage = `Usage:
  npm run make-key               prints a new key for ENCRYPTION_KEYS
  npm run forget-key -- <kid>    gives up a lost key, such as k1, and what it sealed; the bot must be stopped
  npm run migrate:store -- --from <url> --to <url>
                                 copies everything into another database; the bot must be stopped.
                                 Either may be left out: it is then DATABASE_URL
  npm run audit -- [--since 7d] […]
                                 who did what, beside the running bot; --help says what can be asked
`;

/** A message says what is amiss, before the usage; without one the usage says enough. */
class UsageError extends Error {}

const log = createLog('silent');

/** A new key under the next free name. It goes to standard output alone, so that it can be redirected into a file. */
const makeKey = (env: Environment): void => {
  const current = env.ENCRYPTION_KEYS?.trim();
  const taken = new Set(current ? [...parseKeys(current).byKid.keys()].map(nameOf) : []);
  let number = taken.size + 1;
  while (taken.has(`k${number}`)) number += 1;
  process.stdout.write(`k${number}:${randomBytes(32).toString('base64')}\n`);
  process.stderr.write(
    current
      ? 'Put it, with a comma after it, before the keys that ENCRYPTION_KEYS has: the first seals, all open. Keep the older ones.\n'
      : 'Set ENCRYPTION_KEYS to it, in .env or wherever the bot gets its environment. Keep a copy: without it, everyone links again.\n',
  );
};

const lose = async (database: Database, keys: Keys, typed: string) => {
  const now = await database.now();
  return database.transaction(async (tx) => {
    const kids = await lostKeys(tx, keys, typed);
    const lost: Account[] = [];
    for (const kid of kids) lost.push(...(await forgetKey(tx, kid)));
    await noLongerCopy(tx);
    const rows = { accounts, cards, offers, preferences, shares, withdrawals };
    for (const account of lost) {
      await showHealth(rows, tx, account, now);
      await cards.ensureCard(tx, newCard('account', account.id, account, now));
    }
    return { kids, lost };
  });
};

/**
 * Removes what was sealed under a key, given by its name or whole `kid`, and says whose accounts have to be linked again.
 * @throws DatabaseInUseError while the bot runs; KeyNotLostError when the key is not lost at all
 */
const forget = async (env: Environment, typed: string): Promise<void> => {
  const config = readConfig(env);
  const keys = parseKeys(config.encryptionKeys.reveal());
  const database = await openAlone(config.databaseUrl, { log });
  try {
    const { kids, lost } = await lose(database, keys, typed);
    process.stdout.write(
      [
        `${kids.join(', ')} is forgotten. Accounts to be linked again: ${lost.length}`,
        ...lost.map(
          ({ teamId, userId, name, projectName, cloud }) =>
            `  team ${teamId}, person ${userId}: ${name} (project ${projectName} on ${cloud})`,
        ),
        ...(lost.length > 0
          ? ['Once the bot runs, it asks each of them once to link again; what waits for them goes on then.']
          : []),
        '',
      ].join('\n'),
    );
  } finally {
    await database.close();
  }
};

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
    return `The credentials open with ENCRYPTION_KEYS (${kids.join(', ')}). Start the bot with the same.`;
  }
  return `ENCRYPTION_KEYS is not set here, so it was not tried whether the credentials open. The bot needs it with ${kids.join(', ')}.`;
};

/**
 * Copies one store into another and says what it moved.
 * @throws DatabaseInUseError while a bot has either open; SchemaVersionError, UnknownKeyError, SealedRecordError
 */
const migrateAll = async (env: Environment, words: readonly string[]): Promise<void> => {
  const urls = databasesOf(env, words);
  const source = await openAlone(urls.from, { log }).catch(about('--from'));
  try {
    const keys = await sayKeys(env, source).catch(about('--from'));
    const target = await openAlone(urls.to, { log, existing: false }).catch(about('--to'));
    try {
      const [from, to] = [databaseName(urls.from), databaseName(urls.to)];
      process.stdout.write(`From ${from}\n  to ${to}\n`);
      const told = new Map<string, number>();
      const moved = await migrateStore(source, target, {
        source: from,
        log,
        onRows: (table, rows) => {
          if (rows - (told.get(table) ?? 0) < progressRows) return;
          told.set(table, rows);
          process.stderr.write(`  ${table}: ${rows} rows …\n`);
        },
      });
      const lines = moved.map(
        ({ table, rows, added, changed, gone }) =>
          `  ${table.padEnd(16)} ${String(rows).padStart(9)} rows: ${added} new, ${changed} changed, ${gone} gone`,
      );
      process.stdout.write([...lines, keys, 'The former still has everything.', ''].join('\n'));
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
};

/**
 * Prints the audit trail, beside the bot or without one.
 * @throws DatabaseUrlError, SchemaVersionError
 */
const audit = async (env: Environment, words: readonly string[]): Promise<void> => {
  const options = readAuditOptions(words, Date.now());
  if (options === null) {
    process.stdout.write(auditUsage);
    return;
  }
  const { kysely, close } = await openForReading(env.DATABASE_URL?.trim() || defaultDatabaseUrl, { log });
  try {
    const pieces = exportAudit(kysely, options.filter, options.format);
    await pipeline(Readable.from(pieces), process.stdout, { end: false });
  } catch (error) {
    // whoever reads has enough, as `head` does
    if ((error as { code?: unknown }).code !== 'EPIPE') throw error;
  } finally {
    await close();
  }
};

const [command, ...words] = process.argv.slice(2);
try {
  readDotenv({ quiet: true });
  const [kid, ...more] = words;
  if (command === 'make-key' && kid === undefined) makeKey(process.env);
  else if (command === 'forget-key' && kid !== undefined && more.length === 0) await forget(process.env, kid);
  else if (command === 'migrate-store') await migrateAll(process.env, words);
  else if (command === 'audit') await audit(process.env, words);
  else throw new UsageError();
} catch (error) {
  process.stderr.write(error instanceof UsageError ? error.message + usage : reasonOf(error));
  process.exitCode = exitCodeOf(error);
}
