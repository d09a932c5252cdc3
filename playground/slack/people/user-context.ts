/** What a person's acts need: the workspace, and the ways from there to the bot. */
import type { Option, StateValues, User } from '../format/wire.ts';
import type { Deliverer } from '../transport/delivery.ts';
import type { ResponseUrls } from '../web-api/response-urls.ts';
import type { Triggers } from '../workspace/triggers.ts';
import type { Workspace } from '../workspace/workspace.ts';

export interface UserContext {
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly deliverer: Deliverer;
  readonly userId: string;
  /** This person's choices in messages, by channel and ts. */
  readonly chosen: Map<string, StateValues>;
  /** What the bot has suggested so far, newest first, by block and action. */
  readonly suggested: Map<string, Option[]>;
}

export const userOf = ({ workspace, userId }: UserContext): User => {
  const user = workspace.users.get(userId);
  if (!user) throw new Error(`There is no user ${userId}.`);
  return user;
};
