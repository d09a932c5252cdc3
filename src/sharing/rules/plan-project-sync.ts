/** What a look at a project's images means for the record: what differs is looked at, described or adopted. Pure. */
import type { ImageId } from '../../core/ids.ts';
import type { Policy } from '../../core/policy.ts';
import type { ImageFacts, Listed } from '../../model/image.ts';
import type { Member, MemberStatus } from '../../model/member.ts';
import type { Watch } from '../../model/project-sync.ts';
import type { Share } from '../../model/share.ts';
import { isMember, openAnswer, openMemberWish } from './share-state.ts';

/** One listing of what a project is offered. */
export interface Offered {
  readonly region: string;
  readonly status: MemberStatus;
  readonly listed: readonly Listed[];
  /** Every page was read: what is not in it is not so. */
  readonly whole: boolean;
}

/** An image, and how it is now. */
export interface Described {
  readonly region: string;
  readonly imageId: ImageId;
  readonly image: ImageFacts;
}

/** The loop is at work on it, or will be: what it finds stands. */
const isBusy = (share: Share) =>
  openMemberWish(share) !== null || openAnswer(share) !== null || share.doubts.length > 0;

/** How the Shares of a project that is offered images compare with the listings of its account. */
export const compareOffered = (
  shares: readonly Share[],
  offered: readonly Offered[],
): {
  readonly look: readonly Share[];
  readonly describe: readonly Described[];
  readonly adopt: readonly Described[];
} => {
  const look: Share[] = [];
  const describe: Described[] = [];
  for (const share of shares) {
    const here = offered.filter(({ region }) => region === share.region);
    const found = here.flatMap(({ status, listed }) =>
      listed.filter(({ imageId }) => imageId === share.imageId).map(({ image }) => ({ status, image })),
    )[0];
    if (found) describe.push({ region: share.region, imageId: share.imageId, image: found.image });
    const complete = here.length === 3 && here.every(({ whole }) => whole);
    const differs = found ? found.status !== share.status : complete && isMember(share);
    if (differs && !isBusy(share)) look.push(share);
  }
  const known = new Set(shares.map(({ region, imageId }) => `${region} ${imageId}`));
  const adopt = offered
    .filter(({ status }) => status === 'pending')
    .flatMap(({ region, listed }) => listed.map((one) => ({ region, ...one })))
    .filter(({ region, imageId }) => !known.has(`${region} ${imageId}`));
  return { look, describe, adopt };
};

/** How the Shares of one image compare with the list of its members; `added` are members that nobody asked the bot for. */
export const compareMembers = (
  shares: readonly Share[],
  members: readonly Member[],
): { readonly look: readonly Share[]; readonly added: readonly Member[] } => {
  const statusOf = new Map(members.map(({ projectId, status }) => [projectId, status]));
  return {
    look: shares.filter(
      (share) => !isBusy(share) && (statusOf.get(share.projectId) ?? 'absent') !== share.status,
    ),
    added: members.filter(({ projectId }) => !shares.some((share) => share.projectId === projectId)),
  };
};

/** The images that a project shares, each with its Shares, those whose members were listed longest ago first. */
export const imagesToLook = (
  shares: readonly Share[],
  /** Projects whose own account shows how they stand: their images' members are listed rarely. */
  watched: ReadonlySet<string>,
  everyMs: number,
  { leastMs, mostMs }: Policy['lookEvery'],
  now: number,
): { readonly due: readonly (readonly Share[])[]; readonly nextAt: number | null } => {
  const images = Map.groupBy(shares, ({ region, imageId }) => `${region} ${imageId}`);
  const times = [...images.values()].map((of) => {
    const every = of.every(({ projectId }) => watched.has(projectId)) ? mostMs : Math.max(leastMs, everyMs);
    const looked = Math.min(...of.map(({ lookedAt }) => lookedAt ?? 0));
    return { of, at: looked + every };
  });
  times.sort((one, other) => one.at - other.at);
  return {
    due: times.filter(({ at }) => at <= now).map(({ of }) => of),
    nextAt: times.find(({ at }) => at > now)?.at ?? null,
  };
};

/** Requests that may still be made in the minute that began at `since`. */
export const budgetOf = (
  { spent, spentSince }: Pick<Watch, 'spent' | 'spentSince'>,
  { looksPerMinute }: Pick<Policy, 'looksPerMinute'>,
  now: number,
): { readonly left: number; readonly spent: number; readonly since: number } => {
  const fresh = now - spentSince >= 60_000 || now < spentSince;
  return fresh
    ? { left: looksPerMinute, spent: 0, since: now }
    : { left: Math.max(0, looksPerMinute - spent), spent, since: spentSince };
};

/** The time until the next look: the shortest after a change, twice as long each time that nothing changed. */
export const nextEvery = (
  everyMs: number,
  changed: boolean,
  { leastMs, mostMs }: Policy['lookEvery'],
): number => (changed ? leastMs : Math.min(mostMs, Math.max(leastMs, everyMs * 2)));
