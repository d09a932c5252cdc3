/** A producer whose offers somebody does not want to hear of. */
import type { CloudId, ProjectId, SlackUserId, TeamId } from '../core/ids.ts';

/** Offers of a person, or of everybody in a project, that make no card for a person, or for anybody in a project. Times are ms, UTC. */
export interface ProducerBlock {
  readonly id: string;
  readonly teamId: TeamId;
  /** Who set it. */
  readonly userId: SlackUserId;
  /** The project that was offered something when it was set. */
  readonly cloudId: CloudId;
  readonly projectId: ProjectId;
  /** For everybody in that project; false: for `userId` alone, whatever the project. */
  readonly forProject: boolean;
  /** Either the person who offers is set, or a project on the same cloud. */
  readonly producer: SlackUserId | null;
  readonly producerProjectId: ProjectId | null;
  /** The project's name when it was blocked, for the list. */
  readonly producerProjectName: string | null;
  readonly createdAt: number;
}
