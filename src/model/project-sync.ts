/** A Watch: the bot’s look at what one project offers and is offered. Times are ms, UTC. */
import type { ProjectId, TeamId } from '../core/ids.ts';

/** The bot's look at what a project offers and is offered, by listing its images; one row for each linked project. */
export interface Watch {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly cloudId: string;
  readonly projectId: ProjectId;
  /** How long until the next look; grows while nothing changes, 0: as short as the operator allows. */
  readonly everyMs: number;
  /** Requests made since `spentSince`. */
  readonly spent: number;
  readonly spentSince: number;
  readonly attempts: number;
  readonly dueAt: number | null;
  readonly createdAt: number;
}
