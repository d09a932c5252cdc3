/** The accounts that people have linked, read from the bot's record each time they are needed: an unlinked one is no longer used. */
import { readCredential } from '../../src/accounts/credential.ts';
import type { CloudConfig } from '../../src/cloud/cloud-config.ts';
import type { Credential } from '../../src/cloud/token.ts';
import type { TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import type { Account } from '../../src/model/account.ts';
import { openForReading } from '../../src/store/open.ts';
import { accountsOnCloud } from '../../src/store/repositories/accounts.ts';
import { allClouds } from '../../src/store/repositories/known-clouds.ts';
import type { Db } from '../../src/store/schema/tables.ts';
import { createCredentials } from '../../src/store/secrets/credentials.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import { createKeyv } from '../../src/store/secrets/keyv-adapter.ts';
import type { BotRecord } from '../start.ts';

export interface Linked {
  /** Oldest first. */
  readonly accounts: () => Promise<readonly Account[]>;
  readonly credentialOf: (account: Account) => Promise<Credential>;
}

export const readLinked = (
  { file, encryptionKeys, teamId }: BotRecord,
  { authUrl }: Pick<CloudConfig, 'authUrl'>,
): Linked => {
  const keys = parseKeys(encryptionKeys);
  const looking = async <T>(look: (db: Db) => Promise<T>): Promise<T> => {
    const record = await openForReading(`sqlite:${file}`, { log: createLog('silent') });
    try {
      return await look(record.kysely);
    } finally {
      await record.close();
    }
  };
  return {
    accounts: () =>
      looking(async (db) => {
        const known = (await allClouds(db)).find((cloud) => cloud.authUrl === authUrl);
        return known ? accountsOnCloud(db, teamId as TeamId, known.joinedTo ?? known.id) : [];
      }),
    credentialOf: (account) =>
      looking((db) => readCredential(createCredentials({ keyv: createKeyv(db), keys }), account)),
  };
};
