/** What the checks are made on: whatever of the settings can be used, even if others cannot. Opened once, and closed at the end. */
import { type CloudsFile, readCloudsFile } from '../../cloud/clouds.ts';
import { createHttp, type Http } from '../../cloud/http.ts';
import { defaultDatabaseUrl, type Environment } from '../../config.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { withoutPlaceholders } from '../../core/env-mistakes.ts';
import { createLog } from '../../core/log.ts';
import { type Proxies, readProxies } from '../../core/proxies.ts';
import { withSecretFiles } from '../../core/secret-files.ts';
import { openForALook } from '../../store/open.ts';
import { schemaState } from '../../store/schema/schema-version.ts';
import type { Db } from '../../store/schema/tables.ts';
import { type Keys, parseKeys } from '../../store/secrets/keys.ts';

export interface Setup {
  /** As it was set. */
  readonly given: Environment;
  /** With the secrets that are in files, without placeholders. */
  readonly env: Environment;
  readonly databaseUrl: string;
  readonly proxies: Proxies | null;
  /** Null: missing, or they cannot be used. */
  readonly keys: Keys | null;
  readonly clock: Clock;
  readonly http: Http;
  /** @throws CloudsFileError */
  readonly cloudsFile: () => Promise<CloudsFile>;
  /** For reading. @throws what `openForALook` throws, if the file is not there for instance */
  readonly database: () => Promise<Db>;
  /** For what needs this version's tables; null: there are none, for whatever reason. */
  readonly tables: () => Promise<Db | null>;
  readonly close: () => Promise<void>;
}

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const keysIn = ({ ENCRYPTION_KEYS: text }: Environment): Keys | null => {
  try {
    return text?.trim() ? parseKeys(text.trim()) : null;
  } catch {
    return null;
  }
};

export const createSetup = (given: Environment, clock: Clock = systemClock): Setup => {
  const env = withoutPlaceholders(withSecretFiles(given).env, ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN']);
  const log = createLog('silent');
  const databaseUrl = env.DATABASE_URL?.trim() || defaultDatabaseUrl;
  const { proxies } = readProxies(env);
  const http = createHttp({ log, clock, proxies, attempts: 1, timeoutMs: 8_000 });
  let close = async () => {};
  const database = once(async () => {
    const opened = await openForALook(databaseUrl, log);
    ({ close } = opened);
    return opened.kysely;
  });
  return {
    ...{ given, env, databaseUrl, proxies, clock, http, database },
    keys: keysIn(env),
    cloudsFile: once(() => readCloudsFile(env)),
    tables: once(async () => {
      try {
        const db = await database();
        return (await schemaState(db)) === 'current' ? db : null;
      } catch {
        // the check of the database says why
        return null;
      }
    }),
    close: async () => {
      await close();
      await http.close();
    },
  };
};
