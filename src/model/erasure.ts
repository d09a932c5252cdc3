/** An Erasure: somebody is being forgotten, until nothing names them any more. Times are ms, UTC. */
import type { SlackUserId, TeamId } from '../core/ids.ts';

export interface Erasure {
  readonly id: string;
  readonly teamId: TeamId;
  readonly userId: SlackUserId;
  readonly createdAt: number;
}
