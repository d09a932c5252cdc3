/** The rows as the domain sees them: what they mean, with JSON read and booleans true or false. Times are ms, UTC. */
import type { ImageId, ProjectId, SlackUserId, TeamId } from '../core/ids.ts';
import type { Problem } from '../core/problem.ts';

/** Glance's member status; it decides only whether the image is in the member's list. */
export type MemberStatus = 'pending' | 'accepted' | 'rejected';

/** What is shown of an image, as Glance last told it. `createdAt` is Glance's own text. */
export interface ImageFacts {
  readonly name: string | null;
  readonly status: string;
  readonly visibility: string;
  readonly owner: ProjectId;
  readonly sizeBytes: number | null;
  readonly minDiskGb: number;
  readonly minRamMb: number;
  readonly checksum: string | null;
  readonly os: string | null;
  readonly diskFormat: string | null;
  readonly createdAt: string | null;
}

/** A cloud, which is one Keystone, and what the operator's clouds.yaml says of it. */
export interface KnownCloud {
  readonly id: string;
  /** The name of its entry, for people; another one tomorrow if the operator likes. */
  readonly name: string;
  /** Without blanks and trailing slashes, its host in lower case. */
  readonly authUrl: string;
  /** Since when no entry of the file has it, ms UTC; null: one has. */
  readonly goneSince: number | null;
}

/** The cloud that a row is about. What the file says of it is joined to the row when it is read, and not stored with it. */
export interface OnCloud {
  readonly cloudId: string;
  readonly cloudName: string;
  /** No entry of the operator's file has this cloud any more: work there waits. */
  readonly cloudGone: boolean;
}

/** A row as it is stored. */
export type Stored<T extends OnCloud> = Omit<T, 'cloudName' | 'cloudGone'>;

/** One act of a producer: one image as typed, to the tenants as typed. */
export interface Offer extends OnCloud {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly producer: SlackUserId;
  readonly accountId: string;
  readonly accountName: string;
  readonly region: string;
  /**
   * No region was named: where this one, the account's default, has no such image, its others are looked in, and `region` is
   * then the one that has it. null: a region was named, and only that one is meant.
   */
  readonly homeRegion: string | null;
  readonly imageId: ImageId;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly tenants: readonly ProjectId[];
  readonly people: readonly SlackUserId[];
  readonly note: string | null;
  /** The producer accepts at once for the tenants that they have an account of. */
  readonly accept: boolean;
  /** Ends unanswered then, and the share ends then; null: never. */
  readonly answerBy: number | null;
  readonly endsAt: number | null;
  readonly stage: 'finding' | 'opening' | 'checking' | 'placing' | 'placed' | 'failed';
  /** We changed the image from `private` to `shared`. */
  readonly opened: boolean;
  readonly image: ImageFacts | null;
  readonly problem: Problem | null;
  readonly attempts: number;
  readonly trouble: Problem | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

/**
 * One act of a producer: members of one image to be removed and, after them, the image made `private`. It is asked about
 * before it is done: `asked` until the producer confirms.
 */
export interface Withdrawal extends OnCloud {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly producer: SlackUserId;
  readonly accountId: string;
  readonly region: string;
  readonly imageId: ImageId;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly image: ImageFacts;
  /** Which members: those listed when it was asked about, the rejected ones, or all until none is left. */
  readonly scope: 'these' | 'rejected' | 'all';
  /** As the cloud listed them; `status` null while the image is private and hides its members. */
  readonly members: readonly { readonly projectId: ProjectId; readonly status: MemberStatus | null }[];
  readonly makePrivate: boolean;
  readonly stage: 'asked' | 'opening' | 'listing' | 'placing' | 'removing' | 'closing' | 'done' | 'failed';
  /** We made the `private` image `shared` to reach its members: whatever happens, it is closed again. */
  readonly opened: boolean;
  /** Its producer can undo it before then; null: it is not done, was undone, or removed nobody. */
  readonly undoUntil: number | null;
  readonly problem: Problem | null;
  readonly attempts: number;
  readonly trouble: Problem | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

/** What a person wants of a Share, in whose name, and which revision it made. */
export interface Wish<T> {
  readonly wish: T;
  readonly revision: number;
  readonly by: SlackUserId;
  readonly accountId: string;
  readonly at: number;
  /** Wished by the bot in their name, as they agreed to; missing where they did it themselves. */
  readonly because?: 'unanswered' | 'ended';
  /** Of `present`: a member that rejected is removed and added, and so asked once more. */
  readonly anew?: true;
  /** Of an answer: the status that stood when it was given, which undoing it sets. Missing where it cannot be undone. */
  readonly before?: MemberStatus;
  /** Of a reject: why, in the words of whoever rejected. */
  readonly reason?: string;
}

/** A write whose answer never came: until `until`, `effect` may still show up as our own late doing. */
export interface Doubt {
  readonly effect: 'present' | 'absent' | MemberStatus;
  readonly until: number;
}

/**
 * One image and one member project, on one cloud and region, in one team. It has two halves: people change the
 * wishes (`ShareWishes`), whoever holds the lease changes what was seen ({@link ShareSeen}).
 */
export interface Share extends OnCloud, ShareWishes, ShareSeen, ShareTerms {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly region: string;
  readonly imageId: ImageId;
  /** The member. */
  readonly projectId: ProjectId;
  /** When the list of the image's members was last compared with it; null: at the next look. */
  readonly lookedAt: number | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

interface ShareWishes {
  readonly wishRevision: number;
  readonly member: Wish<'present' | 'absent'> | null;
  readonly answer: Wish<MemberStatus> | null;
}

/** What is due later about a Share; written by whoever agrees to it, without the lease. Times are null for never. */
export interface ShareTerms {
  /** An offer that is still pending then ends. */
  readonly answerBy: number | null;
  /** The member is removed then. */
  readonly endsAt: number | null;
  /** When a producer last had the consumers reminded. */
  readonly remindedAt: number | null;
}

/** What a Share is shown as; an Offer that joins it may bring these up to date as well, without the lease. */
export interface ShareFacts {
  readonly projectName: string | null;
  readonly image: ImageFacts | null;
  readonly ownerProjectId: ProjectId | null;
  readonly ownerProjectName: string | null;
}

export interface ShareSeen extends ShareFacts {
  readonly status: MemberStatus | 'absent' | null;
  readonly statusAt: number | null;
  readonly memberSettled: number;
  readonly answerSettled: number;
  readonly joined: {
    readonly revision: number;
    readonly as: 'added' | 'already';
    readonly status: MemberStatus;
  } | null;
  readonly memberProblem: Problem | null;
  readonly answerProblem: Problem | null;
  /** `by` null: decided elsewhere, not through the bot. */
  readonly decided: {
    readonly by: SlackUserId | null;
    readonly status: MemberStatus | 'absent';
    readonly at: number;
  } | null;
  readonly doubts: readonly Doubt[];
  readonly attempts: number;
  readonly trouble: Problem | null;
}

/** Which Offers a Share serves (many to many); `hidden` members were there before and were not asked for. */
export interface OfferShare {
  readonly offerId: string;
  readonly shareId: string;
  readonly role: 'asked' | 'hidden';
  readonly revision: number;
}

/**
 * One person's copy of a message about an Offer, a Share or a Withdrawal; one per person and subject. Or what they see in the
 * App Home, which is in no channel; its subject is the person. Or some notices of theirs, which are its subject together.
 */
export interface Card {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly userId: SlackUserId;
  readonly kind: 'offer' | 'share' | 'withdrawal' | 'home' | 'account' | 'notice';
  readonly subjectId: string;
  readonly name: string | null;
  readonly channel: string | null;
  readonly ts: string | null;
  readonly shownHash: string | null;
  /** When a post or a change began that Slack has not confirmed. */
  readonly postingSince: number | null;
  /** Why this person gets no card. */
  readonly problem: string | null;
  /** “Not now”: no reminder before then. */
  readonly snoozedUntil: number | null;
  /** Grows whenever what the card shows may have changed. */
  readonly dirty: number;
  readonly attempts: number;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

/** A cloud account that a person linked; nothing secret is in it. `lost`: its sealed credential cannot be read any more. */
export interface Account extends OnCloud {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly userId: SlackUserId;
  readonly name: string;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly method: 'application_credential' | 'password' | 'rackspace_apikey';
  readonly region: string | null;
  readonly health: 'good' | 'refused' | 'lost';
  readonly isDefault: boolean;
  readonly createdAt: number;
}
