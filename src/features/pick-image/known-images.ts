/** The images that a person may mean: their own, and those offered to their projects. */
import { once } from 'node:events';
import type { Where } from '../../accounts/account-and-region.ts';
import { chooseAccount, chooseRegion } from '../../accounts/choose-account.ts';
import type { FindNamed } from '../../accounts/image-named.ts';
import type { FindOwnImages } from '../../accounts/own-images.ts';
import type { CloudId, Person } from '../../core/ids.ts';
import { nearest } from '../../core/nearest.ts';
import { isSilence } from '../../core/problems/cloud-problems.ts';
import { UserError } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { Share } from '../../model/share.ts';
import type { IntentDeps } from '../../sharing/intents/intent.ts';
import type { KnownImage } from '../../sharing/rules/image-menu-options.ts';
import { imageName, isMember } from '../../sharing/rules/share-state.ts';

export interface KnownImagesDeps extends IntentDeps {
  readonly regionsOf: (cloudId: CloudId) => readonly string[];
  readonly findOwnImages: FindOwnImages;
}

/** Slack waits 3 s for a menu; a slower cloud gets another chance at the next letter. */
const menuMs = 2_000;

/** The account chosen in the form, or all of the person's accounts. */
const meant = async ({ store }: KnownImagesDeps, person: Person, { account: name }: Where) => {
  const accounts = await store.accounts.accountsOfPerson(store.database.kysely, person);
  if (name === null) return accounts;
  const account = chooseAccount(accounts, name);
  return 'kind' in account ? [] : [account];
};

/**
 * The images that these accounts own in the chosen region, or else in each account's default region.
 * @param silent gets the clouds that did not answer in time
 */
export const ownImages = async (
  deps: KnownImagesDeps,
  person: Person,
  typed: string,
  where: Where,
  silent: Set<string> = new Set(),
): Promise<readonly KnownImage[]> => {
  const of = async (account: Account): Promise<readonly KnownImage[]> => {
    const region = chooseRegion(where.region, account, deps.regionsOf(account.cloudId));
    if (typeof region !== 'string') return [];
    try {
      const late = once(deps.clock.timeout(menuMs), 'abort').then(() => null);
      const found = await Promise.race([deps.findOwnImages(account, region, typed), late]);
      if (found !== null) return found;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!isSilence(error.problem)) return [];
    }
    silent.add(account.cloudName);
    return [];
  };
  return (await Promise.all((await meant(deps, person, where)).map(of))).flat();
};

/** The members of the record that the letters and the chosen region mean, of all the accounts that are meant. */
const membersMeant = async (
  deps: KnownImagesDeps,
  person: Person,
  typed: string,
  where: Where,
  read: (account: Account) => Promise<readonly Share[]>,
): Promise<readonly Share[]> => {
  const wanted = typed.trim().toLowerCase();
  const shares = (await Promise.all((await meant(deps, person, where)).map(read))).flat();
  return shares.filter((share) => {
    const here = where.region === null || share.region.toLowerCase() === where.region.toLowerCase();
    return here && isMember(share) && `${share.imageId} ${imageName(share).toLowerCase()}`.includes(wanted);
  });
};

const nameOf = (share: Share) => share.image?.name ?? null;

/** The images shared with the projects of these accounts, as far as the record knows. */
export const offeredImages = async (
  deps: KnownImagesDeps,
  person: Person,
  typed: string,
  where: Where,
): Promise<readonly KnownImage[]> => {
  const { shares, database } = deps.store;
  const found = await membersMeant(deps, person, typed, where, ({ cloudId, projectId }) =>
    shares.sharesOfProject(database.kysely, person.teamId, cloudId, projectId),
  );
  return found.map((share) => ({ id: share.imageId, name: nameOf(share), status: share.status ?? '' }));
};

/**
 * The images of these accounts that have members, as far as the record knows. If that is none, their own: it does not know members
 * that were added outside the bot and that nobody here has linked.
 */
export const sharedImages = async (
  deps: KnownImagesDeps,
  person: Person,
  typed: string,
  where: Where,
): Promise<readonly KnownImage[]> => {
  const { shares, database } = deps.store;
  const found = await membersMeant(deps, person, typed, where, ({ cloudId, projectId }) =>
    shares.sharesOwnedBy(database.kysely, person.teamId, cloudId, projectId),
  );
  if (found.length === 0) return ownImages(deps, person, typed, where);
  return [...Map.groupBy(found, ({ imageId }) => imageId)].map(([id, members]) => ({
    id,
    name: members.map(nameOf).find((name) => name !== null) ?? null,
    status: `${members.length} ${members.length === 1 ? 'member' : 'members'}`,
  }));
};

/** How many images of one name, and how many near names, are listed. */
const maxListed = 3;

/** A problem names the ids of several, or the nearest names. Asks as many clouds as the person has accounts, and names one that does not answer soon. */
export const createFindNamed =
  (deps: KnownImagesDeps): FindNamed =>
  async (person, typed, where) => {
    const silent = new Set<string>();
    const find = async (part: string) => [
      ...(await ownImages(deps, person, part, where, silent)),
      ...(await offeredImages(deps, person, part, where)),
    ];
    const wanted = typed.trim().toLowerCase();
    const found = (await find(typed)).filter(({ name }) => name?.trim().toLowerCase() === wanted);
    const ids = [...new Set(found.map(({ id }) => id))];
    if (ids[0] !== undefined && ids.length === 1) return ids[0];
    if (ids.length > 1)
      return { kind: 'image-name', typed, ids: ids.slice(0, maxListed), near: [], silent: [] };
    const names = (await find('')).flatMap(({ name }) => name?.trim() || []);
    return {
      kind: 'image-name',
      typed,
      ids: [],
      near: nearest(wanted, names, maxListed),
      silent: [...silent],
    };
  };
