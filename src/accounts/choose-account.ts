/** The account and region that a person means by what they typed or left out. Pure. */
import type { Problem } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** The account of that name, in any case, or of that id, which forms send; if `name` is null, the default one. */
export const chooseAccount = (accounts: readonly Account[], name: string | null): Account | Problem => {
  const chosen =
    name === null
      ? (accounts.find(({ isDefault }) => isDefault) ?? accounts[0])
      : (accounts.find((account) => same(account.name, name)) ?? accounts.find(({ id }) => id === name));
  if (chosen !== undefined) return chosen;
  return name === null
    ? { kind: 'no-account' }
    : { kind: 'no-such-account', name, have: accounts.map((account) => account.name) };
};

/**
 * The region as the cloud spells it; if none was typed, the account's default.
 * @param known the regions the operator named; empty = the catalog decides, when the region is first used
 */
export const chooseRegion = (
  typed: string | null,
  account: Account,
  known: readonly string[],
): string | Problem => {
  if (typed === null) return account.region ?? known[0] ?? '';
  return (
    known.find((region) => same(region, typed)) ??
    (known.length === 0 ? typed : { kind: 'no-such-region', region: typed, have: known })
  );
};
