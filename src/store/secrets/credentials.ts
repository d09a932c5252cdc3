/** Credentials and other secrets, sealed above Keyv: what reaches the database can be decrypted only where it was put. */
import type { Keyv } from 'keyv';
import type { Person } from '../../core/ids.ts';
import { SetupError } from '../../core/setup-error.ts';
import type { Db } from '../schema/tables.ts';
import { type Keys, nameOf } from './keys.ts';
import { createKeyv, storedRecords } from './keyv-adapter.ts';
import { kidOfStored } from './sealed-by.ts';
import { open, seal } from './sealing.ts';

/** JSON values by record key, sealed. A failing database or an unreadable record throws, and never looks like "not there". */
export interface SealedRecords {
  /** Without `ttlMs` the record stays until it is removed. */
  readonly put: (recordKey: string, value: unknown, ttlMs?: number) => Promise<void>;
  /**
   * Undefined if there is none, or it has expired.
   * @throws SealedRecordError
   */
  readonly get: (recordKey: string) => Promise<unknown>;
  readonly remove: (recordKey: string) => Promise<void>;
}

const keep = async (keyv: Keyv, recordKey: string, sealed: string, ttlMs?: number) => {
  if (!(await keyv.set(recordKey, sealed, ttlMs)))
    throw new Error(`The sealed record ${recordKey} was not kept`);
};

/** `keyv` must not be used inside a transaction unless it was made on it. */
export const createSealedRecords = ({ keyv, keys }: { keyv: Keyv; keys: Keys }): SealedRecords => ({
  put: async (recordKey, value, ttlMs) =>
    keep(keyv, recordKey, await seal(keys, recordKey, JSON.stringify(value)), ttlMs),
  get: async (recordKey) => {
    const sealed = await keyv.get<string>(recordKey);
    return sealed === undefined ? undefined : JSON.parse(await open(keys, recordKey, sealed));
  },
  remove: async (recordKey) => {
    await keyv.delete(recordKey);
  },
});

const kind = 'credential';

/** What every credential's record key begins with; the owner's team and user, and the account, follow. */
export const credentialPrefix = `${kind}:`;

type Owner = Pick<Person, 'teamId' | 'userId'>;

/** The record key of an account's credential. */
export const credentialKey = (accountId: string, { teamId, userId }: Owner): string =>
  [kind, teamId, userId, accountId].join(':');

/** The account whose credential is under `recordKey`, or null if the record is something else. */
export const accountOf = (recordKey: string): string | null => {
  const [first, , , ...accountId] = recordKey.split(':');
  return first === kind ? accountId.join(':') : null;
};

/** Cloud credentials, each bound to one person of one team and one account. */
export interface Credentials {
  /** Encrypts it; what is returned writes it, in the transaction that writes the account. */
  readonly seal: (
    accountId: string,
    person: Owner,
    credential: unknown,
  ) => Promise<(db: Db) => Promise<void>>;
  /**
   * Undefined if none is stored.
   * @throws SealedRecordError
   */
  readonly get: (accountId: string, person: Owner) => Promise<unknown>;
  /** In the transaction that deletes the account. */
  readonly remove: (db: Db, accountId: string, person: Owner) => Promise<void>;
}

export const createCredentials = ({ keyv, keys }: { keyv: Keyv; keys: Keys }): Credentials => {
  const { get } = createSealedRecords({ keyv, keys });
  return {
    seal: async (accountId, person, credential) => {
      const recordKey = credentialKey(accountId, person);
      const sealed = await seal(keys, recordKey, JSON.stringify(credential));
      return (db) => keep(createKeyv(db), recordKey, sealed);
    },
    get: (accountId, person) => get(credentialKey(accountId, person)),
    remove: async (db, accountId, person) =>
      void (await createKeyv(db).delete(credentialKey(accountId, person))),
  };
};

/** Records are sealed with keys that the operator did not provide. The bot must not start: their owners would seem unlinked. */
export class UnknownKeyError extends SetupError {
  override readonly name = 'UnknownKeyError';

  /** @param unknown by `kid`: how many records it sealed */
  constructor(unknown: ReadonlyMap<string, number>, { byKid }: Keys) {
    const known = [...byKid.keys()];
    const said = [...unknown].map(([kid, count]) => {
      const records = `which sealed ${count} ${count === 1 ? 'record' : 'records'}`;
      const sealed = `${kid}, ${count === 0 ? 'which this database was last used with' : records}`;
      const others = known.filter((one) => nameOf(one) === nameOf(kid)).join(', ');
      return others === ''
        ? `ENCRYPTION_KEYS does not have ${sealed}`
        : `${nameOf(kid)} in ENCRYPTION_KEYS (${others}) is another key than ${sealed}`;
    });
    const [first] = unknown.keys();
    super(`${said.join('; ')}. Add the key, or, if it is lost for good, run: npm run forget-key -- ${first}`);
  }
}

/** A record that every start seals again, so that another key under the same name is noticed before anything else is sealed. */
const markKey = 'key-of-last-start';

/** For the start, after {@link checkKeys}: remembers the key that encrypts from now on. */
export const markCurrentKey = ({ keyv, keys }: { keyv: Keyv; keys: Keys }): Promise<void> =>
  createSealedRecords({ keyv, keys }).put(markKey, keys.kid);

/**
 * Every sealed record in the database: its record key and the `kid` of the key that sealed it. A damaged one is left out, as no key
 * opens it: whoever needs it is told.
 */
export const sealedRecords = async (db: Db): Promise<{ recordKey: string; kid: string }[]> => {
  const records = [];
  for await (const record of storedRecords(db)) {
    const kid = kidOfStored(record);
    if (kid !== null) records.push({ recordKey: record.recordKey, kid });
  }
  return records;
};

/**
 * For the start: makes sure that there is a key for everything stored.
 * @throws UnknownKeyError
 */
export const checkKeys = async (db: Db, keys: Keys): Promise<void> => {
  const unknown = (await sealedRecords(db)).filter(({ kid }) => !keys.byKid.has(kid));
  if (unknown.length === 0) return;
  const byKid = Map.groupBy(unknown, ({ kid }) => kid);
  const counts = [...byKid].sort(([one], [other]) => (one < other ? -1 : 1));
  const counted = counts.map(
    ([kid, records]) => [kid, records.filter(({ recordKey }) => recordKey !== markKey).length] as const,
  );
  throw new UnknownKeyError(new Map(counted), keys);
};
