/** For log lines about what lasts: each is written at once, and again only after a while. */
import type { Clock } from './clock.ts';

/** Whether to write the line about `what` now; the answer counts as written. */
export type Seldom = (what: string, everyMs: number) => boolean;

export const createSeldom = ({ now }: Pick<Clock, 'now'>): Seldom => {
  const writtenAt = new Map<string, number>();
  return (what, everyMs) => {
    if (now() - (writtenAt.get(what) ?? Number.NEGATIVE_INFINITY) < everyMs) return false;
    writtenAt.set(what, now());
    return true;
  };
};
