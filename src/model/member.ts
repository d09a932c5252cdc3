/** A member of an image in Glance: a project that the image is shared with. */
import type { ProjectId } from '../core/ids.ts';

/** Glance's member status; it decides only whether the image is in the member's list. */
export type MemberStatus = 'pending' | 'accepted' | 'rejected';

export interface Member {
  readonly projectId: ProjectId;
  readonly status: MemberStatus;
}
