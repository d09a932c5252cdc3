/** An image and its members as a person sees them now, read with an account of the image's own project if they have one. */
import type { Member, Members } from '../cloud/members.ts';
import type { CloudId, ImageId, Person, ProjectId, SlackUserId } from '../core/ids.ts';
import { UserError } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import { accountFor, mayUse } from '../sharing/people/may-act.ts';
import type { Store } from '../sharing/repositories.ts';
import { hidesMembers } from '../sharing/rules/plan-withdrawal.ts';
import { chooseAccount } from './choose-account.ts';
import { type FindDeps, type FoundImage, findImage } from './find-image.ts';
import { readAs } from './reading.ts';

export interface Wanted {
  readonly imageId: ImageId;
  readonly region: string | null;
  /** By name; null: the account that may do most. */
  readonly account: string | null;
}

export interface Membership {
  readonly found: FoundImage;
  /** Whether the account's project owns the image. If so it sees all members, otherwise at most itself. */
  readonly owner: boolean;
  /** Null if the image hides its members, as a private one does. */
  readonly members: (readonly Member[] & Pick<Members, 'unread'>) | null;
}

/**
 * The image, with the members that the person can see; two requests if the first search finds the image.
 * @param linked the person's accounts; not empty
 * @throws UserError `no-such-account`, `image-open-to-all`, and what {@link findImage} and {@link readAs} throw
 */
export const readMembership = async (
  deps: FindDeps,
  linked: readonly Account[],
  { imageId, region, account: name }: Wanted,
): Promise<Membership> => {
  const chosen = chooseAccount(linked, name);
  if ('kind' in chosen) throw new UserError(chosen);
  const others = name === null ? linked.filter(({ id }) => id !== chosen.id) : [];
  const seen = await findImage(deps, [chosen, ...others], imageId, region);
  const found = { ...seen, account: name === null ? ownersAccount(seen, linked) : seen.account };
  const { image, account } = found;
  const { visibility } = image;
  if (visibility === 'public' || visibility === 'community')
    throw new UserError({ kind: 'image-open-to-all', image: image.name?.trim() || imageId, visibility });
  const owner = image.owner === account.projectId;
  const hidden = hidesMembers(image, account);
  return { found, owner, members: hidden ? null : await listMembers(deps, found) };
};

const ownersAccount = ({ image, account }: FoundImage, linked: readonly Account[]): Account => {
  if (image.owner === account.projectId) return account;
  const owners = accountFor(linked, { cloudId: account.cloudId, projectId: image.owner });
  return owners && mayUse(owners) ? owners : account;
};

const listMembers = (deps: FindDeps, { account, region, image }: FoundImage) =>
  readAs(deps, account, (glanceIn) => glanceIn(region).listMembers(image.id));

/** The people who have linked a project, and the name it has in their accounts. */
export interface KnownProject {
  readonly name: string | null;
  readonly people: readonly SlackUserId[];
}

/** What the bot knows about each of `projects`. */
export const knownProjects = async (
  { accounts, database }: Pick<Store, 'accounts' | 'database'>,
  { teamId }: Person,
  cloudId: CloudId,
  projects: readonly ProjectId[],
): Promise<ReadonlyMap<ProjectId, KnownProject>> => {
  const known = new Map<ProjectId, KnownProject>();
  for (const id of projects) {
    const linked = await accounts.accountsOfProject(database.kysely, teamId, cloudId, id);
    known.set(id, {
      name: linked[0]?.projectName ?? null,
      people: [...new Set(linked.map(({ userId }) => userId))],
    });
  }
  return known;
};
