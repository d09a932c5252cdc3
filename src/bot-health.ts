/** What the health port says of a bot whose database is open: ready means that it takes requests and keeps them. */
import type { Clock } from './core/clock.ts';
import { type Health, withinTime } from './slack/bolt/health.ts';
import type { Slack } from './slack/bolt/receivers.ts';
import type { Database } from './store/engine/database.ts';

interface Options {
  readonly database: Pick<Database, 'whyUnavailable'>;
  readonly slack: Pick<Slack, 'checks' | 'remarks'>;
  /** When the loop's last round began, ms UTC; null before the first. */
  readonly roundAt: () => number | null;
  readonly clock: Pick<Clock, 'now'>;
  /** What does not work and decides nothing, as every replica would be taken out for it at once: by method or host, with the reason. */
  readonly degraded: () => Readonly<Record<string, string>>;
}

/** A loop that works begins a round every few seconds. */
const roundWithinMs = 60_000;

/** One call at a time: whoever asks meanwhile gets its result, so that probes do not gather before a database that hangs. */
const shared = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
  let asking: Promise<T> | undefined;
  return () => {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
};

export const createBotHealth = ({ database, slack, roundAt, clock, degraded }: Options): Health => {
  const asked = shared(database.whyUnavailable);
  const whyDatabaseUnavailable = () => withinTime(asked(), 'no answer');
  return {
    stuck: async () => {
      const at = roundAt();
      const silentMs = at === null ? 0 : clock.now() - at;
      if (silentMs < roundWithinMs || (await whyDatabaseUnavailable()) !== null) return null;
      return `the loop has begun no round for ${Math.round(silentMs / 1_000)} s`;
    },
    checks: async () => {
      const [whyUnavailable, ofSlack] = await Promise.all([whyDatabaseUnavailable(), slack.checks()]);
      return { database: whyUnavailable ?? true, ...ofSlack };
    },
    remarks: () => {
      const now = degraded();
      return { ...slack.remarks(), ...(Object.keys(now).length > 0 && { degraded: now }) };
    },
  };
};
