/** What happens in one transaction, and what begins once it is committed. */
import type { Clock } from '../core/clock.ts';
import type { Policy } from '../core/policy.ts';
import type { NewWork } from '../store/claims/work-claims.ts';
import type { Tx } from '../store/schema/tables.ts';
import type { Store } from './repositories.ts';

/** A row of this transaction that is due now. */
export interface DueWork extends NewWork {
  readonly table: 'offers' | 'shares' | 'withdrawals';
}

/** What a transaction leased. One of the two is called, once its fate is known. */
export interface Leased {
  /** It is committed: begins the first steps. */
  begin(): void;
  /** It is not. */
  drop(): void;
}

export interface FirstSteps {
  /** Leases those of the rows that this process may begin, as the last thing that their transaction does. */
  lease(tx: Tx, due: readonly DueWork[], now: number): Promise<Leased>;
}

/** A transaction, the rows it reads and writes, and the one time that all of it uses. */
export interface Work<Rows extends keyof Store = keyof Store> {
  readonly tx: Tx;
  readonly store: Pick<Store, Rows>;
  readonly now: number;
  /** Takes the work that this transaction makes due, in the order in which it should begin; without it, the loop finds it. */
  readonly due?: DueWork[];
}

/** Work that notifies people, or sets timers to: the operator's policy says when. */
export interface PolicyWork<Rows extends keyof Store = keyof Store> extends Work<Rows> {
  readonly policy: Policy;
}

export interface TransactionDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly firstSteps?: FirstSteps | undefined;
}

/**
 * Opens a transaction and runs `act` in it; rolls back if it throws. What it made due begins once it is committed.
 * @param at the time it uses, if that is known already
 */
export const inTransaction = async <T>(
  { store, clock, firstSteps }: TransactionDeps,
  act: (work: Work) => Promise<T>,
  at?: number,
): Promise<T> => {
  let leased: Leased | undefined;
  const attempt = async (tx: Tx): Promise<T> => {
    // a transaction may be repeated: what the try before had leased was rolled back
    leased?.drop();
    leased = undefined;
    const due: DueWork[] = [];
    const now = at ?? clock.now();
    const done = await act({ tx, store, now, due });
    if (due.length > 0) leased = await firstSteps?.lease(tx, due, now);
    return done;
  };
  const result = await store.database.transaction(attempt).catch((error: unknown) => {
    leased?.drop();
    throw error;
  });
  leased?.begin();
  return result;
};
