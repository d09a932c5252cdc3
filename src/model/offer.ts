/** An Offer: one act of a producer. Times are ms, UTC. */
import type { ImageId, ProjectId, SlackUserId, TeamId } from '../core/ids.ts';
import type { Problem } from '../core/problems/problem.ts';
import type { ImageFacts } from './image.ts';
import type { OnCloud } from './known-cloud.ts';

/** One act of a producer: one image as typed, to the tenants as typed. */
export interface Offer extends OnCloud {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly producer: SlackUserId;
  readonly accountId: string;
  readonly accountName: string;
  readonly region: string;
  /**
   * No region was named: where this one, the account's default, has no such image, its others are looked in, and `region` is
   * then the one that has it. null: a region was named, and only that one is meant.
   */
  readonly homeRegion: string | null;
  readonly imageId: ImageId;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly tenants: readonly ProjectId[];
  readonly people: readonly SlackUserId[];
  readonly note: string | null;
  /** The producer accepts at once for the tenants that they have an account of. */
  readonly accept: boolean;
  /** Ends unanswered then, and the share ends then; null: never. */
  readonly answerBy: number | null;
  readonly endsAt: number | null;
  readonly phase: 'finding' | 'opening' | 'checking' | 'placing' | 'placed' | 'failed';
  /** We changed the image from `private` to `shared`. */
  readonly opened: boolean;
  readonly image: ImageFacts | null;
  readonly problem: Problem | null;
  readonly attempts: number;
  readonly lastError: Problem | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

/** Which Offers a Share serves (many to many); `hidden` members were there before and were not asked for. */
export interface OfferShare {
  readonly offerId: string;
  readonly shareId: string;
  readonly role: 'asked' | 'hidden';
  readonly revision: number;
}
