/** A row that may have come back with a backup. Times are ms, UTC. */
export interface Restored {
  /** The time of the backup that it came back with, until it is checked: it may have been undone since. Null: it is current. */
  readonly asOf: number | null;
}

/** Older than a restore and not checked yet: nothing acts on it. */
export const isUnchecked = <T extends Restored>(row: T): row is T & { readonly asOf: number } =>
  row.asOf !== null;

/** One time that the database was put back. */
export interface Restore {
  readonly id: string;
  /** The backup's time. */
  readonly asOf: number;
  /** When it was put back: what happened in between is not on record. */
  readonly at: number;
  /** `restore`: by this bot's command; `restored`: by other means. */
  readonly how: 'restore' | 'restored';
}
