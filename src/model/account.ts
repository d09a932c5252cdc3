/** An Account: a cloud account that a person linked. */
import type { ProjectId, SlackUserId, TeamId } from '../core/ids.ts';
import type { OnCloud } from './known-cloud.ts';

/** A cloud account that a person linked; it contains no secret. Times are ms, UTC. */
export interface Account extends OnCloud {
  readonly id: string;
  readonly teamId: TeamId;
  readonly enterpriseId: string | null;
  readonly userId: SlackUserId;
  readonly name: string;
  readonly projectId: ProjectId;
  readonly projectName: string;
  readonly method: 'application_credential' | 'password' | 'rackspace_apikey';
  readonly region: string | null;
  /** The entry of clouds.yaml that its owner chose, which says how to sign in; null, or gone from the file: the cloud's first. */
  readonly entry: string | null;
  /** `refused` by the identity service; `lost`: its sealed credential can no longer be decrypted. */
  readonly health: 'good' | 'refused' | 'lost';
  /** Its last sign-in gave it a role to act for the project, and not only to look things up. */
  readonly speaks: boolean;
  /** Since when Slack says that its owner is deactivated; until they come back, it is not used. */
  readonly suspendedAt: number | null;
  /** When its application credential expires; null: never, or its cloud does not tell. */
  readonly expiresAt: number | null;
  /** When the cloud last told that, or that it does not; null: it has not been asked, or did not answer. */
  readonly expiryReadAt: number | null;
  /** Rules that its credential was found to lack, such as `POST /v2/images/{id}/members` with a `*` for each id. All else works. */
  readonly refusedActs: readonly string[];
  readonly isDefault: boolean;
  readonly createdAt: number;
}
