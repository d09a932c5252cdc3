/** What to notify people about, and where. */
import type { CloudId, ProjectId, SlackUserId, TeamId } from '../core/ids.ts';

/** What to notify a person about; people without a row get the defaults. */
export interface Preferences {
  readonly teamId: TeamId;
  readonly userId: SlackUserId;
  /** Slack's name for it, such as `Europe/Berlin`; null until the bot has looked the person up. */
  readonly timeZone: string | null;
  /** Minutes since midnight. What can wait is not sent between these two; null: the operator's hours, equal: never quiet. */
  readonly quietFrom: number | null;
  readonly quietUntil: number | null;
  readonly reminders: boolean;
  /** The monthly note about members that could be removed. */
  readonly cleanupNotes: boolean;
}

/** The channel that gets a project's offers instead of its people. */
export interface ProjectChannel {
  readonly teamId: TeamId;
  readonly cloudId: CloudId;
  readonly projectId: ProjectId;
  readonly channel: SlackUserId;
  readonly setBy: SlackUserId;
}
