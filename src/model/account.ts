/** An Account: a cloud account that a person linked. */
import type { ProjectId, SlackUserId, TeamId } from '../core/ids.ts';
import type { OnCloud } from './known-cloud.ts';

/** A cloud account that a person linked; it contains no secret. `lost`: its sealed credential can no longer be decrypted. */
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
  readonly health: 'good' | 'refused' | 'lost';
  readonly isDefault: boolean;
  readonly createdAt: number;
}
