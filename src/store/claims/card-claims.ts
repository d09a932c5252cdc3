/**
 * Which Cards to work on next: people take turns, each with the first of theirs that may go. A claim walks from person to
 * person along an index, so that it costs the same however many Cards wait.
 */
import { type RawBuilder, sql } from 'kysely';
import type { SlackUserId } from '../../core/ids.ts';
import type { Card, RecipientKey, SlackMethod } from '../../model/card.ts';
import { isPostgres } from '../dialect.ts';
import { slackMethod } from '../schema/card-slack-method.ts';
import { isKnown, known } from '../schema/known-values.ts';
import { codec, type Db, type Tx } from '../schema/tables.ts';
import type { Claimed, ClaimOptions } from './leases.ts';

/** Calls that lead to a new message, and calls that change one or a Home. */
const towardsPosting: ReadonlySet<SlackMethod> = new Set([
  'users.info',
  'conversations.info',
  'conversations.open',
  'conversations.history',
  'chat.postMessage',
]);
const methods: readonly SlackMethod[] = [...towardsPosting, 'chat.update', 'chat.delete', 'views.publish'];

export interface CardClaimOptions extends ClaimOptions {
  /** How often each method may be called now; methods that are not named may not be. */
  readonly room: ReadonlyMap<SlackMethod, number>;
  /** The people to whom nothing new may be posted now. */
  readonly hold: readonly RecipientKey[];
  /** Where the last claim stopped; null: with the first person. */
  readonly from: SlackUserId | null;
  /** 0 ≤ random < 1, for drawing lots when there is not room for all. */
  readonly random: () => number;
}

interface CardClaim {
  readonly claims: Claimed<Card>[];
  /** Where the next claim continues; null: everybody had a turn. */
  readonly next: SlackUserId | null;
}

/** How many people a claim looks at. */
const maxPeople = 64;

const { read } = codec<Card>({}, known.cards);

/**
 * Leases up to `limit` due Cards, at most one per person and none for a person with a Card in flight: the longest due among
 * those that `room` and `hold` let pass, so that each person's messages are posted in order.
 */
export const claimCards = async (db: Db, options: CardClaimOptions): Promise<CardClaim> => {
  const { now, limit, leaseMs, token, room, from } = options;
  if (![...room.values()].some((calls) => calls > 0)) return { claims: [], next: null };
  return oneClaimantAtATime(db, async (alone) => {
    const people = await peopleAfter(alone, from);
    const next = people.length < maxPeople ? null : (people.at(-1) ?? null);
    const chosen = choose(await firstCards(alone, people, now), options).slice(0, limit);
    if (chosen.length === 0) return { claims: [], next };
    // a person who is being written to has their turn later: waiting for several rows while others wait for ours would be a deadlock
    const free = isPostgres(db) ? sql`for update skip locked` : sql``;
    const { rows } = await sql<object>`
      update "cards" set "leaseToken" = ${token}, "leaseUntil" = ${now + leaseMs}
      where "id" in (select "id" from "cards" where "id" in (${sql.join(chosen)}) ${free}) returning *`.execute(
      alone,
    );
    return { claims: rows.map((row) => ({ row: read(row), leaseToken: token })), next };
  });
};

/** People with Cards that are due now or later, in the order of their ids, which are unique across the teams of an enterprise. */
const peopleAfter = async (db: Db, from: SlackUserId | null): Promise<SlackUserId[]> => {
  const { rows } = await sql<{ recipientId: SlackUserId | null }>`
    with recursive "person" ("recipientId", "n") as (
      select (select min("recipientId") from "cards" where "dueAt" is not null and "recipientId" > ${from ?? ''}), 1
      union all
      select (select min("recipientId") from "cards" where "dueAt" is not null and "recipientId" > "person"."recipientId"), "n" + 1
      from "person" where "recipientId" is not null and "n" < ${sql.lit(maxPeople)}
    ) select "recipientId" from "person" order by "n"`.execute(db);
  return rows.flatMap(({ recipientId }) => recipientId ?? []);
};

type First = Pick<Card, 'id' | 'teamId' | 'recipientId'> & { readonly method: SlackMethod };

/** For each of `people` without a Card in flight, the longest due Card for each method, longest due first. */
const firstCards = async (db: Db, people: readonly SlackUserId[], now: number): Promise<First[]> => {
  if (people.length === 0) return [];
  // Literals, because SQLite does not use the index over the expression for a value that was cast.
  const each = (column: string, values: readonly string[]) =>
    sql.join(
      values.map((value) => sql`select ${sql.lit(value)} as ${sql.ref(column)}`),
      sql` union all `,
    );
  const longestDue = (columns: RawBuilder<unknown>) => sql`(
      select ${columns} from "cards" as "own"
      where "own"."recipientId" = "person"."recipientId" and ${slackMethod} = "call"."method" and "dueAt" <= ${now}
        and ${isKnown(db, 'cards')}
      order by "dueAt", "id" limit 1
    )`;
  // SQLite has no lateral, but keeps the order of a cross join; PostgreSQL would read the whole table to join it by such an id.
  const first = isPostgres(db)
    ? sql`cross join lateral ${longestDue(sql`"id", "teamId", "recipientId", "dueAt"`)} as "first" where`
    : sql`cross join "cards" as "first" where "first"."id" = ${longestDue(sql`"id"`)} and`;
  const { rows } = await sql<First>`
    select "first"."id", "first"."teamId", "first"."recipientId", "call"."method"
    from (${each('recipientId', people)}) as "person" cross join (${each('method', methods)}) as "call" ${first} not exists (
      select 1 from "cards" as "flying"
      where "flying"."teamId" = "first"."teamId" and "flying"."recipientId" = "first"."recipientId"
        and "flying"."leaseUntil" > ${now}
    )
    order by "first"."dueAt", "first"."id"`.execute(db);
  return rows;
};

/** One Card of each person if there is room for all; otherwise lots are drawn. */
const choose = (
  cards: readonly First[],
  { room, hold, random }: Pick<CardClaimOptions, 'room' | 'hold' | 'random'>,
): string[] => {
  const keyOf = ({ teamId, recipientId }: RecipientKey) => `${teamId}/${recipientId}`;
  const held = new Set(hold.map(keyOf));
  const nextToPost = new Set<string>();
  const firsts = new Map<string, First>();
  for (const card of cards) {
    if (towardsPosting.has(card.method)) {
      // a later one, which needs another of Slack's methods first, must not pass the first
      if (nextToPost.has(card.recipientId) || held.has(keyOf(card))) continue;
      nextToPost.add(card.recipientId);
    }
    if (room.get(card.method) && !firsts.has(card.recipientId)) firsts.set(card.recipientId, card);
  }
  const lots = [...firsts.values()].map((card) => ({ card, lot: random() })).sort((a, b) => a.lot - b.lot);
  const left = new Map(room);
  return lots.flatMap(({ card: { id, method } }) => {
    const calls = left.get(method) ?? 0;
    left.set(method, calls - 1);
    return calls > 0 ? [id] : [];
  });
};

/** Any number, the same in each replica. */
const cardsLock = 7_164_201;

/**
 * Runs `claim` while nobody else claims cards: two Cards of one person must not be claimed at once, and on PostgreSQL no
 * replica sees what another is still writing.
 */
const oneClaimantAtATime = <T>(db: Db, claim: (tx: Tx) => Promise<T>): Promise<T> =>
  db.transaction().execute(async (tx: Tx) => {
    if (isPostgres(db)) await sql`select pg_advisory_xact_lock(${sql.lit(cardsLock)})`.execute(tx);
    return claim(tx);
  });
