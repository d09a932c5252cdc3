/**
 * How often the bot may call Slack without being told “too many”: each method has a rate per minute and workspace, and each
 * conversation takes about one new message a second. What Slack asks to leave alone is paused for every caller. Other replicas keep
 * a rate of their own: together they may be too fast, and then the one that Slack tells so waits.
 */
import type { Clock } from '../../core/clock.ts';
import type { RecipientKey, SlackMethod } from '../../model/card.ts';

/** A bucket that holds `burst` tokens and gains one every `intervalMs`. */
export interface Rate {
  readonly burst: number;
  readonly intervalMs: number;
}

/**
 * The bucket, stored as the time at which it is full again.
 * @returns how many tokens it has at `now`
 */
export const roomIn = (fullAt: number, now: number, { burst, intervalMs }: Rate): number =>
  Math.max(0, Math.floor(burst - Math.max(0, fullAt - now) / intervalMs));

/** The bucket after one token was taken at `now`. */
export const taken = (fullAt: number, now: number, { intervalMs }: Rate): number =>
  Math.max(fullAt, now) + intervalMs;

/** The bucket that has one token at `at`, and none before. */
export const emptyUntil = (at: number, { burst, intervalMs }: Rate): number => at + (burst - 1) * intervalMs;

/** When a bucket next has a token. */
const oneAt = (fullAt: number, { burst, intervalMs }: Rate): number => fullAt - (burst - 1) * intervalMs;

/** Half of a minute's calls at once: Slack allows bursts, but does not say how long. */
const perMinute = (calls: number): Rate => ({ burst: Math.floor(calls / 2), intervalMs: 60_000 / calls });

/** The tiers that Slack publishes. @see https://docs.slack.dev/apis/web-api/rate-limits */
export const methodRates: ReadonlyMap<SlackMethod, Rate> = new Map([
  ['users.info', perMinute(100)],
  ['views.publish', perMinute(100)],
  ['conversations.info', perMinute(50)],
  ['conversations.open', perMinute(50)],
  ['conversations.history', perMinute(50)],
  ['chat.update', perMinute(50)],
  ['chat.delete', perMinute(50)],
  // “several hundred a minute” in a workspace
  ['chat.postMessage', { burst: 20, intervalMs: 60_000 / 240 }],
]);

/** One message a second; Slack tolerates short bursts. */
export const conversationRate: Rate = { burst: 3, intervalMs: 1_000 };

export interface SlackRateLimiter {
  /** How often each method may be called now. */
  room(): ReadonlyMap<SlackMethod, number>;
  called(method: SlackMethod): void;
  /** Pauses the method for that long, for every caller. */
  rest(method: SlackMethod, forMs: number): void;
  /** Ends the method's rest. */
  resume(method: SlackMethod): void;
  /** Slack answered 429. Where it was a post, the conversation pauses; the method does if a second conversation is told so meanwhile. */
  tooMany(method: SlackMethod, person: RecipientKey, forMs: number): void;
  /** A message was posted to the person. */
  posted(person: RecipientKey): void;
  /** Nothing is posted to the person for that long, because their first waiting message cannot be. */
  holdBack(person: RecipientKey, forMs: number): void;
  /** The people to whom nothing may be posted now. */
  held(): readonly RecipientKey[];
  /** When the first paused method or conversation is free again, ms UTC; null if none is paused. */
  freeAt(): number | null;
}

export const createSlackRateLimiter = (clock: Pick<Clock, 'now'>): SlackRateLimiter => {
  const methods = new Map([...methodRates.keys()].map((method) => [method, 0]));
  const people = new Map<string, { readonly person: RecipientKey; readonly fullAt: number }>();
  const keyOf = ({ teamId, recipientId: userId }: RecipientKey) => `${teamId}/${userId}`;
  /** Until when Slack wants no more posts in a conversation. */
  const full = new Map<string, number>();
  const rateOf = (method: SlackMethod) => methodRates.get(method) ?? conversationRate;
  const setMethod = (method: SlackMethod, change: (fullAt: number, rate: Rate) => number) =>
    methods.set(method, change(methods.get(method) ?? 0, rateOf(method)));
  const setPerson = (person: RecipientKey, change: (fullAt: number) => number) =>
    people.set(keyOf(person), { person, fullAt: change(people.get(keyOf(person))?.fullAt ?? 0) });
  const rest = (method: SlackMethod, forMs: number) =>
    setMethod(method, (fullAt, rate) => Math.max(fullAt, emptyUntil(clock.now() + forMs, rate)));
  const holdBack = (person: RecipientKey, forMs: number) =>
    setPerson(person, (fullAt) => Math.max(fullAt, emptyUntil(clock.now() + forMs, conversationRate)));
  const waiting = () => {
    const now = clock.now();
    for (const [key, { fullAt }] of people) if (fullAt <= now) people.delete(key);
    return [...people.values()].filter(({ fullAt }) => roomIn(fullAt, now, conversationRate) === 0);
  };
  return {
    room: () => {
      const now = clock.now();
      return new Map([...methods].map(([method, fullAt]) => [method, roomIn(fullAt, now, rateOf(method))]));
    },
    called: (method) => setMethod(method, (fullAt, rate) => taken(fullAt, clock.now(), rate)),
    rest,
    resume: (method) => setMethod(method, () => 0),
    tooMany: (method, person, forMs) => {
      const now = clock.now();
      for (const [key, until] of full) if (until <= now) full.delete(key);
      full.delete(keyOf(person));
      if (method !== 'chat.postMessage' || full.size > 0) rest(method, forMs);
      if (method !== 'chat.postMessage') return;
      full.set(keyOf(person), now + forMs);
      holdBack(person, forMs);
    },
    posted: (person) => setPerson(person, (fullAt) => taken(fullAt, clock.now(), conversationRate)),
    holdBack,
    held: () => waiting().map(({ person }) => person),
    freeAt: () => {
      const now = clock.now();
      const spent = [...methods].filter(([method, fullAt]) => roomIn(fullAt, now, rateOf(method)) === 0);
      const times = [
        ...spent.map(([method, fullAt]) => oneAt(fullAt, rateOf(method))),
        ...waiting().map(({ fullAt }) => oneAt(fullAt, conversationRate)),
      ];
      return times.length === 0 ? null : Math.min(...times);
    },
  };
};
