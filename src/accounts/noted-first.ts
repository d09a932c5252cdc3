/** Accounts that a person gives up are on the forget list before the transaction that removes them. */
import type { Person } from '../core/ids.ts';
import type { Account } from '../model/account.ts';
import { inTransaction, type TransactionDeps, type Work } from '../sharing/transaction.ts';
import type { Db } from '../store/schema/tables.ts';

/**
 * Removes accounts in one transaction. One that was linked after they were noted is noted too, and the transaction begins again.
 * @param goes which of the person's accounts are given up
 * @param remove is given those that are there
 * @throws ForgetListError with nothing removed
 */
export const notedFirst = async <T>(
  deps: TransactionDeps & { readonly noteForgotten: (account: Account) => Promise<void> },
  person: Person,
  goes: (account: Account) => boolean,
  remove: (work: Work, gone: readonly Account[]) => Promise<T>,
): Promise<T> => {
  const { accounts, database } = deps.store;
  const toGo = async (db: Db) => (await accounts.accountsOfPerson(db, person)).filter(goes);
  const noted = new Set<string>();
  for (;;) {
    for (const account of await toGo(database.kysely)) {
      if (!noted.has(account.id)) await deps.noteForgotten(account);
      noted.add(account.id);
    }
    const done = await inTransaction(deps, async (work) => {
      const gone = await toGo(work.tx);
      return gone.every(({ id }) => noted.has(id)) ? { result: await remove(work, gone) } : null;
    });
    if (done !== null) return done.result;
  }
};
