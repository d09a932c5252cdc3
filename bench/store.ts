/**
 * Whether the store stays as quick as it grows: each of the loop's and of the intents' accesses, on a store of a thousand Shares
 * and on one of a million, in turns: `npm run bench -- store [sqlite|postgres]`.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createLog } from '../src/core/log.ts';
import type { Card, SlackMethod } from '../src/model/card.ts';
import type { Share } from '../src/model/share.ts';
import { homeModel } from '../src/sharing/cards/home-card.ts';
import { recordIntent } from '../src/sharing/intents/intent.ts';
import { leaseMs } from '../src/sharing/reconcile/lease-length.ts';
import { claimCards } from '../src/store/claims/card-claims.ts';
import { endLeases, whatIsDue } from '../src/store/claims/leases.ts';
import { openDatabase } from '../src/store/open.ts';
import * as accounts from '../src/store/repositories/accounts.ts';
import * as cards from '../src/store/repositories/cards.ts';
import * as offers from '../src/store/repositories/offers.ts';
import * as shares from '../src/store/repositories/shares.ts';
import * as withdrawals from '../src/store/repositories/withdrawals.ts';
import { createPostgresDatabase, findPostgres, howToGetPostgres } from '../test/support/postgres.ts';
import { storeOf } from '../test/support/repositories.ts';
import { inMs, quantile, row } from './report.ts';
import {
  cloudId,
  consumer,
  fillStore,
  imageIdOf,
  offerId,
  ownerProject,
  producer,
  projectsOf,
  region,
  shareId,
  teamId,
} from './store-fill.ts';

const sizes = { small: 1_000, large: 1_000_000 } as const;
const rounds = 60;
/** What the loop and an intent do takes no longer for the rows beside it; what is read of one person lies in more places. */
const max = { loop: 2, reading: 4 } as const;

/** Slack takes whatever there is: the cards are the measure. */
const methods: readonly SlackMethod[] = [
  'users.info',
  'views.publish',
  'conversations.open',
  'conversations.history',
  'chat.postMessage',
  'chat.update',
];
const room = new Map(methods.map((method) => [method, 100]));

const log = createLog('warn');

/** A filled store, and what one access to it took: `take` measures, by name. */
const open = async (url: string, size: number) => {
  const filling = await openDatabase(url, { log });
  const onSqlite = url.startsWith('sqlite:');
  // only while it is filled: what is measured commits to the disk
  if (onSqlite) await sql`pragma synchronous = off`.execute(filling.kysely);
  if (onSqlite) await sql`pragma cache_size = -500000`.execute(filling.kysely);
  const started = performance.now();
  await fillStore(filling, size);
  // what a PostgreSQL does by itself, a minute later
  if (!onSqlite) {
    await filling.kysely.connection().execute(async (db) => {
      await sql`set statement_timeout = 0`.execute(db);
      await sql`vacuum (analyze)`.execute(db);
    });
  }
  await filling.close();
  console.log(`  ${size} shares: filled in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const database = await openDatabase(url, { log });
  const store = storeOf(database);
  const times = new Map<string, { readonly max: number; readonly ms: number[] }>();
  const take = async <T>(name: string, work: () => Promise<T>, maxTimes: number = max.loop): Promise<T> => {
    const from = performance.now();
    const result = await work();
    const ms = performance.now() - from;
    const taken = times.get(name) ?? { max: maxTimes, ms: [] };
    taken.ms.push(ms);
    times.set(name, taken);
    return result;
  };
  return { store, size, times, take };
};

type OpenedStore = Awaited<ReturnType<typeof open>>;

/** What the loop does in a round: everything is claimed, the next time asked for, and given back, due again. */
const loopRound = async ({ store, size, take }: OpenedStore, round: number) => {
  const { database } = store;
  const db = database.kysely;
  const now = await database.now();
  const claim = { now, leaseMs, token: `round-${round}` };
  const fromTheFirst = {
    ...claim,
    limit: 8,
    room,
    hold: Array.from({ length: 4 }, (_, n) => ({
      teamId,
      recipientId: consumer((round + n) % projectsOf(size)),
    })),
    from: null,
    random: Math.random,
  };
  const claimed = await take('claimShares, 16 of many', () =>
    shares.claimShares(db, { ...claim, limit: 16 }),
  );
  const claimedOffers = await take('claimOffers, 8 of many', () =>
    offers.claimOffers(db, { ...claim, limit: 8 }),
  );
  const full = [{ cloudId, region }];
  await take('claimShares, all in a full region', () =>
    shares.claimShares(db, { ...claim, limit: 16, hold: full }),
  );
  const { claims: claimedCards } = await take('claimCards, 8 of many', () => claimCards(db, fromTheFirst));
  await take('whatIsDue', () => whatIsDue(db, now));
  await take('claimShares, none due', () => shares.claimShares(db, { ...claim, limit: 16, now: 1 }));
  await take('claimCards, none due', () => claimCards(db, { ...fromTheFirst, now: 1 }));
  if (claimed.length !== 16 || claimedOffers.length !== 8 || claimedCards.length !== 8)
    throw new Error(`claimed ${claimed.length}, ${claimedOffers.length}, ${claimedCards.length} rows`);
  const given = await database.now();
  for (const lease of claimed) {
    const when = { now: given, sawRevision: lease.row.intentRevision, nextDueAt: given };
    await take('finishShare', () => shares.finishShare(db, lease, { attempts: 0 }, when));
  }
  for (const lease of claimedCards) {
    const when = { now: given, sawDirty: lease.row.dirty, nextDueAt: given };
    await take('finishCard', () => cards.finishCard(db, lease, { attempts: 0 }, when));
  }
  for (const lease of claimedOffers)
    await offers.finishOffer(db, lease, {}, { now: given, nextDueAt: given });
};

/** What people set off in a round: an answer with all that it makes due, a Home, and what else is read of one of many. */
const intentRound = async ({ store, size, take }: OpenedStore, round: number) => {
  const { database } = store;
  const db = database.kysely;
  const n = (round * 7_919 + 3) % size;
  const projects = projectsOf(size);
  const userId = consumer((n % projects) * 2);
  const one = await take('findShare', () => shares.findShare(db, shareId(n)));
  if (one === null) throw new Error('no such share');
  const person = { teamId, enterpriseId: null, userId };
  await take('an intent, with all it makes due', () =>
    database.transaction(async (tx) => {
      const now = await database.now();
      const answer = { value: 'rejected', by: userId, accountId: 'account', at: now } as const;
      await recordIntent({ store, tx, now }, person, one, {
        act: 'answer-rejected',
        accountId: 'account',
        answer,
      });
    }),
  );
  const noValue = async (_: Card) => null;
  const read: Record<string, () => Promise<unknown>> = {
    'the Home of a consumer': () => homeModel(store, db, { teamId, userId }, noValue, Date.now()),
    'the Home of a producer': () =>
      homeModel(store, db, { teamId, userId: producer(n % projects) }, noValue, Date.now()),
    findShareByMember: () => shares.findShareByMember(db, one satisfies Share),
    sharesOfImage: () => shares.sharesOfImage(db, teamId, imageIdOf(n)),
    sharesOfProject: () => shares.sharesOfProject(db, teamId, cloudId, one.projectId),
    sharesOwnedBy: () => shares.sharesOwnedBy(db, teamId, cloudId, ownerProject(n % projects)),
    sharesOfOffer: () => shares.sharesOfOffer(db, offerId(Math.floor(n / 4))),
    offersOfShare: () => offers.offersOfShare(db, one.id),
    withdrawalsUnderWay: () => withdrawals.withdrawalsUnderWay(db, one),
    wakeOffers: () =>
      offers.wakeOffers(
        db,
        { teamId, producer: producer(n % projects), cloudId, projectId: ownerProject(n % projects) },
        0,
      ),
    wakeWithdrawals: () =>
      withdrawals.wakeWithdrawals(
        db,
        { teamId, userId: producer(n % projects), cloudId, projectId: ownerProject(n % projects) },
        0,
      ),
    cardsOf: () => cards.cardsOf(db, 'share', one.id),
    cardsOfPerson: () => cards.cardsOfPerson(db, teamId, userId),
    namesOf: () => cards.namesOf(db, teamId, [userId, producer(n % projects)]),
    accountsOfPerson: () => accounts.accountsOfPerson(db, { teamId, userId }),
    accountsOfProject: () => accounts.accountsOfProject(db, teamId, cloudId, one.projectId),
    accountsNamed: () => accounts.accountsNamed(db, teamId, cloudId, 'no such name'),
    'what a start frees': () => endLeases(db),
  };
  for (const [name, work] of Object.entries(read)) await take(name, work, max.reading);
};

/** Measures on both stores, a round here and a round there, so that a busy machine slows both. */
const compare = async (name: string, small: OpenedStore, large: OpenedStore): Promise<boolean> => {
  for (const play of [loopRound, intentRound])
    for (let round = 0; round < rounds; round++) for (const store of [small, large]) await play(store, round);
  let held = true;
  console.log(`\n${name}, median at ${small.size} and at ${large.size} shares`);
  for (const [what, taken] of small.times) {
    const before = quantile(taken.ms, 0.5);
    const after = quantile(large.times.get(what)?.ms ?? [], 0.5);
    const good = after <= taken.max * before;
    held &&= good;
    row(
      `${what}: ${inMs(before)}, ${inMs(after)}`,
      `${(after / before).toFixed(2)} ×`,
      `at most ${taken.max} ×${good ? '' : '   MISSED'}`,
    );
  }
  return held;
};

const onSqlite = async (): Promise<boolean> => {
  // not in the temporary folder, which may be no disk
  await mkdir('.bench', { recursive: true });
  const folder = await mkdtemp('.bench/store-');
  try {
    const small = await open(`sqlite:${join(folder, 'small.db')}`, sizes.small);
    const large = await open(`sqlite:${join(folder, 'large.db')}`, sizes.large);
    const held = await compare('SQLite', small, large);
    for (const { store } of [small, large]) await store.database.close();
    return held;
  } finally {
    await rm(folder, { recursive: true });
  }
};

const onPostgres = async (): Promise<boolean> => {
  const server = await findPostgres();
  if (server === null) throw new Error(howToGetPostgres);
  const [first, second] = [await createPostgresDatabase(server), await createPostgresDatabase(server)];
  try {
    const small = await open(first.url, sizes.small);
    const large = await open(second.url, sizes.large);
    const held = await compare('PostgreSQL', small, large);
    for (const { store } of [small, large]) await store.database.close();
    return held;
  } finally {
    for (const { drop } of [first, second]) await drop();
  }
};

export const store = async (only?: string): Promise<boolean> => {
  const held = [];
  if (only !== 'postgres') held.push(await onSqlite());
  if (only !== 'sqlite') held.push(await onPostgres());
  return held.every(Boolean);
};
