/** What befalls the next calls to a service that it fits: the service's own faults, and what happens to the bot while it calls. */
import type { Clock } from '../../../src/core/clock.ts';

/** The bot dies in the call, or stands still so long that its lease ends, and goes on then as if nothing had happened. */
export const fatesOfTheBot = ['dies before', 'dies after', 'stands still for 90 s after'] as const;
export type BotFate = (typeof fatesOfTheBot)[number];

const stillMs = 90_000;

/** One of the bot's lives: what it calls after its death comes to nothing. */
export interface Life {
  readonly isOver: () => boolean;
  readonly end: () => void;
  /** A call that gets no answer while this runs. */
  readonly hang: <T>(until: Promise<T>) => Promise<T>;
}

export const never = new Promise<never>(() => {});

/** Things that happen by themselves at their time. */
export const createAgenda = (clock: Clock) => {
  const times = new Set<number>();
  return {
    later: (ms: number, happens: () => void): Promise<void> => {
      const at = clock.now() + ms;
      times.add(at);
      return clock.sleep(ms).then(() => {
        times.delete(at);
        happens();
      });
    },
    next: () => Math.min(Number.POSITIVE_INFINITY, ...times),
  };
};

export type Faults<Fate extends string> = ReturnType<typeof createFaults<Fate>>;

export const createFaults = <Fate extends string>(
  { later }: ReturnType<typeof createAgenda>,
  life: () => Life,
  log: (what: string) => void = () => {},
) => {
  let next: (Fate | BotFate)[] = [];
  return {
    later,
    arm: (fate: Fate | BotFate) => void next.push(fate),
    areLeft: () => next.length > 0,
    end: () => {
      next = [];
    },
    /** Carries out one call as its fate has it. */
    befall: async <T>(
      what: string,
      fits: (fate: Fate | BotFate) => boolean,
      answer: () => T,
      fates: Record<Fate, () => T>,
    ): Promise<T> => {
      const mine = life();
      if (mine.isOver()) return never;
      const at = next.findIndex(fits);
      const [fate] = at < 0 ? [] : next.splice(at, 1);
      log(`${what}${fate ? `: ${fate}` : ''}`);
      switch (fate) {
        case undefined:
          return answer();
        case 'dies before':
          mine.end();
          return never;
        case 'dies after':
          answer();
          mine.end();
          return never;
        case 'stands still for 90 s after': {
          const answered = answer();
          await mine.hang(later(stillMs, () => {}));
          return mine.isOver() ? never : answered;
        }
        default:
          return fates[fate as Fate]();
      }
    },
  };
};
