/** What a start opens before anything else: the port, which says how the start is doing, and the database, which may have to be waited for. */
import type { CloudConfig } from './cloud/cloud-config.ts';
import { createCloudList } from './cloud/cloud-list.ts';
import type { Config } from './config.ts';
import type { Clock } from './core/clock.ts';
import type { Log } from './core/log.ts';
import type { Observer } from './core/observer.ts';
import type { Account } from './model/account.ts';
import { createPort } from './slack/bolt/port.ts';
import type { KnownTokens } from './slack/bolt/starting.ts';
import { createDatabaseWait, type DatabaseWait } from './store/database-wait.ts';
import { openDatabase } from './store/open.ts';
import { withAuditLog } from './store/repositories/audit-log.ts';
import { recognizeClouds } from './store/repositories/known-clouds.ts';
import { knownTokens } from './store/repositories/slack-tokens.ts';
import { checkKeys, credentialKey, markCurrentKey } from './store/secrets/credentials.ts';
import { forgetListPath, noteForgotten } from './store/secrets/forget-list.ts';
import { createKeepList } from './store/secrets/kept-lists.ts';
import { parseKeys } from './store/secrets/keys.ts';
import { createKeyv } from './store/secrets/keyv-adapter.ts';

interface Options {
  readonly config: Config;
  readonly clouds: readonly CloudConfig[];
  readonly log: Log;
  readonly clock: Clock;
  /** Ends every wait. */
  readonly signal: AbortSignal;
  readonly observer: Observer | undefined;
}

/** The tokens as the start asks for them: a database that goes away meanwhile is waited for. */
const waitedFor = (tokens: KnownTokens, wait: DatabaseWait): KnownTokens => ({
  isKnown: (hash) => wait(() => tokens.isKnown(hash)),
  keep: (hash, team) => wait(() => tokens.keep(hash, team)),
  team: () => wait(() => tokens.team()),
});

/**
 * @throws SetupError what the operator has to change; InUseError another process has the database; the signal's reason. Nothing
 * stays open then
 */
export const openPortAndDatabase = async (options: Options) => {
  const { config, clouds, log, clock, signal, observer } = options;
  const keys = parseKeys(config.encryptionKeys.reveal());
  const port = createPort({ ...config.slack }, { clock, log });
  let reason: string | null = 'not yet open';
  port.report({
    stuck: async () => null,
    checks: async () => ({ database: reason ?? true }),
    remarks: () => ({}),
  });
  const wait = createDatabaseWait({
    clock,
    log,
    signal,
    onReason: (now) => {
      reason = now;
    },
  });

  const opened = async () => {
    const { database, appendAudit } = withAuditLog(
      await openDatabase(config.databaseUrl, { log, clock, onFailure: observer?.databaseFailed }),
      log,
      observer,
    );
    try {
      signal.throwIfAborted();
      const sealed = { keyv: createKeyv(database.kysely), keys };
      await checkKeys(database.kysely, keys);
      await markCurrentKey(sealed);
      const list = { path: forgetListPath(config.forgetList, config.databaseUrl), keys };
      const keepList = createKeepList(database, list.path, log);
      await keepList(await database.now());
      const recognize = (read: readonly CloudConfig[]) => recognizeClouds(database, read, log);
      const cloudList = await createCloudList(recognize, clouds, config.offeredClouds);
      return {
        database,
        appendAudit,
        sealed,
        cloudList,
        keepList,
        noteForgotten: async (account: Pick<Account, 'id' | 'teamId' | 'userId'>) =>
          noteForgotten(list, [credentialKey(account.id, account)], await database.now()),
      };
    } catch (error) {
      await database.close();
      throw error;
    }
  };

  try {
    const number = await port.open(signal);
    const found = await wait(opened);
    return { ...found, port, number, tokens: waitedFor(knownTokens(found.database), wait) };
  } catch (error) {
    await port.close(0);
    throw error;
  }
};
