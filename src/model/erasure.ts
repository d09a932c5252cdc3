/** An Erasure: somebody is being forgotten, until nothing names them any more. Times are ms, UTC. */
import type { SlackUserId, TeamId } from '../core/ids.ts';

export interface Erasure {
  readonly id: string;
  readonly teamId: TeamId;
  readonly userId: SlackUserId;
  /** What the bot wrote to them goes too, once no row names them. */
  readonly messages: boolean;
  /** Their conversation with the bot; null: not known. */
  readonly channel: string | null;
  readonly phase: 'rows' | 'messages';
  readonly createdAt: number;
}
