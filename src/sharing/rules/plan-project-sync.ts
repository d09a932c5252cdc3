/** What a poll of a project's images means for the record: differences are read, described or adopted. Pure. */
import type { ImageId } from '../../core/ids.ts';
import type { Policy } from '../../core/policy.ts';
import type { ImageFacts, Listed } from '../../model/image.ts';
import { isUnknownStatus, type Member, type MemberStatus } from '../../model/member.ts';
import type { ProjectSync } from '../../model/project-sync.ts';
import type { Share } from '../../model/share.ts';
import { isMember, openAnswer, openMemberIntent } from './share-state.ts';

/** One listing of what is offered to a project. */
export interface Offered {
  readonly region: string;
  readonly status: MemberStatus;
  readonly listed: readonly Listed[];
  /** Every page was read: what is missing does not exist. */
  readonly whole: boolean;
}

/** An image of which the project is a member. */
export interface Listing extends Described {
  readonly status: MemberStatus;
}

/** An image in its current state. */
export interface Described {
  readonly region: string;
  readonly imageId: ImageId;
  readonly image: ImageFacts;
}

/** The loop is working on it, or will be: the loop's own result counts. */
const isBusy = (share: Share) =>
  openMemberIntent(share) !== null || openAnswer(share) !== null || share.unconfirmedWrites.length > 0;

/** Compares the Shares of a consumer project with the listings of its account. */
export const compareOffered = (
  shares: readonly Share[],
  offered: readonly Offered[],
): {
  readonly toRead: readonly Share[];
  /** Those that no list tells anything about: their status is none that it can be asked for. */
  readonly unsure: readonly Share[];
  readonly describe: readonly Described[];
  /** Members that no Share that goes on is about. */
  readonly adopt: readonly Listing[];
} => {
  const toRead: Share[] = [];
  const unsure: Share[] = [];
  const describe: Described[] = [];
  for (const share of shares) {
    const here = offered.filter(({ region }) => region === share.region);
    const found = here.flatMap(({ status, listed }) =>
      listed.filter(({ imageId }) => imageId === share.imageId).map(({ image }) => ({ status, image })),
    )[0];
    if (found) describe.push({ region: share.region, imageId: share.imageId, image: found.image });
    if (!found && isUnknownStatus(share.status)) {
      if (!isBusy(share)) unsure.push(share);
      continue;
    }
    const complete = here.length === 3 && here.every(({ whole }) => whole);
    const differs = found ? found.status !== share.status : complete && isMember(share);
    if (differs && !isBusy(share)) toRead.push(share);
  }
  const known = new Set(shares.map(({ region, imageId }) => `${region} ${imageId}`));
  const adopt = offered
    .flatMap(({ region, status, listed }) => listed.map((one) => ({ region, status, ...one })))
    .filter(({ region, imageId }) => !known.has(`${region} ${imageId}`));
  return { toRead, unsure, describe, adopt };
};

/** Compares the Shares of one image with its list of members; `added` are members that nobody asked the bot for. */
export const compareMembers = (
  shares: readonly Share[],
  members: readonly Member[],
): { readonly toRead: readonly Share[]; readonly added: readonly Member[] } => {
  const statusOf = new Map(members.map(({ projectId, status }) => [projectId, status]));
  return {
    toRead: shares.filter(
      (share) => !isBusy(share) && (statusOf.get(share.projectId) ?? 'absent') !== share.status,
    ),
    added: members.filter(({ projectId }) => !shares.some((share) => share.projectId === projectId)),
  };
};

/** The images that a project shares, with their Shares; those whose members were listed longest ago come first. */
export const imagesToPoll = (
  shares: readonly Share[],
  /** Projects whose own account shows their status: the members of their images are listed rarely. */
  synced: ReadonlySet<string>,
  intervalMs: number,
  { minMs, maxMs }: Policy['syncInterval'],
  now: number,
): { readonly due: readonly (readonly Share[])[]; readonly nextAt: number | null } => {
  const images = Map.groupBy(shares, ({ region, imageId }) => `${region} ${imageId}`);
  const times = [...images.values()].map((of) => {
    const every = of.every(({ projectId }) => synced.has(projectId)) ? maxMs : Math.max(minMs, intervalMs);
    const looked = Math.min(...of.map(({ polledAt }) => polledAt ?? 0));
    return { of, at: looked + every };
  });
  times.sort((one, other) => one.at - other.at);
  return {
    due: times.filter(({ at }) => at <= now).map(({ of }) => of),
    nextAt: times.find(({ at }) => at > now)?.at ?? null,
  };
};

interface Budget {
  readonly left: number;
  readonly spent: number;
  readonly since: number;
}

/** What one account is asked in a minute for people who look. */
const peoplesRequestsPerMinute = 120;

/** The same for what people look at. */
export const peoplesBudget = (
  { askedSpent: spent, askedSince: spentSince }: Pick<ProjectSync, 'askedSpent' | 'askedSince'>,
  now: number,
): Budget => budgetOf({ spent, spentSince }, { syncRequestsPerMinute: peoplesRequestsPerMinute }, now);

/** How many requests are left for polling in the minute that began at `since`. */
export const budgetOf = (
  { spent, spentSince }: Pick<ProjectSync, 'spent' | 'spentSince'>,
  { syncRequestsPerMinute }: Pick<Policy, 'syncRequestsPerMinute'>,
  now: number,
): Budget => {
  const fresh = now - spentSince >= 60_000 || now < spentSince;
  return fresh
    ? { left: syncRequestsPerMinute, spent: 0, since: now }
    : { left: Math.max(0, syncRequestsPerMinute - spent), spent, since: spentSince };
};

/** The time until the next poll: the shortest after a change, doubled each time that nothing changed. */
export const nextEvery = (
  intervalMs: number,
  changed: boolean,
  { minMs, maxMs }: Policy['syncInterval'],
): number => (changed ? minMs : Math.min(maxMs, Math.max(minMs, intervalMs * 2)));
