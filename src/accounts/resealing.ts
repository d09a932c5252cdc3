/** The bot gives up older keys by itself: it seals again what they sealed, some records at a time. */
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Store } from '../sharing/repositories.ts';
import type { Resealed } from '../store/secrets/reseal.ts';
import { markLost } from './account-health.ts';

interface ResealingDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Looks at some records after `from`. */
  readonly resealSome: (from: string) => Promise<Resealed>;
  /** Asks for the bytes of what older keys sealed to go from the database's files. */
  readonly scrub: () => void;
  /** The account whose credential the record is; null if it is something else. */
  readonly accountOf: (recordKey: string) => string | null;
}

/** Each call looks at the next records, from the beginning once all were looked at: another replica may still have the older key first. */
export const createResealing = (deps: ResealingDeps): (() => Promise<'more' | undefined>) => {
  const named = new Set<string>();
  let from = '';
  let records = 0;
  return async () => {
    const { next, resealed, unopened } = await deps.resealSome(from);
    for (const recordKey of unopened) {
      if (!named.has(recordKey))
        deps.log.error(
          { record: recordKey },
          'a sealed record does not open with any key and stays as it is',
        );
      named.add(recordKey);
      const accountId = deps.accountOf(recordKey);
      if (accountId !== null) await markLost(deps, accountId);
    }
    records += resealed;
    from = next ?? '';
    if (next === null && records > 0) {
      deps.log.info(
        { records },
        'records are sealed again under the first key; npm run keys lists what older keys seal',
      );
      deps.scrub();
      records = 0;
    }
    return next === null ? undefined : 'more';
  };
};
