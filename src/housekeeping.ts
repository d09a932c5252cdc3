/** What the bot does by itself when it starts, and every hour from then on. */
import { createResealing } from './accounts/resealing.ts';
import type { Clock } from './core/clock.ts';
import type { Log } from './core/log.ts';
import { replyKeptMs } from './sharing/intents/keep-reply.ts';
import type { Store } from './sharing/repositories.ts';
import type { Database } from './store/engine/database.ts';
import { createRetention, type Keep } from './store/retention/retention.ts';
import { accountOf } from './store/secrets/credentials.ts';
import type { Keys } from './store/secrets/keys.ts';
import { resealSome } from './store/secrets/reseal.ts';
import { sweepRecords } from './store/secrets/sweep.ts';

interface HousekeepingDeps {
  readonly store: Store;
  readonly database: Database;
  readonly keys: Keys;
  readonly keep: Keep;
  /** Notes that the forget list is kept. */
  readonly keepList: (now: number) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly scrub: () => void;
  readonly tendSuspended: (now: number) => Promise<void>;
  /** Goes on with forgetting people. */
  readonly goOnForgetting: () => Promise<number | undefined>;
}

interface Chore {
  readonly name: string;
  /** Is given the database's time; safe to repeat, because each replica does it. Returns `more` if it is to be called again at once, or after how many ms. */
  readonly work: (now: number) => Promise<unknown>;
}

export const housekeeping = (deps: HousekeepingDeps): readonly Chore[] => {
  const { store, database, keys, keepList, scrub, tendSuspended, goOnForgetting } = deps;
  const resealing = createResealing({
    ...deps,
    accountOf,
    resealSome: (from) => resealSome({ keys, ...database }, from),
  });
  return [
    {
      name: 'sweep',
      work: async (now) => {
        await database.tidy(now);
        if ((await database.write((db) => sweepRecords(db, now))) > 0) scrub();
        await database.write((db) => store.cards.dropReplies(db, now - replyKeptMs));
        await database.write((db) => store.signIns.forgetRefusals(db, now));
        await database.write((db) => store.signIns.forgetOwners(db, now));
        await database.write((db) => store.linkAsks.forgetLinkAsks(db, now));
        await keepList(now);
      },
    },
    { name: 'people', work: tendSuspended },
    { name: 'erasures', work: goOnForgetting },
    { name: 'retention', work: createRetention({ ...deps, append: store.audit.appendAudit }) },
    // with one key there is nothing that another sealed: the start has checked it
    ...(keys.byKid.size === 1 ? [] : [{ name: 'keys', work: resealing }]),
  ];
};
