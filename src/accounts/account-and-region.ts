/** The account and region of a form: the choices, and what was chosen. Pure. */

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

/** The choices of two inputs, and the initial ones. No choices: there is only one possibility. */
export interface WhereChoices {
  readonly accounts: readonly Choice[];
  readonly account: string;
  /** null: only the cloud knows the regions, or the typed one is not among them; then the region is typed, not chosen. */
  readonly regions: readonly Choice[] | null;
  readonly region: string;
}

/** The choice that names none; neither an account's id nor a region's name. */
const none = '*';

/** How much of a typed region a form keeps. */
const regionChars = 255;

/**
 * What a person with these accounts can choose; `where` is chosen at first.
 * @param accounts not empty
 * @param regionsOf the regions the operator named for a cloud; empty = whatever its catalog has
 * @param unnamed the label of the choice that names none; without `account`, people have to choose one
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

/** The values of a form's two inputs; a missing input names nothing. */
export const readWhere = (values: unknown): Where => {
  const read = whereSchema.safeParse(values);
  return read.success ? read.data : { account: null, region: null };
};

/** The initial choice, which the form keeps in its metadata beside whatever else it has to remember. */
export const carryWhere = (
  { account, region }: WhereChoices,
  more: Readonly<Record<string, string>> = {},
): string => JSON.stringify({ ...more, account, region: region.slice(0, regionChars) });

/** One of the other things that {@link carryWhere} put there; '' if there is none. */
export const carriedWith = (metadata: string, name: string): string => {
  try {
    return (
      z
        .record(z.string(), z.unknown())
        .pipe(z.object({ [name]: z.string() }))
        .parse(JSON.parse(metadata))[name] ?? ''
    );
  } catch {
    return '';
  }
};

/** Reads what {@link carryWhere} made; for anything else, nothing is named. */
export const carriedWhere = (metadata: string): Where => {
  try {
    return readWhere(JSON.parse(metadata));
  } catch {
    return readWhere({});
  }
};
