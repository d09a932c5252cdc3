/**
 * Which Cards are worked on next: people take turns, each with the first of theirs that may go. A claim walks from person to
 * person along an index, so that it costs the same however many Cards wait.
 */
import { type RawBuilder, sql } from 'kysely';
import type { Claimed, ClaimOptions, PersonKey } from './leases.ts';
import { oneClaimantAtATime } from './postgres.ts';
import type { Card } from './rows.ts';
import { codec, type Db } from './tables.ts';

/** What of Slack a Card's next step needs, if it needs anything; Slack limits each by itself. */
export type SlackMethod =
  | 'users.info'
  | 'views.publish'
  | 'conversations.open'
  | 'conversations.history'
  | 'chat.postMessage'
  | 'chat.update';

export interface CardClaimOptions extends ClaimOptions {
  /** How often each method may be called now; those that are not named, not at all. */
  readonly room: ReadonlyMap<SlackMethod, number>;
  /** Whom nothing new is to be posted to now. */
  readonly hold: readonly PersonKey[];
  /** Where the last claim stopped; null: with the first person. */
  readonly from: PersonKey | null;
  /** 0 ≤ random < 1, for drawing lots where there is not room for all. */
  readonly random: () => number;
}

interface CardClaim {
  readonly claims: Claimed<Card>[];
  /** Where the next claim goes on; null: everybody had a turn. */
  readonly next: PersonKey | null;
}

const { read } = codec<Card>({});

/** The same as the plan says of the row, whenever there is something to show. */
const method = sql<SlackMethod>`case
  when "name" is null then 'users.info' when "kind" = 'home' then 'views.publish'
  when "channel" is null then 'conversations.open' when "ts" is not null then 'chat.update'
  when "postingSince" is not null then 'conversations.history' else 'chat.postMessage' end`;

const unposted = sql`"ts" is null and "kind" <> 'home'`;

/** How many people a claim looks at. */
const mostPeople = 64;

/**
 * Leases up to `limit` Cards that are due, one of a person and none of one who has a Card in flight: the longest due among
 * those that `room` and `hold` let pass, so that what is posted to somebody comes in order.
 */
export const claimCards = async (db: Db, options: CardClaimOptions): Promise<CardClaim> => {
  const { now, limit, leaseMs, token, room, random } = options;
  if (![...room.values()].some((calls) => calls > 0)) return { claims: [], next: null };
  return oneClaimantAtATime(db, async (alone) => {
    const people = await peopleWaiting(alone, options);
    const left = new Map(room);
    const chosen: string[] = [];
    for (const { id, method } of drawn(people, random)) {
      const calls = method === null ? 0 : (left.get(method) ?? 0);
      if (id === null || method === null || calls <= 0 || chosen.length >= limit) continue;
      left.set(method, calls - 1);
      chosen.push(id);
    }
    const next = people.length < mostPeople ? null : (people.at(-1) ?? null);
    if (chosen.length === 0) return { claims: [], next };
    const { rows } = await sql<object>`
      update "cards" set "leaseToken" = ${token}, "leaseUntil" = ${now + leaseMs}
      where "id" in (${sql.join(chosen)}) and "dueAt" <= ${now} returning *`.execute(alone);
    return { claims: rows.map((row) => ({ row: read(row), leaseToken: token })), next };
  });
};

interface Waiting extends PersonKey {
  /** Null: none of this person's may go. */
  readonly id: string | null;
  readonly method: SlackMethod | null;
}

const peopleWaiting = async (db: Db, { now, room, hold, from }: CardClaimOptions): Promise<Waiting[]> => {
  const methods = [...room].filter(([, calls]) => calls > 0).map(([name]) => name);
  const held = hold.map(({ teamId, userId }) => sql`("teamId" = ${teamId} and "userId" = ${userId})`);
  const postable = held.length === 0 ? sql`1 = 1` : sql`not (${unposted} and (${sql.join(held, sql` or `)}))`;
  const firstAfter = (beyond: RawBuilder<unknown>) => sql`(
    select "id" from "cards" where "dueAt" is not null and ${beyond}
    order by "teamId", "userId", "dueAt", "id" limit 1)`;
  const start = from === null ? sql`1 = 1` : sql`("teamId", "userId") > (${from.teamId}, ${from.userId})`;
  const { rows } = await sql<Waiting>`
    with recursive "person" ("teamId", "userId", "n") as (
      select "teamId", "userId", 1 from "cards" where "id" = ${firstAfter(start)}
      union all
      select "card"."teamId", "card"."userId", "n" + 1 from "person" join "cards" as "card" on "card"."id" =
        ${firstAfter(sql`("teamId", "userId") > ("person"."teamId", "person"."userId")`)}
      where "n" < ${sql.lit(mostPeople)}
    ), "first" as (
      select "teamId", "userId", "n", (
        select "id" from "cards" as "own"
        where "own"."teamId" = "person"."teamId" and "own"."userId" = "person"."userId" and "dueAt" <= ${now}
          and ${method} in (${sql.join(methods)}) and ${postable}
        order by "dueAt", "id" limit 1
      ) as "firstId" from "person" where not exists (
        select 1 from "cards" as "flying"
        where "flying"."teamId" = "person"."teamId" and "flying"."userId" = "person"."userId"
          and "flying"."leaseUntil" > ${now}
      )
    ) select "person"."teamId", "person"."userId", "cards"."id", case when "cards"."id" is null then null else ${method} end as "method"
    from "person" left join "first" on "first"."n" = "person"."n" left join "cards" on "cards"."id" = "first"."firstId"
    order by "person"."n"`.execute(db);
  return rows;
};

/** In an order that favours nobody. */
const drawn = <T>(all: readonly T[], random: () => number): T[] =>
  all
    .map((one) => ({ one, lot: random() }))
    .sort((a, b) => a.lot - b.lot)
    .map(({ one }) => one);
