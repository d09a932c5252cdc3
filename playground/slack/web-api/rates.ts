/** How often Slack allows each method. @see https://docs.slack.dev/apis/web-api/rate-limits */
import type { Clock } from '../../../src/core/clock.ts';

/** Slack does not publish how long a burst it tolerates; this one is short, to expose bots that rely on more. */
const postingBurst = 3;

/** Asks for one call: `undefined`, or the seconds to wait. */
export type Rates = (method: string, perMinute: number, channel: unknown) => number | undefined;

/** One bucket per method and, for posting, one per channel that refills once a second. */
export const createRates = (clock: Clock): Rates => {
  const buckets = new Map<string, { left: number; at: number }>();
  const take = (key: string, burst: number, perSecond: number): number | undefined => {
    const bucket = buckets.get(key) ?? { left: burst, at: clock.now() };
    bucket.left = Math.min(burst, bucket.left + ((clock.now() - bucket.at) / 1000) * perSecond);
    bucket.at = clock.now();
    buckets.set(key, bucket);
    if (bucket.left < 1) return Math.ceil((1 - bucket.left) / perSecond);
    bucket.left -= 1;
    return undefined;
  };
  return (method, perMinute, channel) =>
    method === 'chat.postMessage' && typeof channel === 'string'
      ? take(`${method} ${channel}`, postingBurst, 1)
      : take(method, perMinute, perMinute / 60);
};
