/** What happens in one transaction. */
import type { Clock } from '../core/clock.ts';
import type { Policy } from '../core/policy.ts';
import type { Tx } from '../store/schema/tables.ts';
import type { Store } from './repositories.ts';

/** A transaction, the rows it reads and writes, and the one time that all of it uses. */
export interface Work<Rows extends keyof Store = keyof Store> {
  readonly tx: Tx;
  readonly store: Pick<Store, Rows>;
  readonly now: number;
}

/** Work that notifies people, or sets timers to: the operator's policy says when. */
export interface PolicyWork<Rows extends keyof Store = keyof Store> extends Work<Rows> {
  readonly policy: Policy;
}

/** Opens a transaction and runs `act` in it; rolls back if it throws. */
export const inTransaction = <T>(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  act: (work: Work) => Promise<T>,
): Promise<T> => store.database.transaction((tx) => act({ tx, store, now: clock.now() }));
