/** A Withdrawal: a producer removes members of an image. Times are ms, UTC. */
import type { ImageId, ProjectId, SlackUserId, TeamId } from '../core/ids.ts';
import type { Problem } from '../core/problems/problem.ts';
import type { ImageFacts } from './image.ts';
import type { OnCloud } from './known-cloud.ts';
import type { CloudStatus } from './member.ts';

/**
 * One request by a producer: remove members of one image and, if asked to, make the image `private` afterwards. It stays
 * `asked` until the producer confirms.
 */
export interface Withdrawal extends OnCloud {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly producer: SlackUserId;
  readonly accountId: string;
  readonly region: string;
  readonly imageId: ImageId;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly image: ImageFacts;
  /** Which members: those listed in the question, the rejected ones, or all until none is left. */
  readonly scope: 'these' | 'rejected' | 'all';
  /** As the cloud listed them; `status` null while the image is private and hides its members. */
  readonly members: readonly { readonly projectId: ProjectId; readonly status: CloudStatus | null }[];
  readonly makePrivate: boolean;
  readonly phase: 'asked' | 'opening' | 'listing' | 'placing' | 'removing' | 'closing' | 'done' | 'failed';
  /** The bot made the `private` image `shared` to reach its members, and will make it private again whatever happens. */
  readonly opened: boolean;
  /** The producer can undo it until then; null: it is not done, was undone, or removed nobody. */
  readonly undoUntil: number | null;
  readonly problem: Problem | null;
  readonly attempts: number;
  readonly lastError: Problem | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}
