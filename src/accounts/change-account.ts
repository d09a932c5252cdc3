/** What people change about an account that is linked: which is the default, and what it is called. */
import type { Person } from '../core/ids.ts';
import { UserError } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import { showHomes } from '../sharing/cards/refresh.ts';
import { inTransaction } from '../sharing/transaction.ts';
import { isTaken } from './account-name.ts';
import { type LinkDeps, ownAccount } from './linking.ts';

type Deps = Pick<LinkDeps, 'store' | 'clock'>;

/** Makes it the person's default account. Null if they have no such account. */
export const chooseDefault = (deps: Deps, person: Person, accountId: string): Promise<Account | null> =>
  inTransaction(deps, async (work) => {
    const { store, tx } = work;
    const account = await ownAccount(work, person, accountId);
    if (account === null) return null;
    await store.accounts.setDefault(tx, person, accountId);
    await showHomes(work, [person.userId]);
    return account;
  });

/** @throws UserError `name-taken` */
export const renameAccount = (
  deps: Deps,
  person: Person,
  accountId: string,
  name: string,
): Promise<Account | null> =>
  inTransaction(deps, async (work) => {
    const { store, tx } = work;
    const account = await ownAccount(work, person, accountId);
    if (account !== null) {
      const own = await store.accounts.accountsOfPerson(tx, person);
      if (
        isTaken(
          name,
          own.filter(({ id }) => id !== accountId),
        )
      )
        throw new UserError({ kind: 'name-taken', name });
      await store.accounts.renameAccount(tx, accountId, name);
    }
    await showHomes(work, [person.userId]);
    return account;
  });
