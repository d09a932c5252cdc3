/** Giving up an encryption key: what only it could open is removed, and whose it was is told to link again. */

import { findAccount, setHealth } from './accounts.ts';
import { accountOf, sealedRecords } from './credentials.ts';
import type { Account } from './rows.ts';
import type { Tx } from './tables.ts';

/**
 * Removes every record sealed under `kid` and marks the accounts they belonged to as `lost`.
 * Returns those accounts; a record without an account, left behind by an interrupted linking, is only removed.
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
