/** Slack takes about one message a second per conversation, with short bursts: who was written to too often has to wait. */
import type { Clock } from '../core/clock.ts';
import type { PersonKey } from '../store/leases.ts';

export interface Pace {
  /** The conversation was written to. */
  wrote(person: PersonKey): void;
  /** Conversations to leave alone now. */
  held(): readonly PersonKey[];
  /** When the first of them may be written to again, ms UTC; null when none waits. */
  freeAt(): number | null;
}

/**
 * A bucket of `burst` messages per conversation that fills by one each `everyMs`.
 * @see https://docs.slack.dev/apis/web-api/rate-limits
 */
export const createPace = (
  clock: Clock,
  { burst, everyMs }: { readonly burst: number; readonly everyMs: number },
): Pace => {
  /** When the bucket will be full again; `burst - 1` intervals ahead of now means that it is empty. */
  const fullAt = new Map<string, { person: PersonKey; at: number }>();
  const holdsUntil = (at: number) => at - (burst - 1) * everyMs;
  const waiting = () => {
    const now = clock.now();
    for (const [key, { at }] of fullAt) if (at <= now) fullAt.delete(key);
    return [...fullAt.values()].filter(({ at }) => holdsUntil(at) > now);
  };
  return {
    wrote: ({ teamId, userId }) => {
      const key = `${teamId}/${userId}`;
      const at = Math.max(fullAt.get(key)?.at ?? 0, clock.now()) + everyMs;
      fullAt.set(key, { person: { teamId, userId }, at });
    },
    held: () => waiting().map(({ person }) => person),
    freeAt: () => {
      const times = waiting().map(({ at }) => holdsUntil(at));
      return times.length === 0 ? null : Math.min(...times);
    },
  };
};
