/** A ProjectSync: the bot's poll of one project's images. Times are ms, UTC. */
import type { CloudId, ProjectId, TeamId } from '../core/ids.ts';
import type { Restored } from './restored.ts';

/** The bot's poll of what a project offers and is offered, which lists its images; one row per linked project. */
export interface ProjectSync extends Restored {
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
  /** How often people asked for a read, by opening the Home, and up to which of these it was read. */
  readonly asked: number;
  readonly read: number;
  /** Requests made for people since `askedSince`. */
  readonly askedSpent: number;
  readonly askedSince: number;
  /** When everything was last read. */
  readonly readAt: number | null;
  /** People asked for more than their budget: what they see is as of `readAt`. */
  readonly held: boolean;
  readonly attempts: number;
  readonly dueAt: number | null;
  readonly createdAt: number;
}
