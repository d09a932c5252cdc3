/** A cloud that rows are about, by an id of our own, and what the operator’s file says of it. */
import type { CloudId } from '../core/ids.ts';

/** A cloud, that is, one Keystone, and what the operator's clouds.yaml says of it. */
export interface KnownCloud {
  readonly id: CloudId;
  /** The name of its entry, for people; the operator may change it. */
  readonly name: string;
  /** Without blanks and trailing slashes, its host in lower case. */
  readonly authUrl: string;
  /** Since when no entry of the file has it, ms UTC; null: an entry has it. */
  readonly goneSince: number | null;
}

/** The cloud that a row is about. What the file says of it is joined to the row when it is read, and not stored with it. */
export interface OnCloud {
  readonly cloudId: CloudId;
  readonly cloudName: string;
  /** No entry of the operator's file has this cloud any more: its work waits. */
  readonly cloudGone: boolean;
}

/** A row as it is stored. */
export type Stored<T extends OnCloud> = Omit<T, 'cloudName' | 'cloudGone'>;
