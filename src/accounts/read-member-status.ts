/** Whether a project is a member of an image. Lists do not tell: an administrator's contain everybody's images. */
import { CloudHttpError, isNotFound } from '../cloud/errors.ts';
import type { Glance } from '../cloud/glance-client.ts';
import type { ImageId, ProjectId } from '../core/ids.ts';
import type { CloudStatus } from '../model/member.ts';

/** Null: it is not a member, or the account may not see that it is. */
export const memberStatusOf = async (
  glance: Pick<Glance, 'showMember'>,
  imageId: ImageId,
  projectId: ProjectId,
): Promise<CloudStatus | null> => {
  try {
    return (await glance.showMember(imageId, projectId)).status;
  } catch (error) {
    if (isNotFound(error) || (error instanceof CloudHttpError && error.status === 403)) return null;
    throw error;
  }
};
