/** Credentials and other secrets, sealed above Keyv: what reaches the database can be decrypted only where it was put. */
import type { Keyv } from 'keyv';
import type { Person } from '../../core/ids.ts';
import { SetupError } from '../../core/setup-error.ts';
import type { Db } from '../schema/tables.ts';
import { type Keys, nameOf } from './keys.ts';
import { createKeyv } from './keyv-adapter.ts';
import { kidOf, open, seal } from './sealing.ts';

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

const credentialKey = (accountId: string, { teamId, userId }: Owner) =>
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

  constructor(unknown: readonly string[], { byKid }: Keys) {
    const known = [...byKid.keys()];
    const said = unknown.map((kid) => {
      const others = known.filter((one) => nameOf(one) === nameOf(kid)).join(', ');
      return others === ''
        ? `${kid}, which ENCRYPTION_KEYS does not have`
        : `${kid}, but the ${nameOf(kid)} in ENCRYPTION_KEYS is another key (${others})`;
    });
    super(
      `The database holds records sealed with ${said.join('; and with ')}. Add the key, or, if it is lost for good, run: npm run forget-key -- ${unknown[0]}`,
    );
  }
}

/** Every sealed record in the database: its record key and the `kid` of the key that sealed it. */
export const sealedRecords = async (db: Db): Promise<{ recordKey: string; kid: string }[]> => {
  const records = [];
  for await (const [recordKey, sealed] of createKeyv(db).iterator()) {
    records.push({ recordKey, kid: kidOf(recordKey, sealed) });
  }
  return records;
};

/**
 * For the start: makes sure that everything stored can be decrypted.
 * @throws UnknownKeyError, SealedRecordError
 */
export const checkKeys = async (db: Db, keys: Keys): Promise<void> => {
  const unknown = (await sealedRecords(db)).map(({ kid }) => kid).filter((kid) => !keys.byKid.has(kid));
  if (unknown.length > 0) throw new UnknownKeyError([...new Set(unknown)].sort(), keys);
};
