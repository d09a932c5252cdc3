/** Where a person saw an image, as a button carries it; each click looks up which account they may use. */
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
 * The account with that id, if it is one of the person's own.
 * @throws UserError `outdated` if it is not, or no longer
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
