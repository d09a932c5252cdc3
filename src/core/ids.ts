/** Branded ids: strings that cannot be passed for one another by mistake. */

declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** A Slack workspace (`T…`). */
export type TeamId = Branded<string, 'TeamId'>;
/** A Slack user (`U…` or `W…`). The recipient of a card or a notification may also be a channel (`C…` or `G…`) that stands for a project's people. */
export type SlackUserId = Branded<string, 'SlackUserId'>;
/** A person in the audit trail: opaque, so that they can be erased elsewhere while the trail stays. */
export type PersonId = Branded<string, 'PersonId'>;
/** A known cloud, by an id of our own: the operator may rename it. */
export type CloudId = Branded<string, 'CloudId'>;
/** A Glance image's UUID, in lower case with hyphens. */
export type ImageId = Branded<string, 'ImageId'>;
/** A Keystone project (tenant) id; whatever Glance accepts as `member_id`. */
export type ProjectId = Branded<string, 'ProjectId'>;

/** One person in one workspace. `enterpriseId` is set on Enterprise Grid only. */
export interface Person {
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly userId: SlackUserId;
  /** How they asked, such as `button share-accept`; for the audit trail, never for decisions. */
  readonly from?: string;
}

/** In the place of somebody who was forgotten. No Slack id is written like this. */
export const nobody = 'nobody' as SlackUserId;

/** Whether the recipient is a channel, not a person. */
export const isChannel = (recipient: SlackUserId): boolean => /^[CG]/.test(recipient);
