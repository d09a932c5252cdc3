/** A member of an image in Glance: a project that the image is shared with. */
import type { ProjectId } from '../core/ids.ts';

/** Glance's member status; it decides only whether the image is in the member's list. */
export type MemberStatus = 'pending' | 'accepted' | 'rejected';

/** A status that Glance does not have, as the cloud writes it, after a `?`. It is shown, and nothing follows from it. */
export type UnknownStatus = `?${string}`;

export const isUnknownStatus = (status: string | null): status is UnknownStatus =>
  status?.startsWith('?') === true;

/** A member's status at the cloud. */
export type CloudStatus = MemberStatus | UnknownStatus;

export interface Member {
  readonly projectId: ProjectId;
  readonly status: CloudStatus;
}
