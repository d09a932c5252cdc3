/** An Offer: one request by a producer. Times are ms, UTC. */
import type { ImageId, ProjectId, SlackUserId, TeamId } from '../core/ids.ts';
import type { Problem } from '../core/problems/problem.ts';
import type { ImageFacts } from './image.ts';
import type { OnCloud } from './known-cloud.ts';
import type { Restored } from './restored.ts';

/** One request by a producer to share one image with some tenants, as typed. */
export interface Offer extends OnCloud, Restored {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly producer: SlackUserId;
  readonly accountId: string;
  readonly accountName: string;
  readonly region: string;
  /**
   * The account's default region, if no region was named. If it does not have the image, the others are searched, and `region`
   * becomes the one that has it. null: a region was named, and only that one counts.
   */
  readonly homeRegion: string | null;
  readonly imageId: ImageId;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly tenants: readonly ProjectId[];
  /** Those of `tenants` that a Withdrawal named before they were added: they are not added. */
  readonly stopped: readonly ProjectId[];
  readonly people: readonly SlackUserId[];
  readonly note: string | null;
  /** Accept at once for the tenants of which the producer has linked an account. */
  readonly accept: boolean;
  /** The end of an unanswered offer, and of the share; null: never. */
  readonly answerBy: number | null;
  readonly endsAt: number | null;
  readonly phase: 'finding' | 'opening' | 'checking' | 'placing' | 'placed' | 'failed';
  /** The bot changed the image from `private` to `shared`; or its producer has said after a restore that it may. */
  readonly opened: boolean;
  readonly image: ImageFacts | null;
  readonly problem: Problem | null;
  readonly attempts: number;
  readonly lastError: Problem | null;
  readonly dueAt: number | null;
  readonly createdAt: number;
}

/** The Offers that a Share belongs to (many to many). `hidden`: the member was there before, and nobody asked for it. */
export interface OfferShare {
  readonly offerId: string;
  readonly shareId: string;
  readonly role: 'asked' | 'hidden';
  readonly revision: number;
}
