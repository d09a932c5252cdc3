/**
 * The values that this bot knows, of what decides what to do with a row. A newer release may have written others: this one neither
 * claims such a row nor reads it to act on it, so that it stays as it is until the newer one goes on with it.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { UserError } from '../../core/problems/problem.ts';
import type { Card } from '../../model/card.ts';
import { isUnknownStatus, type UnknownStatus } from '../../model/member.ts';
import type { Notification } from '../../model/notification.ts';
import type { Offer } from '../../model/offer.ts';
import type { PendingAct } from '../../model/pending-act.ts';
import type { Share } from '../../model/share.ts';
import type { Timer } from '../../model/timer.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { isPostgres } from '../dialect.ts';

/** Does not compile unless it names each. */
type Values<V> = Readonly<Record<Exclude<V, UnknownStatus | null> & string, true>>;

/** By column; of a JSON column, by one of its fields. */
export type KnownValues<T> = {
  readonly [K in keyof T]?: [T[K]] extends [string | null]
    ? Values<T[K]>
    : { readonly [F in keyof NonNullable<T[K]>]?: Values<NonNullable<T[K]>[F]> };
};

interface Known {
  readonly offers: KnownValues<Offer>;
  readonly shares: KnownValues<Share>;
  readonly withdrawals: KnownValues<Withdrawal>;
  readonly projectSyncs: object;
  readonly pendingActs: KnownValues<PendingAct>;
  readonly timers: KnownValues<Timer>;
  readonly notifications: KnownValues<Notification>;
  readonly cards: KnownValues<Card>;
}

const status = { pending: true, accepted: true, rejected: true } as const;

/** Of each table whose rows are claimed. */
export const known: Known = {
  offers: {
    phase: { finding: true, opening: true, checking: true, placing: true, placed: true, failed: true },
  },
  shares: {
    member: { value: { present: true, absent: true } },
    answer: { value: status },
    status: { ...status, absent: true, unavailable: true },
  },
  withdrawals: {
    phase: {
      asked: true,
      opening: true,
      listing: true,
      placing: true,
      removing: true,
      closing: true,
      done: true,
      failed: true,
    },
    scope: { these: true, rejected: true, all: true },
  },
  projectSyncs: {},
  pendingActs: {
    kind: {
      extend: true,
      remind: true,
      'give-reason': true,
      'set-channel': true,
      prove: true,
      'take-over': true,
      'hand-over': true,
    },
    phase: { asked: true, declined: true, proving: true, done: true, refused: true, cancelled: true },
  },
  timers: {
    kind: {
      remind: true,
      wake: true,
      redraw: true,
      cleanup: true,
      'warn-unanswered': true,
      'end-unanswered': true,
      'warn-end': true,
      end: true,
      'warn-expiry': true,
      leaver: true,
    },
  },
  notifications: {
    event: {
      kind: {
        answered: true,
        removed: true,
        offered: true,
        'member-added': true,
        'image-changed': true,
        remind: true,
        reason: true,
        'check-tenant': true,
        'nobody-left': true,
        'channel-lost': true,
        ends: true,
        'ends-unanswered': true,
        'end-waits': true,
        extended: true,
        cleanup: true,
        'no-producer': true,
      },
    },
  },
  cards: {
    kind: {
      offer: true,
      share: true,
      withdrawal: true,
      home: true,
      account: true,
      act: true,
      digest: true,
      reply: true,
    },
  },
};

/** Where such a value stands. */
interface Place {
  readonly column: string;
  /** Of a JSON column. */
  readonly field: string | null;
  readonly values: readonly string[];
}

const placesOf = (values: object): readonly Place[] =>
  Object.entries(values).flatMap(([column, of]: [string, object]): readonly Place[] =>
    Object.values(of).includes(true)
      ? [{ column, field: null, values: Object.keys(of) }]
      : Object.entries(of).map(([field, each]) => ({ column, field, values: Object.keys(each) })),
  );

/**
 * The condition that a row, of a table whose columns need no name before them, has no value of a newer release.
 * @see https://sqlite.org/json1.html#jptr
 */
export const isKnown = (
  db: Pick<Kysely<unknown>, 'getExecutor'>,
  table: keyof Known,
): RawBuilder<unknown> => {
  const conditions = placesOf(known[table]).map(({ column, field, values }) => {
    const whole = sql.ref(column);
    const json = isPostgres(db) ? sql`cast(${whole} as json)` : whole;
    const value = field === null ? whole : sql`${json} ->> ${sql.lit(field)}`;
    const all = sql.join(values.map((one) => sql.lit(one)));
    return sql`coalesce(${value} in (${all}) or ${value} like '?%', true)`;
  });
  return sql.join([sql`true`, ...conditions], sql` and `);
};

/** Checks rows that were read of a table. @throws UserError `newer-version` */
export const newerRefused = (values: object) => {
  const places = placesOf(values);
  return (row: Readonly<Record<string, unknown>>): void => {
    for (const { column, field, values } of places) {
      const whole = row[column];
      const value = field === null ? whole : (whole as Record<string, unknown> | null | undefined)?.[field];
      if (typeof value === 'string' && !values.includes(value) && !isUnknownStatus(value))
        throw new UserError({ kind: 'newer-version' });
    }
  };
};
