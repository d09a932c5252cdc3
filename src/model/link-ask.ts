/** Somebody whom a producer had the bot ask to link an account. */
import type { SlackUserId, TeamId } from '../core/ids.ts';

export interface LinkAsk {
  readonly id: string;
  readonly teamId: TeamId;
  readonly producer: SlackUserId;
  readonly userId: SlackUserId;
  /** When the bot last wrote to them for this producer, ms UTC. */
  readonly askedAt: number;
}
