/** A ProjectSync: the bot's poll of one project's images. Times are ms, UTC. */
import type { CloudId, ProjectId, TeamId } from '../core/ids.ts';

/** The bot's poll of what a project offers and is offered, which lists its images; one row per linked project. */
export interface ProjectSync {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly cloudId: CloudId;
  readonly projectId: ProjectId;
  /** The time until the next poll; grows while nothing changes; 0: as short as the operator allows. */
  readonly intervalMs: number;
  /** Requests made since `spentSince`. */
  readonly spent: number;
  readonly spentSince: number;
  readonly attempts: number;
  readonly dueAt: number | null;
  readonly createdAt: number;
}
