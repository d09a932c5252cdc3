/** The domain without a process: its rules, intents and workers over one database, with lives that end at any moment. */
import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { markRefused } from '../../../src/accounts/account-health.ts';
import { createImageServices, type SessionsDeps } from '../../../src/accounts/sessions.ts';
import { glanceOf } from '../../../src/cloud/glance-client.ts';
import { hourMs } from '../../../src/core/durations.ts';
import type { Log } from '../../../src/core/log.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { cardRenderers } from '../../../src/features/index.ts';
import { createSlackHealth } from '../../../src/sharing/delivery/slack-health.ts';
import { createFirstSteps } from '../../../src/sharing/reconcile/first-steps.ts';
import { leaseMs, stepMs } from '../../../src/sharing/reconcile/lease-length.ts';
import type { Loop, Worker } from '../../../src/sharing/reconcile/loop.ts';
import { sharingWorkers } from '../../../src/sharing/reconcile/workers.ts';
import type { FirstSteps } from '../../../src/sharing/transaction.ts';
import type { Messenger } from '../../../src/slack/api/messenger.ts';
import { claimCards } from '../../../src/store/claims/card-claims.ts';
import { type Claimed, whatIsDue } from '../../../src/store/claims/leases.ts';
import type { Database } from '../../../src/store/engine/database.ts';
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

const allRights = { grantsSpeech: () => true, noteSpeech: async () => {} };

/** One life: what it does after its end comes to nothing, and its leases run out. */
const createLife = (
  { database, clock, log, sessions, messenger, rights = allRights }: BotOptions,
  bugs: string[],
) => {
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
  const flying = new Set<Promise<unknown>>();
  const begin = (worker: Worker, claimed: Claimed<unknown>) => {
    const step: Promise<unknown> = worker
      .step(claimed, clock.timeout(stepMs))
      .catch((error: Error) => void bugs.push(error.stack ?? error.message))
      .finally(() => flying.delete(step));
    flying.add(step);
  };
  const loop: Pick<Loop, 'leaseToken' | 'begin' | 'nudge'> = {
    nudge: () => {},
    leaseToken: () => (over ? null : randomUUID()),
    begin: (worker, claimed) => {
      if (!over) begin(worker, claimed);
      return !over;
    },
  };
  const firstSteps: FirstSteps = {
    lease: (...all) => createFirstSteps(workers, () => loop, database.instance.wakeOthers).lease(...all),
  };
  const workers = sharingWorkers({
    store,
    firstSteps,
    claimCards,
    renderers,
    clock,
    log,
    messenger,
    health: createSlackHealth(clock, log),
    policy,
    random: () => 0.5,
    learnExpiry: async () => null,
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
  const goAround = async (): Promise<boolean> => {
    await landed();
    let some = false;
    const { tables } = await whatIsDue(database.kysely, clock.now());
    for (const worker of workers.filter(({ name }) => tables.has(name))) {
      if (over) break;
      const claims = await worker.claim({ now: clock.now(), limit: 8, leaseMs, token: randomUUID() });
      for (const claimed of claims) begin(worker, claimed);
      some ||= claims.length > 0;
      await landed();
    }
    return some || over;
  };
  const freeAt = () => Math.min(Number.POSITIVE_INFINITY, ...workers.flatMap((one) => one.freeAt?.() ?? []));
  return { life, landed, firstSteps, goAround, freeAt };
};

export const createBot = (options: BotOptions) => {
  const { database, clock, agenda } = options;
  const bugs: string[] = [];
  let current = createLife(options, bugs);
  const wake = () => {
    if (current.life.isOver()) current = createLife(options, bugs);
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
    /** Of whichever life it is: what people ask for begins at once. */
    firstSteps: { lease: (...all) => wake().firstSteps.lease(...all) } satisfies FirstSteps,
    goAround: () => wake().goAround(),
    /** Everything that is due within `ms`, and the time until then. */
    pass: async (ms: number) => {
      const until = clock.now() + ms;
      for (let around = 0; ; around += 1) {
        if (around > 2_000) throw new Error('the bot comes to no rest');
        if (await wake().goAround()) continue;
        const due = (await whatIsDue(database.kysely, clock.now())).next ?? Number.POSITIVE_INFINITY;
        const next = Math.min(due, agenda.next(), wake().freeAt());
        clock.moveTo(Math.min(until, Math.max(next, clock.now() + 1)));
        await turn();
        if (next > until) return;
      }
    },
  };
};
