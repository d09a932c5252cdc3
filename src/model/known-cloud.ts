/** A cloud that rows refer to by an id of our own, with what the operator's file says about it. */
import type { CloudId } from '../core/ids.ts';

/** A cloud, that is, one Keystone, with what the operator's clouds.yaml says about it. */
export interface KnownCloud {
  readonly id: CloudId;
  /** The name of its entry, for people; the operator may change it. */
  readonly name: string;
  /** Without blanks and trailing slashes, its host in lower case. */
  readonly authUrl: string;
  /** When its entry disappeared from the file, ms UTC; null: the file has one. */
  readonly goneSince: number | null;
}

/** The cloud of a row. What the file says about it is joined when the row is read, not stored with it. */
export interface OnCloud {
  readonly cloudId: CloudId;
  readonly cloudName: string;
  /** The operator's file no longer has an entry for this cloud: its work waits. */
  readonly cloudGone: boolean;
}

/** A row as stored. */
export type Stored<T extends OnCloud> = Omit<T, 'cloudName' | 'cloudGone'>;
