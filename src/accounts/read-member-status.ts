/** Whether a project is a member of an image. The lists do not say: an administrator's have everybody's images. */
import { CloudHttpError, isNotFound } from '../cloud/errors.ts';
import type * as members from '../cloud/members.ts';
import type { Session } from '../cloud/session.ts';
import type { ImageId, ProjectId } from '../core/ids.ts';
import type { MemberStatus } from '../model/member.ts';

/** Null: it is none, or the account may not see that it is one. */
export const memberStatusOf = async (
  { showMember }: Pick<typeof members, 'showMember'>,
  session: Session,
  region: string,
  imageId: ImageId,
  projectId: ProjectId,
  signal: AbortSignal,
): Promise<MemberStatus | null> => {
  try {
    return (await showMember(session, region, imageId, projectId, signal)).status;
  } catch (error) {
    if (isNotFound(error) || (error instanceof CloudHttpError && error.status === 403)) return null;
    throw error;
  }
};
