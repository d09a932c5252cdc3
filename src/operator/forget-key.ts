/** `npm run forget-key -- <kid>`: gives up a lost key, and asks its people to link again. */
import { showHealth } from '../accounts/health.ts';
import { ConfigError, readConfig } from '../config.ts';
import { createLog } from '../core/log.ts';
import { newCard } from '../sharing/card.ts';
import * as accounts from '../store/accounts.ts';
import * as cards from '../store/cards.ts';
import { noLongerCopy } from '../store/copy-mark.ts';
import { sealedRecords } from '../store/credentials.ts';
import { type Database, openAlone } from '../store/database.ts';
import { forgetKey } from '../store/forget-key.ts';
import { parseKeys } from '../store/keys.ts';
import * as offers from '../store/offers.ts';
import * as preferences from '../store/preferences.ts';
import * as shares from '../store/shares.ts';
import * as withdrawals from '../store/withdrawals.ts';
import { type Command, UsageError } from './command.ts';

const lose = async (database: Database, kid: string) => {
  const now = await database.now();
  return database.transaction(async (tx) => {
    const kids = new Set((await sealedRecords(tx)).map((record) => record.kid));
    if (!kids.has(kid)) {
      throw new Error(
        `Nothing is sealed with ${kid}. The database knows: ${[...kids].sort().join(', ') || 'no key'}.`,
      );
    }
    const lost = await forgetKey(tx, kid);
    await noLongerCopy(tx);
    const rows = { accounts, cards, offers, preferences, shares, withdrawals };
    for (const account of lost) {
      await showHealth(rows, tx, account, now);
      await cards.ensureCard(tx, newCard('account', account.id, account, now));
    }
    return lost;
  });
};

/**
 * Removes what was sealed under a key and says whose accounts have to be linked again.
 * @throws DatabaseInUseError while the bot runs; ConfigError when the key is not lost at all
 */
export const forget: Command = async ([kid, ...more], env, { stdout }) => {
  if (kid === undefined || more.length > 0) throw new UsageError();
  const config = readConfig(env);
  if (parseKeys(config.encryptionKeys.reveal()).byKid.has(kid)) {
    throw new ConfigError(
      `ENCRYPTION_KEYS still has ${kid}, so nothing is lost. Take it out first if it is to be given up.`,
    );
  }
  const database = await openAlone(config.databaseUrl, { log: createLog('silent') });
  try {
    const lost = await lose(database, kid);
    stdout.write(
      [
        `${kid} is forgotten. Accounts to be linked again: ${lost.length}`,
        ...lost.map(
          ({ teamId, userId, name, projectName, cloudName }) =>
            `  team ${teamId}, person ${userId}: ${name} (project ${projectName} on ${cloudName})`,
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
