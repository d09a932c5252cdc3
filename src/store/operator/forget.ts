/** Gives up an encryption key: removes what only it could decrypt, and asks the owners to link again. */
import { SetupError } from '../../core/setup-error.ts';
import type { Account } from '../../model/account.ts';
import { findAccount, setHealth } from '../repositories/accounts.ts';
import type { Db, Tx } from '../schema/tables.ts';
import { accountOf, sealedRecords } from '../secrets/credentials.ts';
import { type Keys, nameOf } from '../secrets/keys.ts';

/** ENCRYPTION_KEYS still has the key. */
class KeyNotLostError extends SetupError {
  override readonly name = 'KeyNotLostError';

  constructor(typed: string) {
    super(
      `ENCRYPTION_KEYS still has ${typed}, so nothing is lost. To give the key up, remove it from there first.`,
    );
  }
}

/**
 * The `kid`s of sealed records that `keys` lacks, if their name or whole `kid` was typed.
 * @throws KeyNotLostError if `keys` has them all; Error if nothing is sealed with such a key
 */
export const lostKeys = async (db: Db, { byKid }: Keys, typed: string): Promise<readonly string[]> => {
  const kids = [...new Set((await sealedRecords(db)).map(({ kid }) => kid))].sort();
  const meant = kids.filter((kid) => kid === typed || nameOf(kid) === typed);
  if (meant.length === 0)
    throw new Error(`Nothing is sealed with ${typed}. The database knows: ${kids.join(', ') || 'no key'}.`);
  const lost = meant.filter((kid) => !byKid.has(kid));
  if (lost.length === 0) throw new KeyNotLostError(typed);
  return lost;
};

/**
 * Removes every record sealed under `kid` and marks the accounts they belonged to as `lost`.
 * Returns those accounts; a record without an account, such as a command that waits for one, is only removed.
 */
export const forgetKey = async (tx: Tx, kid: string): Promise<Account[]> => {
  const lost: Account[] = [];
  for (const { recordKey } of (await sealedRecords(tx)).filter((record) => record.kid === kid)) {
    await tx.deleteFrom('keyv').where('key', '=', recordKey).execute();
    const accountId = accountOf(recordKey);
    const account = accountId === null ? null : await findAccount(tx, accountId);
    if (!account) continue;
    await setHealth(tx, account.id, 'lost');
    lost.push({ ...account, health: 'lost' });
  }
  return lost;
};
