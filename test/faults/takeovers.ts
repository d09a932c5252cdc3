/** Something befalls the replica that sent a PUT, and another carries the answer out; the PUT takes effect after a newer answer. */
import { Client } from 'pg';
import { systemClock } from '../../src/core/clock.ts';
import { type BotProcess, createBotProcess, newKeys } from '../support/bot-process.ts';
import { type Cable, createCable } from '../support/cable.ts';
import {
  createPostgresDatabase,
  findPostgres,
  howToGetPostgres,
  startOwnPostgres,
} from '../support/postgres.ts';
import { answerAgainWhileHeld } from './held-put.ts';
import { oneByOne, type Promised } from './promise.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

const replicas = 3;
const patienceMs = 180_000;

interface Replica {
  readonly bot: BotProcess;
  readonly cable: Cable;
}

interface Struck extends Replica {
  /** The number that its leases carry. */
  readonly instance: number;
  readonly ask: (words: string) => Promise<unknown>;
  readonly restartServer: () => Promise<void>;
}

/** Strikes, and says how to make good again what is not over by itself. */
type Strike = (struck: Struck) => Promise<(() => void) | undefined>;

/** What the strike needs: a database on a server that others use too, or one on a server of its own. */
const openDatabases = async (ownServer: boolean) => {
  if (ownServer) {
    const own = await startOwnPostgres();
    return { url: own.url, restart: own.restart, close: own.stop };
  }
  const server = await findPostgres();
  if (server === null) throw new Error(howToGetPostgres);
  const { url, drop } = await createPostgresDatabase(server);
  return { url, restart: async () => {}, close: drop };
};

const startReplicas = async ({ slack, cloud }: Workplace, url: string): Promise<Replica[]> => {
  const encryptionKeys = newKeys();
  const all: Replica[] = [];
  for (let n = 0; n < replicas; n += 1) {
    const cable = await createCable(new URL(url));
    const bot = await createBotProcess(slack, cloud, { databaseUrl: cable.url, encryptionKeys });
    all.push({ bot, cable });
    await bot.start();
  }
  return all;
};

/** Who has leased the Share, by the number in its token. */
export const holderOf = async <T extends { readonly bot: BotProcess }>(
  all: readonly T[],
  ask: (words: string) => Promise<unknown>,
) => {
  const rows = (await ask('select "leaseToken" from "shares" where "leaseUntil" is not null')) as {
    leaseToken: string;
  }[];
  const instance = Number(rows[0]?.leaseToken.split(':')[0]);
  const holder = all.find(({ bot }) => bot.output().includes(`"instance":${instance},"msg":"this process`));
  if (holder === undefined) throw new Error(`nobody is instance ${instance}`);
  return { ...holder, instance };
};

const once = async (n: number, strike: Strike, ownServer: boolean) => {
  const database = await openDatabases(ownServer);
  const work = await openWorkplace();
  const ask = async (words: string) => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    return client
      .query(words)
      .then(
        ({ rows }) => rows,
        () => [],
      )
      .finally(() => client.end());
  };
  const all = await startReplicas(work, database.url);
  try {
    return await answerAgainWhileHeld(work, n, patienceMs, async () =>
      strike({ ...(await holderOf(all, ask)), ask, restartServer: database.restart }),
    );
  } finally {
    for (const { bot, cable } of all) {
      await bot.close();
      cable.close();
    }
    await work.close();
    await database.close();
  }
};

const takeover = (fault: string, strike: Strike, { ownServer = false } = {}): Promised => ({
  promise:
    'What was acknowledged is carried out, once, and the newest intent wins, whatever befalls a replica',
  fault: `the cloud holds the PUT of an answer, and ${fault}; the opposite is asked for, and then the PUT takes effect`,
  unit: 'strikes',
  short: 1,
  full: 3,
  needs: 'postgres',
  keep: oneByOne((n) => once(n, strike, ownServer)),
});

const frozenMs = 40_000;

export const takeovers: readonly Promised[] = [
  takeover('its replica is killed (kill -9)', async ({ bot }) => {
    await bot.kill();
    return undefined;
  }),
  takeover('its replica stands still for 40 s (SIGSTOP)', async ({ bot }) => {
    const goOn = bot.freeze();
    await systemClock.sleep(frozenMs);
    goOn();
    return undefined;
  }),
  takeover('PostgreSQL ends the connection that holds its replica’s place', async ({ instance, ask }) => {
    await ask(
      `select pg_terminate_backend("pid") from pg_locks where "locktype" = 'advisory' and "objid" = ${instance}
        and "database" = (select "oid" from pg_database where "datname" = current_database())`,
    );
    return undefined;
  }),
  takeover(
    'PostgreSQL restarts',
    async ({ restartServer }) => {
      await restartServer();
      return undefined;
    },
    { ownServer: true },
  ),
  takeover('the network swallows all that its replica and PostgreSQL send each other', async ({ cable }) => {
    cable.swallow();
    return cable.plug;
  }),
];
