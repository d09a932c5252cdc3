/** The one database that everything which survives lies in, once it is open. */
import type { Clock } from '../../core/clock.ts';
import type { Db, Tx } from '../schema/tables.ts';

export interface Database {
  readonly kysely: Db;
  /**
   * Runs `work` whole or, if it throws, not at all. Nothing but the database may be awaited in it, and that only
   * through `tx`: SQLite has one connection, which everyone else waits for meanwhile, and `kysely` for ever. It
   * is run again when a transaction of another replica came between (PostgreSQL), or when one that shared its commit failed (SQLite).
   */
  readonly transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  /** Runs one statement that writes. On SQLite it shares the commit of what else is written just then. */
  readonly write: <T>(statement: (db: Db) => Promise<T>) => Promise<T>;
  /** The database's clock, ms UTC: the one by which rows are due and leases end. */
  readonly now: () => Promise<number>;
  /** The same without asking, for times that are written: {@link now} as it was last told, and what has passed since. */
  readonly clock: Clock;
  readonly close: () => Promise<void>;
}
