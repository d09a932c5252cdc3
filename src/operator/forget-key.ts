/** `npm run forget-key -- <kid>`: gives up a lost key, and asks its people to link again. */
import { showHealth } from '../accounts/account-health.ts';
import { readConfig } from '../config.ts';
import { createLog } from '../core/log.ts';
import type { Account } from '../model/account.ts';
import { newCard } from '../sharing/cards/refresh.ts';
import type { Database } from '../store/engine/database.ts';
import { openAlone } from '../store/open.ts';
import { noLongerCopy } from '../store/operator/copy-mark.ts';
import { forgetKey, lostKeys } from '../store/operator/forget.ts';
import * as accounts from '../store/repositories/accounts.ts';
import * as cards from '../store/repositories/cards.ts';
import * as offers from '../store/repositories/offers.ts';
import * as preferences from '../store/repositories/preferences.ts';
import * as producerBlocks from '../store/repositories/producer-blocks.ts';
import * as shares from '../store/repositories/shares.ts';
import * as withdrawals from '../store/repositories/withdrawals.ts';
import { sealedRecords } from '../store/secrets/credentials.ts';
import { forgetListPath, lostRecord, noteForgotten } from '../store/secrets/forget-list.ts';
import { createKeepList } from '../store/secrets/kept-lists.ts';
import { type Keys, parseKeys } from '../store/secrets/keys.ts';
import { type Command, UsageError } from './command.ts';
import { overwritten } from './overwritten.ts';

const lose = async (database: Database, keys: Keys, list: string | null, typed: string) => {
  const now = await database.now();
  const kids = await lostKeys(database.kysely, keys, typed);
  const records = (await sealedRecords(database.kysely)).filter(({ kid }) => kids.includes(kid));
  const recordKeys = records.map(({ recordKey }) => lostRecord(recordKey));
  await createKeepList(database, list, createLog('silent'))(now);
  await noteForgotten({ path: list, keys }, recordKeys, now);
  return database.transaction(async (tx) => {
    const lost: Account[] = [];
    for (const kid of kids) lost.push(...(await forgetKey(tx, kid)));
    await noLongerCopy(tx);
    const store = { accounts, cards, offers, preferences, producerBlocks, shares, withdrawals };
    for (const account of lost) {
      await showHealth({ store, tx, now }, account);
      await cards.ensureCard(tx, newCard('account', account.id, account, now));
    }
    return { kids, lost };
  });
};

/**
 * Removes what was sealed under a key, given by its name or whole `kid`, and says whose accounts have to be linked again.
 * @throws DatabaseInUseError while the bot runs; KeyNotLostError when the key is not lost at all
 */
export const forget: Command = async ([typed, ...more], env, { stdout }) => {
  if (typed === undefined || more.length > 0) throw new UsageError();
  const config = readConfig(env);
  const keys = parseKeys(config.encryptionKeys.reveal());
  const list = forgetListPath(config.forgetList, config.databaseUrl);
  const database = await openAlone(config.databaseUrl, { log: createLog('silent') });
  try {
    const { kids, lost } = await lose(database, keys, list, typed);
    const left = await overwritten(database);
    stdout.write(
      [
        `Gave up ${kids.join(', ')}. Accounts to link again: ${lost.length}`,
        ...lost.map(
          ({ teamId, userId, name, projectName, cloudName }) =>
            `  team ${teamId}, person ${userId}: ${name} (project ${projectName} on ${cloudName})`,
        ),
        ...(lost.length > 0
          ? ['Once the bot runs, it asks each of these people to link again. Their work then continues.']
          : []),
        left,
      ].join('\n'),
    );
  } finally {
    await database.close();
  }
};
