/** Which account acts: one of the person whose intent it is, of the project whose side it is, and no other. */
import type { Person, SlackUserId, TeamId } from '../../core/ids.ts';
import { type Problem, UserError } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { Tx } from '../../store/schema/tables.ts';
import type { Store } from '../repositories.ts';

export interface Side {
  readonly teamId: TeamId;
  readonly userId: SlackUserId;
  readonly cloudId: string;
  readonly cloudName: string;
  readonly projectId: string;
  readonly projectName: string;
  /** The account the person chose; another one of the same project may stand in for it. */
  readonly accountId: string;
}

/** The account, or why there is none: it was unlinked, or is refused or lost until its owner links it again. */
export const actingAccount = async (
  { accounts, database }: Pick<Store, 'accounts' | 'database'>,
  { userId, teamId, cloudId, cloudName, projectId, projectName, accountId }: Side,
): Promise<Account | Problem> => {
  const linked = await accounts.accountsOfPerson(database.kysely, { teamId, userId });
  const fitting = linked.filter((account) => account.cloudId === cloudId && account.projectId === projectId);
  const good = fitting.filter((account) => account.health === 'good');
  const chosen = good.find((account) => account.id === accountId) ?? good[0];
  if (chosen !== undefined) return chosen;
  const [failing] = fitting;
  if (failing === undefined) return { kind: 'account-unlinked', project: projectName, cloud: cloudName };
  return ailing(failing);
};

const ailing = ({ health, name, cloudName }: Account): Problem =>
  health === 'lost'
    ? { kind: 'credential-lost', account: name }
    : { kind: 'account-refused', account: name, cloud: cloudName };

/**
 * For what a person decides with the account now.
 * @throws UserError `account-refused`, `credential-lost` until its owner links it again
 */
export const requireGood = (account: Account): void => {
  if (account.health !== 'good') throw new UserError(ailing(account));
};

/**
 * The account of the image's project with which a person may want something of it now: the one that is meant, else another.
 * A refused one will do: the intent then waits until it is linked again.
 * @throws UserError `no-account-for-project`
 */
export const ownerAccount = async (
  { accounts }: Pick<Store, 'accounts'>,
  tx: Tx,
  person: Person,
  { cloudId, cloudName, projectId, projectName, accountId }: Omit<Side, 'teamId' | 'userId'>,
): Promise<Account> => {
  const linked = await accounts.accountsOfPerson(tx, person);
  const fitting = linked.filter((account) => account.cloudId === cloudId && account.projectId === projectId);
  const good = fitting.filter(({ health }) => health === 'good');
  const account = good.find(({ id }) => id === accountId) ?? good[0] ?? fitting[0];
  if (account === undefined)
    throw new UserError({ kind: 'no-account-for-project', project: projectName, cloud: cloudName });
  return account;
};
