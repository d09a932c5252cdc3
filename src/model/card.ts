/** A Card: one person's copy of a message, and the state of posting it to Slack. Times are ms, UTC. */
import type { SlackUserId, TeamId } from '../core/ids.ts';
import type { Restored } from './restored.ts';

/**
 * One person's copy of a message about an Offer, a Share or a Withdrawal, one per person and subject. Or what they see in the
 * App Home, which is in no channel; its subject is the person. Or one message with several notifications; its subject is the digest.
 * Or a reply that found no other way; its subject is the record of its words.
 */
export interface Card extends Restored {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly recipientId: SlackUserId;
  readonly kind: 'offer' | 'share' | 'withdrawal' | 'home' | 'account' | 'act' | 'digest' | 'reply';
  readonly subjectId: string;
  readonly name: string | null;
  readonly channel: string | null;
  readonly ts: string | null;
  readonly shownHash: string | null;
  /** How many messages of this card came before: one that Slack lets nobody change is replaced. */
  readonly post: number;
  readonly postedAt: number | null;
  /** The message that was replaced, until it is deleted. */
  readonly formerTs: string | null;
  /** When a post or an update began that Slack has not confirmed yet. */
  readonly postingSince: number | null;
  /** The post that may be lost is not older than this, by Slack's clock; null: Slack has not told its time. */
  readonly searchFrom: number | null;
  /** The `ts` that the search for a lost post has come to, from the newest message on. */
  readonly searchedTo: string | null;
  /** Why this person gets no card; {@link blocked}: they do not want one, which nobody else may learn. */
  readonly problem: string | null;
  /** Slack's code, or another reason, for which the current state is not shown yet; null once it is. */
  readonly refusedWith: string | null;
  readonly refusedSince: number | null;
  /** “Not now”: no reminder before this time. */
  readonly snoozedUntil: number | null;
  /** Grows whenever what the card shows may have changed. */
  readonly dirty: number;
  readonly attempts: number;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

/** The `problem` of a card that is held back, because its recipient blocked the producer. */
export const blocked = 'blocked';

/** What delivering a Card may change of it. */
export type CardPatch = Partial<
  Omit<
    Card,
    | 'id'
    | 'teamId'
    | 'enterpriseId'
    | 'recipientId'
    | 'kind'
    | 'subjectId'
    | 'snoozedUntil'
    | 'dirty'
    | 'dueAt'
    | 'createdAt'
  >
>;

/** The Slack method that a Card's next step calls, if it has one; Slack limits each separately. */
export type SlackMethod =
  | 'users.info'
  | 'conversations.info'
  | 'views.publish'
  | 'conversations.open'
  | 'conversations.history'
  | 'chat.postMessage'
  | 'chat.update'
  | 'chat.delete';

/** A person's conversation with the bot. */
export interface RecipientKey {
  readonly teamId: string;
  readonly recipientId: string;
}
