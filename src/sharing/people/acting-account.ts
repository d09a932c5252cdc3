/** Which account acts: one that belongs to the person whose intent it is, for the project on their side, and no other. */
import type { CloudId, Person, SlackUserId, TeamId } from '../../core/ids.ts';
import { type Problem, UserError } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { Store } from '../repositories.ts';
import type { Work } from '../transaction.ts';
import { accountFor, mayUse, whyNotUsed } from './may-act.ts';

export interface Side {
  readonly teamId: TeamId;
  readonly userId: SlackUserId;
  readonly cloudId: CloudId;
  readonly cloudName: string;
  readonly projectId: string;
  readonly projectName: string;
  /** The account the person chose; another of their accounts of the same project may replace it. */
  readonly accountId: string;
}

/**
 * The account, or why there is none: it was unlinked, its owner is deactivated in Slack, or it is refused or lost until its owner
 * links it again. It need not speak: what it may do, the cloud judges at each write.
 */
export const actingAccount = async (
  { accounts, database }: Pick<Store, 'accounts' | 'database'>,
  side: Side,
): Promise<Account | Problem> => {
  const account = accountFor(await accounts.accountsOfPerson(database.kysely, side), side, side.accountId);
  if (account === undefined)
    return { kind: 'account-unlinked', project: side.projectName, cloud: side.cloudName };
  return mayUse(account) ? account : whyNotUsed(account);
};

/**
 * For decisions that a person makes with the account now.
 * @throws UserError `account-refused`, `credential-lost` until its owner links it again; `owner-away`
 */
export const requireGood = (account: Account): void => {
  if (!mayUse(account)) throw new UserError(whyNotUsed(account));
};

/**
 * The account of the image's project that a person's intent uses now: the one they named, else another.
 * A refused one will do: the intent then waits until it is linked again.
 * @throws UserError `no-account-for-project`
 */
export const ownerAccount = async (
  { store, tx }: Work<'accounts'>,
  person: Person,
  side: Omit<Side, 'teamId' | 'userId'>,
): Promise<Account> => {
  const account = accountFor(await store.accounts.accountsOfPerson(tx, person), side, side.accountId);
  if (account === undefined)
    throw new UserError({
      kind: 'no-account-for-project',
      project: side.projectName,
      cloud: side.cloudName,
    });
  return account;
};
