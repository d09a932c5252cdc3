/** Which account and which region a form is about: what there is to choose from, and what was chosen. Pure. */

import { z } from 'zod';
import type { CloudId } from '../core/ids.ts';
import type { Account } from '../model/account.ts';
import { chooseAccount } from './choose-account.ts';

/** As chosen or typed: an account's id or name, a region. null = not named. */
export interface Where {
  readonly account: string | null;
  readonly region: string | null;
}

interface Choice {
  readonly text: string;
  readonly value: string;
}

/** For two inputs: the choices, and the initial one. No choices: there is only one. */
export interface WhereChoices {
  readonly accounts: readonly Choice[];
  readonly account: string;
  /** null: only the cloud knows them, or one was typed that is none; then it is typed, not chosen. */
  readonly regions: readonly Choice[] | null;
  readonly region: string;
}

/** Stands for naming none; not an account's id, nor a region's name. */
const none = '*';

/** As much of a typed region as a form carries along. */
const regionChars = 255;

/**
 * What a person with these accounts can choose, as `where` says at first.
 * @param accounts not empty
 * @param regionsOf the regions the operator named for a cloud; empty = whatever its catalog has
 * @param unnamed what it means to name none; without `account`, one is always named
 */
export const whereChoices = (
  accounts: readonly Account[],
  where: Where,
  regionsOf: (cloudId: CloudId) => readonly string[],
  unnamed: { readonly account?: string; readonly region: string },
): WhereChoices => {
  const named = chooseAccount(accounts, where.account);
  const known = 'kind' in named ? chooseAccount(accounts, null) : named;
  const anyone = 'kind' in known || (where.account === null && unnamed.account !== undefined);
  const clouds = new Set((anyone ? accounts : [known]).map(({ cloudId }) => cloudId));
  const regions = [...clouds].map(regionsOf);
  const all = [...new Set(regions.flat())];
  const region = all.find((one) => one.toLowerCase() === where.region?.toLowerCase());
  const typed = regions.some(({ length }) => length === 0) || (where.region !== null && region === undefined);
  return {
    accounts:
      accounts.length < 2
        ? []
        : [
            ...(unnamed.account === undefined ? [] : [{ text: unnamed.account, value: none }]),
            ...accounts.map(({ id, name, projectName, cloudName }) => ({
              text: `${name} — ${projectName} on ${cloudName}`,
              value: id,
            })),
          ],
    account: anyone ? none : known.id,
    regions: typed
      ? null
      : all.length < 2
        ? []
        : [{ text: unnamed.region, value: none }, ...all.map((name) => ({ text: name, value: name }))],
    region: typed ? (where.region ?? '') : (region ?? none),
  };
};

const chosen = z
  .string()
  .trim()
  .transform((value) => (value === none ? '' : value))
  .nullish()
  .transform((value) => value || null)
  .catch(null);

const whereSchema = z.object({ account: chosen, region: chosen });

/** The values of a form's two inputs; an input that is not there names nothing. */
export const readWhere = (values: unknown): Where => {
  const read = whereSchema.safeParse(values);
  return read.success ? read.data : { account: null, region: null };
};

/** The initial choice, for the form to keep as its metadata, beside anything else it has to remember. */
export const carryWhere = (
  { account, region }: WhereChoices,
  more: Readonly<Record<string, string>> = {},
): string => JSON.stringify({ ...more, account, region: region.slice(0, regionChars) });

/** Reads what {@link carryWhere} made; for anything else, nothing is named. */
export const carriedWhere = (metadata: string): Where => {
  try {
    return readWhere(JSON.parse(metadata));
  } catch {
    return readWhere({});
  }
};
