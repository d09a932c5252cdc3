/** A cloud that rows refer to by an id of our own, with what the operator's file says about it. */
import type { CloudId } from '../core/ids.ts';

/** A cloud, that is, one Keystone, with what the operator's clouds.yaml says about it; or another auth URL of one. */
export interface KnownCloud {
  readonly id: CloudId;
  /** Null: a cloud. Else this is only an auth URL, perhaps once a cloud by itself, of the one with this id. */
  readonly joinedTo: CloudId | null;
  readonly createdAt: number;
  /** The name of its entry, for people; the operator may change it. */
  readonly name: string;
  /** As `readAuthUrl` makes it. */
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
