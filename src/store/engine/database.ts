/** The one open database, with everything that survives. */
import type { Clock } from '../../core/clock.ts';
import type { Db, Tx } from '../schema/tables.ts';

export interface Database {
  readonly kysely: Db;
  /**
   * Runs `work` as a whole or, if it throws, not at all. It may await nothing but the database, and that only
   * through `tx`: SQLite has one connection, so everyone else waits meanwhile, and a call through `kysely` would wait for ever. It
   * runs again if a transaction of another replica came between (PostgreSQL), or if one that shared its commit failed (SQLite).
   */
  readonly transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Runs one statement that writes. On SQLite it shares the commit of whatever else is being written. */
  readonly write: <T>(statement: (db: Db) => Promise<T>) => Promise<T>;
  /** The database's clock, ms UTC, which decides when rows are due and leases end. */
  readonly now: () => Promise<number>;
  /** The same without a query, for times that are written: the last answer of {@link now} plus the time since. */
  readonly clock: Clock;
  readonly close: () => Promise<void>;
}
