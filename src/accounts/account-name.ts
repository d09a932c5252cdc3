/** An account's name if its owner gives none, and names that are already taken. Pure. */
import type { Token } from '../cloud/token.ts';
import type { Account } from '../model/account.ts';

/** What the account is called unless the person says: Rackspace's tenants have numbers only. */
export const ownName = ({ project, user }: Token, method: Account['method']) =>
  method === 'rackspace_apikey' ? user.name : project.name;

/** `--account` takes names in any case. */
export const isTaken = (name: string, others: readonly Account[]) =>
  others.some((one) => one.name.toLowerCase() === name.toLowerCase());

/** That name, followed by the cloud's or a number if the person already has it. */
export const freeName = (own: string, cloud: string, others: readonly Account[]): string => {
  const candidates = [
    own,
    `${own}-${cloud}`,
    ...Array.from({ length: others.length + 1 }, (_, n) => `${own}-${n + 2}`),
  ];
  return candidates.find((candidate) => !isTaken(candidate, others)) ?? own;
};
