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

/** One act of a producer: one image as typed, to the tenants as typed. */
export interface Offer {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly producer: SlackUserId;
  readonly accountId: string;
  readonly accountName: string;
  readonly cloud: string;
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
export interface Withdrawal {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly producer: SlackUserId;
  readonly accountId: string;
  readonly cloud: string;
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
export interface Share extends ShareWishes, ShareSeen, ShareTerms {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly cloud: string;
  readonly region: string;
  readonly imageId: ImageId;
  /** The member. */
  readonly projectId: ProjectId;
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
 * App Home, which is in no channel; its subject is the person. Or some {@link Notice}s of theirs, which are its subject together.
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
export interface Account {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly userId: SlackUserId;
  readonly name: string;
  readonly cloud: string;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly method: 'application_credential' | 'password' | 'rackspace_apikey';
  readonly region: string | null;
  readonly health: 'good' | 'refused' | 'lost';
  readonly isDefault: boolean;
  readonly createdAt: number;
}

/** Something that is due later about a row; written with what makes it due, and gone once it is done. */
export interface Appointment {
  readonly id: string;
  readonly teamId: TeamId;
  readonly kind: 'remind' | 'warn-unanswered' | 'end-unanswered' | 'warn-end' | 'end' | 'wake' | 'redraw';
  /** The Share it is about; of `wake` and `redraw` the Card. */
  readonly subjectId: string;
  /** Tells apart several of one kind about one subject: the first, second and third reminder. */
  readonly turn: number;
  readonly dueAt: number;
  readonly createdAt: number;
}

/** One thing that one person is told, once. Those that are due to one person together are told in one message. */
export interface Notice {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly userId: SlackUserId;
  /** The Share it is about. */
  readonly subjectId: string;
  readonly news: News;
  /** Of one person and subject no two have the same: what is told twice is told once. */
  readonly once: string;
  /** The message that tells it, with others: the subject of a Card. Null until it is due. */
  readonly bundleId: string | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

/** What happened, or is about to; the rest is read from the Share when it is told. */
export type News =
  | { readonly kind: 'answered'; readonly status: MemberStatus; readonly by: SlackUserId | null }
  | { readonly kind: 'removed'; readonly by: SlackUserId | null; readonly why: 'wished' | 'unanswered' | 'ended' | null }
  | { readonly kind: 'remind' }
  /** To the producer: nobody is known for the tenant. */
  | { readonly kind: 'check-tenant' }
  | { readonly kind: 'ends-unanswered'; readonly at: number }
  | { readonly kind: 'ends'; readonly at: number };

/** What a person wants of being told; who has none has the defaults. */
export interface Preferences {
  readonly teamId: TeamId;
  readonly userId: SlackUserId;
  /** As Slack names it, such as `Europe/Berlin`; null before the bot looked the person up. */
  readonly timeZone: string | null;
  /** Minutes of the day between which nothing that can wait is told; null: the operator's, equal: never quiet. */
  readonly quietFrom: number | null;
  readonly quietUntil: number | null;
  readonly reminders: boolean;
  /** The monthly note on members that could be removed. */
  readonly tidyNotes: boolean;
}

/** A project's offers go to a channel, not to its people one by one. */
export interface ProjectChannel {
  readonly teamId: TeamId;
  readonly cloud: string;
  readonly projectId: ProjectId;
  readonly channel: string;
  readonly setBy: SlackUserId;
}

/** The bot's look at what a project offers and is offered, by listing its images; one row for each linked project. */
export interface Watch {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly cloud: string;
  readonly projectId: ProjectId;
  /** How long until the next look; grows while nothing changes. */
  readonly everyMs: number;
  /** Requests made since `spentSince`. */
  readonly spent: number;
  readonly spentSince: number;
  readonly attempts: number;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

/** Who did what to what; `userId` null: the bot itself. Lines are only ever added. */
export interface AuditLine {
  readonly at: number;
  readonly teamId: TeamId;
  readonly userId: SlackUserId | null;
  readonly act: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
}
