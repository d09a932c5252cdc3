/** The domain without a process: its rules, intents and workers over one database, with lives that end at any moment. */
import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { CompiledQuery } from 'kysely';
import { markRefused } from '../../../src/accounts/account-health.ts';
import { createImageServices, type SessionsDeps } from '../../../src/accounts/sessions.ts';
import { glanceOf } from '../../../src/cloud/glance-client.ts';
import { hourMs } from '../../../src/core/durations.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { cardRenderers } from '../../../src/features/index.ts';
import { createSlackHealth } from '../../../src/sharing/delivery/slack-health.ts';
import { leaseMs, stepMs } from '../../../src/sharing/reconcile/lease-length.ts';
import { sharingWorkers } from '../../../src/sharing/reconcile/workers.ts';
import type { Messenger } from '../../../src/slack/api/messenger.ts';
import { claimCards } from '../../../src/store/claims/card-claims.ts';
import { nextDue } from '../../../src/store/claims/leases.ts';
import type { Database } from '../../../src/store/engine/database.ts';
import { leasedTables } from '../../../src/store/schema/tables.ts';
import type { DrivenClock } from '../../support/driven-clock.ts';
import { labCloud } from '../../support/on-lab.ts';
import { storeOf } from '../../support/repositories.ts';
import { type createAgenda, type Life, never } from './fate.ts';
import type { createGlance } from './in-process-glance.ts';

const policy: Policy = {
  remindAfterMs: [],
  quietHours: null,
  syncInterval: { minMs: hourMs, maxMs: hourMs },
  syncRequestsPerMinute: 300,
};

export const renderers = { ...cardRenderers, reply: async () => null };

interface BotOptions {
  readonly database: Database;
  readonly clock: DrivenClock;
  readonly log: Log;
  readonly agenda: ReturnType<typeof createAgenda>;
  readonly sessions: ReturnType<typeof createGlance>['sessions'];
  readonly messenger: Messenger;
  /** Who may act; everybody by default. */
  readonly rights?: Pick<SessionsDeps, 'grantsSpeech' | 'noteSpeech'>;
}

/** The tables that have rows which are due and free: a claim of nothing takes longer than all else that a story does. */
const anyDue = leasedTables
  .map(
    (table) =>
      `select '${table}' as "name" where exists (select 1 from "${table}" where "dueAt" <= ?1 and ("leaseUntil" is null or "leaseUntil" <= ?1))`,
  )
  .join(' union all ');

const tablesDue = async ({ kysely }: Database, now: number): Promise<ReadonlySet<string>> => {
  const { rows } = await kysely.executeQuery<{ name: string }>(CompiledQuery.raw(anyDue, [now]));
  return new Set(rows.map(({ name }) => name));
};

const allRights = { grantsSpeech: () => true, noteSpeech: async () => {} };

/** One life: what it does after its end comes to nothing, and its leases run out. */
const createLife = ({ database, clock, log, sessions, messenger, rights = allRights }: BotOptions) => {
  let over = false;
  let hanging = 0;
  let committing = 0;
  const whileAlive =
    <A extends readonly unknown[], T>(act: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> => {
      if (over) return never;
      committing += 1;
      return act(...args).finally(() => {
        committing -= 1;
      });
    };
  const store = storeOf({
    ...database,
    transaction: whileAlive(database.transaction) as Database['transaction'],
    write: whileAlive(database.write) as Database['write'],
  });
  const workers = sharingWorkers({
    store,
    claimCards,
    renderers,
    clock,
    log,
    messenger,
    health: createSlackHealth(clock, log),
    policy,
    random: () => 0.5,
    markRefused: (account) => markRefused({ store, clock, forgetSession: () => {} }, account),
    openImageService: createImageServices({
      sessions: sessions as Parameters<typeof createImageServices>[0]['sessions'],
      cloudOf: () => labCloud,
      glanceOf,
      credentialOf: () => never,
      admit: async () => {},
      ...rights,
    }),
  });
  const flying = new Set<Promise<void>>();
  const life: Life = {
    isOver: () => over,
    end: () => {
      over = true;
    },
    hang: async (until) => {
      hanging += 1;
      return until.finally(() => {
        hanging -= 1;
      });
    },
  };
  /** Until every step has ended or gets no answer for a while; after the end, until what was being committed is. */
  const landed = async () => {
    while (over ? committing > 0 : flying.size > hanging) await turn();
  };
  /** Claims and carries out what is due, once around. False: nothing was. */
  const goAround = async (bugs: string[]): Promise<boolean> => {
    await landed();
    let some = false;
    const due = await tablesDue(database, clock.now());
    for (const worker of workers.filter(({ name }) => due.has(name))) {
      if (over) break;
      const claims = await worker.claim({ now: clock.now(), limit: 8, leaseMs, token: randomUUID() });
      for (const claimed of claims) {
        const step = worker
          .step(claimed, clock.timeout(stepMs))
          .catch((error: Error) => void bugs.push(error.stack ?? error.message))
          .finally(() => flying.delete(step));
        flying.add(step);
      }
      some ||= claims.length > 0;
      await landed();
    }
    return some || over;
  };
  const freeAt = () => Math.min(Number.POSITIVE_INFINITY, ...workers.flatMap((one) => one.freeAt?.() ?? []));
  return { life, landed, goAround, freeAt };
};

export const createBot = (options: BotOptions) => {
  const { database, clock, agenda } = options;
  const bugs: string[] = [];
  let current = createLife(options);
  const wake = () => {
    if (current.life.isOver()) current = createLife(options);
    return current;
  };
  return {
    bugs,
    store: storeOf(database),
    life: () => current.life,
    die: () => {
      current.life.end();
      return current.landed();
    },
    goAround: () => wake().goAround(bugs),
    /** Everything that is due within `ms`, and the time until then. */
    pass: async (ms: number) => {
      const until = clock.now() + ms;
      for (let around = 0; ; around += 1) {
        if (around > 2_000) throw new Error('the bot comes to no rest');
        if (await wake().goAround(bugs)) continue;
        const due = (await nextDue(database.kysely, clock.now())) ?? Number.POSITIVE_INFINITY;
        const next = Math.min(due, agenda.next(), wake().freeAt());
        clock.moveTo(Math.min(until, Math.max(next, clock.now() + 1)));
        await turn();
        if (next > until) return;
      }
    },
  };
};
