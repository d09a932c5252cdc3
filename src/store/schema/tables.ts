/** How the database stores rows: JSON as text, booleans as 0 or 1, times as ms; and how to read and write them. */
import type { Generated, Kysely, Transaction } from 'kysely';
import type { PersonId, SlackUserId, TeamId } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';
import type { AuditRow } from '../../model/audit-line.ts';
import type { Card } from '../../model/card.ts';
import type { Erasure } from '../../model/erasure.ts';
import type { KnownCloud, OnCloud, Stored } from '../../model/known-cloud.ts';
import type { LinkAsk } from '../../model/link-ask.ts';
import type { Notification } from '../../model/notification.ts';
import type { Offer, OfferShare } from '../../model/offer.ts';
import type { PendingAct } from '../../model/pending-act.ts';
import type { Preferences, ProjectChannel } from '../../model/preference.ts';
import type { ProducerBlock } from '../../model/producer-block.ts';
import type { ProjectSync } from '../../model/project-sync.ts';
import type { Restore } from '../../model/restored.ts';
import type { Share } from '../../model/share.ts';
import type { SignInRefusals } from '../../model/sign-in-refusals.ts';
import type { Timer } from '../../model/timer.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { type KnownValues, newerRefused } from './known-values.ts';

/** Distributes over unions, so that `null` stays; the first test catches branded strings, which are objects too. */
type Column<V> = V extends string | number | null | undefined ? V : V extends boolean ? number : string;
type Columns<T> = { [K in keyof T]: Column<T[K]> };

/**
 * `leaseToken` names the claim that holds the row, until `leaseUntil`, and stays if its holder never gave the row back; `touched` is 1
 * if the row is due again after that. `finishedAt`: when a step on it last ended.
 */
interface Leased {
  leaseToken: string | null;
  leaseUntil: number | null;
  touched: Generated<number>;
  finishedAt: number | null;
}

export interface Tables {
  clouds: Columns<KnownCloud>;
  offers: Columns<Stored<Offer>> & Leased;
  /**
   * `actor`: the account that acts next, if an intent waits; only for sharing out the loop's work. `heldIntents`: the intents as they
   * were when the row was leased; `leftIntents`: the same of a holder who never gave it back.
   */
  shares: Columns<Stored<Share>> &
    Leased & { actor: string | null; heldIntents: string | null; leftIntents: string | null };
  /** `copy`: 0, but for a second message of one person about a Share that once was two. */
  cards: Columns<Card> & Leased & { copy: Generated<number> };
  offerShares: Columns<OfferShare>;
  withdrawals: Columns<Stored<Withdrawal>> & Leased;
  accounts: Columns<Stored<Account>>;
  timers: Columns<Timer> & Leased;
  notifications: Columns<Notification> & Leased;
  projectSyncs: Columns<ProjectSync> & Leased;
  pendingActs: Columns<Stored<PendingAct>> & Leased;
  preferences: Columns<Preferences>;
  projectChannels: Columns<ProjectChannel>;
  producerBlocks: Columns<ProducerBlock>;
  linkAsks: Columns<LinkAsk>;
  signInRefusals: Columns<SignInRefusals>;
  signInOwners: { id: string; accountId: string; linkedAt: number };
  slackTokens: { id: string; teamId: TeamId; teamName: string };
  audit: Columns<AuditRow> & { line: Generated<number> };
  people: { id: PersonId; teamId: TeamId; userId: SlackUserId };
  keyv: { key: string; value: string; expiresAt: number | null };
  copyOf: { id: string; at: number };
  /** One row: how many changes were made to the tables, and how many a bot must know to work on them. */
  schemaVersion: { version: number; readableFrom: number };
  restores: Columns<Restore>;
  erasures: Columns<Erasure>;
  /** When a bot last noted that it keeps that forget list. */
  forgetLists: { id: string; at: number };
  /** One row at most. */
  lastBackup: { id: string; at: number };
}

const named: Readonly<Record<keyof Tables, true>> = {
  ...{ clouds: true, offers: true, shares: true, cards: true, offerShares: true, withdrawals: true },
  ...{ accounts: true, timers: true, notifications: true, projectSyncs: true, pendingActs: true },
  ...{ preferences: true, projectChannels: true, producerBlocks: true, linkAsks: true },
  ...{ signInRefusals: true, signInOwners: true, slackTokens: true, audit: true, people: true, keyv: true },
  ...{ copyOf: true, schemaVersion: true, restores: true, erasures: true, forgetLists: true },
  lastBackup: true,
};
export const tableNames: ReadonlySet<string> = new Set(Object.keys(named));

/** The tables whose rows are claimed when they are due. */
export const leasedTables = [
  'offers',
  'shares',
  'withdrawals',
  'projectSyncs',
  'pendingActs',
  'timers',
  'notifications',
  'cards',
] as const;

/** The database, or a transaction on it. */
export type Db = Kysely<Tables>;

/** A running transaction: for code that must write several rows or none. */
export type Tx = Transaction<Tables>;

type JsonKey<T> = {
  [K in keyof T]: [Exclude<T[K], string | number | boolean | null>] extends [never] ? never : K;
};
type BooleanKey<T> = { [K in keyof T]: T[K] extends boolean ? K : never };
type Kinds<T> = Record<JsonKey<T>[keyof T], 'json'> & Record<BooleanKey<T>[keyof T], 'boolean'>;

/** Reads and writes the rows of one table. */
export interface Codec<T> {
  /** Also for part of a row, as a patch. Leaves out joined columns. */
  readonly write: <P extends Partial<T>>(row: P) => Columns<Omit<P, Joined>>;
  /** Ignores columns that are not the domain's, such as the lease's. */
  readonly read: (stored: object) => T;
}

/** What reading adds to a row from another table. */
type Joined = Exclude<keyof OnCloud, 'cloudId'>;
const joined = ['cloudName', 'cloudGone'] as const satisfies readonly Joined[];

const notOfTheDomain: ReadonlySet<string> = new Set([
  'leaseToken',
  'leaseUntil',
  'touched',
  'finishedAt',
  'actor',
  'heldIntents',
  'leftIntents',
  'copy',
  'line',
]);
const notWritten: ReadonlySet<string> = new Set([...notOfTheDomain, ...joined]);

/**
 * A codec for `T`; does not compile unless every JSON and boolean field is named.
 * @param values those that this bot knows; reading another throws UserError `newer-version`
 */
export const codec = <T extends object>(kinds: Kinds<T>, values: KnownValues<T> = {}): Codec<T> => {
  const refuseNewer = newerRefused(values);
  const kindOf = new Map<string, unknown>(Object.entries(kinds));
  const write = (key: string, value: unknown) => {
    if (value === null) return null;
    return kindOf.get(key) === 'json'
      ? JSON.stringify(value)
      : kindOf.get(key) === 'boolean'
        ? Number(value)
        : value;
  };
  const read = (key: string, value: unknown) => {
    if (kindOf.get(key) === 'boolean') return value === 1;
    return kindOf.get(key) === 'json' && typeof value === 'string' ? JSON.parse(value) : value;
  };
  // each intent writes and reads rows of dozens of columns, so nothing is made on the way
  const each = (
    row: object,
    leftOut: ReadonlySet<string>,
    change: (key: string, value: unknown) => unknown,
  ) => {
    const changed: Record<string, unknown> = {};
    for (const key of Object.keys(row))
      if (!leftOut.has(key)) changed[key] = change(key, row[key as keyof typeof row]);
    return changed;
  };
  return {
    write: <P extends Partial<T>>(row: P) => each(row, notWritten, write) as Columns<Omit<P, Joined>>,
    read: (stored) => {
      const row = each(stored, notOfTheDomain, read);
      refuseNewer(row);
      return row as T;
    },
  };
};
