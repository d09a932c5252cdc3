/** Which clouds gave no answer when they were last asked, for operators who look at `/readyz`. */
import type { Clock } from '../core/clock.ts';
import { type Observer, unobserved } from '../core/observer.ts';

/** A catalog may name any number of regions. */
const maxPlaces = 100;

export interface SilentClouds extends Pick<Observer, 'cloudAnswered'> {
  /** By cloud and region, since when. */
  degraded(): Readonly<Record<string, string>>;
}

export const createSilentClouds = ({ now }: Pick<Clock, 'now'>): SilentClouds => {
  const silent = new Map<string, number>();
  return {
    cloudAnswered: ({ cloud, region }, _method, outcome) => {
      const place = region === null ? cloud : `${cloud} ${region}`;
      if (outcome === 'aborted') return;
      if (outcome !== 'unanswered') silent.delete(place);
      else if (!silent.has(place) && silent.size < maxPlaces) silent.set(place, now());
    },
    degraded: () =>
      Object.fromEntries(
        [...silent].map(([place, since]) => [place, `no answer since ${new Date(since).toISOString()}`]),
      ),
  };
};

/** Whoever observes the bot, if anybody does, and besides them what `/readyz` says of the clouds. */
export const alsoTold = (observer: Observer = unobserved, { cloudAnswered }: SilentClouds): Observer => ({
  ...observer,
  cloudAnswered: (...answer) => {
    cloudAnswered(...answer);
    observer.cloudAnswered(...answer);
  },
});
