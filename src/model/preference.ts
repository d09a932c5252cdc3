/** What people want to be notified of, and where. */
import type { CloudId, ProjectId, SlackUserId, TeamId } from '../core/ids.ts';

/** What a person wants to be notified of; without one, the defaults apply. */
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
  readonly cleanupNotes: boolean;
}

/** A project's offers go to a channel, not to its people one by one. */
export interface ProjectChannel {
  readonly teamId: TeamId;
  readonly cloudId: CloudId;
  readonly projectId: ProjectId;
  readonly channel: SlackUserId;
  readonly setBy: SlackUserId;
}
