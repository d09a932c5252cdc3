/** Seals what older keys sealed under the first key, so that they can be given up. Any number of replicas may do it at once. */
import type { Db } from '../schema/tables.ts';
import type { Keys } from './keys.ts';
import { replaceStored, type StoredRecord, storedRecords } from './keyv-adapter.ts';
import { kidOf, open, SealedRecordError, seal } from './sealing.ts';

interface ResealDeps {
  readonly keys: Keys;
  readonly kysely: Db;
  /** Runs one statement that writes. */
  readonly write: <T>(statement: (db: Db) => Promise<T>) => Promise<T>;
}

export interface Resealed {
  /** Where the next round goes on; null: these were the last. */
  readonly next: string | null;
  /** How many are under the first key now that were not before. */
  readonly resealed: number;
  /** What cannot be opened, and stays as it is. */
  readonly unopened: readonly string[];
}

/** How many records are looked at in one round. */
const atOnce = 100;

/** Looks at the records after `from`. A record that somebody writes or removes meanwhile stays as they left it. */
export const resealSome = async (deps: ResealDeps, from: string): Promise<Resealed> => {
  const some: StoredRecord[] = [];
  for await (const record of storedRecords(deps.kysely, from)) if (some.push(record) === atOnce) break;
  const outcomes = await Promise.all(some.map((record) => reseal(deps, record)));
  return {
    next: some.length < atOnce ? null : (some.at(-1)?.recordKey ?? null),
    resealed: outcomes.filter((outcome) => outcome === 'resealed').length,
    unopened: some.filter((_, n) => outcomes[n] === 'unopened').map(({ recordKey }) => recordKey),
  };
};

type Outcome = 'resealed' | 'left' | 'unopened';

const reseal = async ({ keys, write }: ResealDeps, record: StoredRecord): Promise<Outcome> => {
  const { recordKey, value } = record;
  try {
    const kid = kidOf(recordKey, value);
    // of a key that another replica has already: nothing is lost
    if (kid === keys.kid || !keys.byKid.has(kid)) return 'left';
    const sealed = await seal(keys, recordKey, await open(keys, recordKey, String(value)));
    return (await write((db) => replaceStored(db, record, sealed))) ? 'resealed' : 'left';
  } catch (error) {
    if (error instanceof SealedRecordError) return 'unopened';
    throw error;
  }
};
