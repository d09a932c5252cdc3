/** The name of an account whose owner gave none, and whether a name is taken. Pure. */
import type { Token } from '../cloud/token.ts';
import type { Account } from '../model/account.ts';

/** The name unless the person gives one: the project's, or the user's on Rackspace, whose tenants only have numbers. */
export const ownName = ({ project, user }: Token, method: Account['method']) =>
  method === 'rackspace_apikey' ? user.name : project.name;

/** `--account` ignores case. */
export const isTaken = (name: string, others: readonly Account[]) =>
  others.some((one) => one.name.toLowerCase() === name.toLowerCase());

/** The name itself or, if the person already has it, followed by the cloud's name or a number. */
export const freeName = (own: string, cloud: string, others: readonly Account[]): string => {
  const candidates = [
    own,
    `${own}-${cloud}`,
    ...Array.from({ length: others.length + 1 }, (_, n) => `${own}-${n + 2}`),
  ];
  return candidates.find((candidate) => !isTaken(candidate, others)) ?? own;
};
