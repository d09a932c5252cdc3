/** What an operator does to the bot's keys from the shell: `npm run make-key`, `npm run forget-key -- <kid>`. */
import { randomBytes } from 'node:crypto';
import { config as readDotenv } from 'dotenv';
import { showHealth } from './accounts/health.ts';
import { ConfigError, readConfig } from './config.ts';
import { createLog } from './core/log.ts';
import { exitCodeOf, reasonOf } from './exit-code.ts';
import { newCard } from './sharing/card.ts';
import * as accounts from './store/accounts.ts';
import * as cards from './store/cards.ts';
import { sealedRecords } from './store/credentials.ts';
import { type Database, openDatabase } from './store/database.ts';
import { forgetKey } from './store/forget-key.ts';
import * as offers from './store/offers.ts';
import { parseKeys } from './store/sealed.ts';
import * as shares from './store/shares.ts';
import * as withdrawals from './store/withdrawals.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const usage = `Usage:
  npm run make-key               prints a new key for ENCRYPTION_KEYS
  npm run forget-key -- <kid>    gives up a lost key and what it sealed; the bot must be stopped
`;

/** A new key under the next free name. It goes to standard output alone, so that it can be redirected into a file. */
const makeKey = (env: Environment): void => {
  const current = env.ENCRYPTION_KEYS?.trim();
  const taken = current ? parseKeys(current).byKid : new Map<string, unknown>();
  let number = taken.size + 1;
  while (taken.has(`k${number}`)) number += 1;
  process.stdout.write(`k${number}:${randomBytes(32).toString('base64')}\n`);
  process.stderr.write(
    current
      ? 'Put it, with a comma after it, before the keys that ENCRYPTION_KEYS has: the first seals, all open. Keep the older ones.\n'
      : 'Set ENCRYPTION_KEYS to it, in .env or wherever the bot gets its environment. Keep a copy: without it, everyone links again.\n',
  );
};

const lose = (database: Database, kid: string) =>
  database.transaction(async (tx) => {
    const kids = new Set((await sealedRecords(tx)).map((record) => record.kid));
    if (!kids.has(kid)) {
      throw new Error(
        `Nothing is sealed with ${kid}. The database knows: ${[...kids].sort().join(', ') || 'no key'}.`,
      );
    }
    const lost = await forgetKey(tx, kid);
    const now = await database.now();
    const rows = { accounts, cards, offers, shares, withdrawals };
    for (const account of lost) {
      await showHealth(rows, tx, account, now);
      await cards.ensureCard(tx, newCard('account', account.id, account, now));
    }
    return lost;
  });

/**
 * Removes what was sealed under `kid` and says whose accounts have to be linked again.
 * @throws DatabaseInUseError while the bot runs; ConfigError when the key is not lost at all
 */
const forget = async (env: Environment, kid: string): Promise<void> => {
  const config = readConfig(env);
  if (parseKeys(config.encryptionKeys.reveal()).byKid.has(kid)) {
    throw new ConfigError(
      `ENCRYPTION_KEYS still has ${kid}, so nothing is lost. Take it out first if it is to be given up.`,
    );
  }
  const database = await openDatabase(config.databaseUrl, { log: createLog('silent') });
  try {
    const lost = await lose(database, kid);
    process.stdout.write(
      [
        `${kid} is forgotten. Accounts to be linked again: ${lost.length}`,
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

const [command, kid, ...more] = process.argv.slice(2);
try {
  readDotenv({ quiet: true });
  if (command === 'make-key' && kid === undefined) makeKey(process.env);
  else if (command === 'forget-key' && kid !== undefined && more.length === 0) await forget(process.env, kid);
  else {
    process.stderr.write(usage);
    process.exitCode = 1;
  }
} catch (error) {
  process.stderr.write(reasonOf(error));
  process.exitCode = exitCodeOf(error);
}
