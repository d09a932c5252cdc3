/** An image where somebody saw it, as a button carries it; with which account they may act is looked up at each click. */
import { z } from 'zod';
import type { ImageId, Person } from '../core/ids.ts';
import { UserError } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import type { Store } from '../sharing/repositories.ts';

export const imageRefSchema = z.object({
  /** The account's id. */
  account: z.string(),
  region: z.string(),
  image: z.guid().transform((id) => id as ImageId),
});

export type ImageRef = z.infer<typeof imageRefSchema>;

/**
 * The account of that id among the person's own.
 * @throws UserError `outdated` when they have none, or none any more
 */
export const ownAccount = async (
  { accounts, database }: Pick<Store, 'accounts' | 'database'>,
  person: Person,
  accountId: string,
): Promise<Account> => {
  const own = await accounts.accountsOfPerson(database.kysely, person);
  const account = own.find(({ id }) => id === accountId);
  if (account === undefined) throw new UserError({ kind: 'outdated' });
  return account;
};
