/** The one open database, with everything that survives. */
import type { EventEmitter } from 'node:events';
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
  /**
   * Makes the bytes of sealed records that were deleted or replaced before go from the database's own files too. False if somebody who reads
   * beside it, such as a backup, prevents it for now.
   */
  readonly scrub: () => Promise<boolean>;
  /** Why nothing can be written now, in a word; null if it can. Never throws. */
  readonly whyUnavailable: () => Promise<string | null>;
  readonly instance: Instance;
  /** Every hour: deletes what was kept for the way back from an upgrade, a week after it; warns of tables that nobody cleans up. */
  readonly tidy: (now: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** This process, as one of those that work on the rows; on SQLite it is the only one. */
export interface Instance {
  /** For a new lease: nobody else has it, and it says who holds the lease. Null while this process may begin nothing. */
  leaseToken(): string | null;
  /** Tells the others, once `tx` is committed, that rows are due which this process did not begin. */
  wakeOthers(tx: Tx): Promise<void>;
  readonly events: EventEmitter<InstanceEvents>;
}

export interface InstanceEvents {
  /** All that this process has leased is lost: others may be at work on it. */
  lost: [];
  /** There may be something to claim that was not there before. */
  due: [];
  /** So many leases of processes that are gone were ended here. */
  takenOver: [leases: number];
}
