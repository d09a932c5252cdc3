/** A line of the audit trail: as it is passed in, stored, and read. Times are ms, UTC. */
import type { PersonId, SlackUserId, TeamId } from '../core/ids.ts';
import type { UnknownStatus } from './member.ts';
import type { ObservedStatus } from './share.ts';

/** Writes to a cloud. Their lines have an `outcome`, the cloud's `status` and its request id. */
export const cloudWriteActs = [
  'add-member',
  'remove-member',
  'set-status',
  'make-shared',
  'make-private',
] as const;

/** What people asked for. */
const intentActs = [
  'link-account',
  'unlink-account',
  'keep-account',
  'sign-in-refused',
  'set-project-channel',
  'block-producer',
  'unblock-producer',
  'offer',
  'offer-again',
  'retry-offer',
  'extend',
  'answer-accepted',
  'answer-rejected',
  'answer-pending',
  'undo-answer',
  'give-reason',
  'remove-reason',
  'withdraw',
  'withdraw-member',
  'retry-withdrawal',
  'carry-out-restored',
  'drop-restored',
  'take-over',
  'hand-over',
] as const;

/** What the bot did on its own as a result. */
const botActs = [
  'find-region',
  'withdraw-members',
  'end-share',
  'end-unanswered',
  'suspend-account',
  'resume-account',
  'remove-account',
  'remove-old-lines',
  'forget-person',
  'restore',
] as const;

/** Changes made outside the bot. */
const observedActs = [
  'observed-absent',
  'observed-unavailable',
  'observed-pending',
  'observed-accepted',
  'observed-rejected',
  'observed-member-added',
  'observed-image-changed',
] as const satisfies readonly `observed-${Exclude<ObservedStatus, UnknownStatus> | 'member-added' | 'image-changed'}`[];

/** Everything that a line can be about. Exports are read for years: add to this list, but rename nothing. */
export const auditActs = [...intentActs, ...botActs, ...cloudWriteActs, ...observedActs] as const;
export type AuditAct = (typeof auditActs)[number];
export type CloudWriteAct = (typeof cloudWriteActs)[number];

export const isAuditAct = (word: string): word is AuditAct => auditActs.some((one) => one === word);
/** Whether somebody asked for it. */
export const isIntentAct = (act: AuditAct): boolean => intentActs.some((one) => one === act);
export const isCloudWriteAct = (word: string): word is CloudWriteAct =>
  cloudWriteActs.some((one) => one === word);

interface What {
  readonly at: number;
  readonly teamId: TeamId;
  readonly act: AuditAct;
  /** The id of an image, an account, a project or a restore. */
  readonly subject: string;
  readonly requestId: string | null;
}

/** Nothing in `detail` may name a person or be secret: it is stored as it is, forever. */
export interface NewAuditLine extends What {
  /** Who asked; null: nobody in this workspace. */
  readonly by: SlackUserId | null;
  /** In whose name it was done; null: in the name of the person who asked. */
  readonly onBehalfOf: SlackUserId | null;
  /** The other people it concerns. */
  readonly people: readonly SlackUserId[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A stored line: people appear by {@link PersonId}, those in `people` inside `detail`. */
export interface AuditRow extends What {
  readonly personId: PersonId | null;
  readonly onBehalfOfId: PersonId | null;
  readonly detail: Readonly<Record<string, unknown>> & { readonly people?: readonly PersonId[] };
}

/** `userId` null: the person was forgotten. */
export interface AuditPerson {
  readonly personId: PersonId;
  readonly userId: SlackUserId | null;
}

/** A line as read: with people's Slack ids again, and the name of the account `detail.accountId`, null once it is unlinked. */
export interface AuditLine extends What {
  readonly by: AuditPerson | null;
  readonly onBehalfOf: AuditPerson | null;
  readonly people: readonly AuditPerson[];
  readonly account: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}
