/** Changes the image of a button in the pane, on a real cloud, with an account of the project that may do so. */
import { z } from 'zod';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import type { Session } from '../../src/cloud/session.ts';
import type { ImageId, ProjectId } from '../../src/core/ids.ts';
import type { CloudAct } from '../cloud-snapshot.ts';
import type { SeenImage } from './read-images.ts';

/** The project that may do it: a project answers for itself; everything else is up to the owner. */
export const actingProject = ({ what, project = '' }: CloudAct, { ownerId }: SeenImage): string =>
  what === 'accepted' || what === 'rejected' || what === 'pending' ? project : ownerId;

/**
 * @param session of an account of {@link actingProject}
 * @throws Error for what cannot be undone; whatever the cloud client throws
 */
export const changeImage = async (session: Session, act: CloudAct, image: SeenImage): Promise<void> => {
  const { what, region } = act;
  const imageId = image.id as ImageId;
  const projectId = (act.project ?? '') as ProjectId;
  const glance = glanceOf(session, region);
  switch (what) {
    case 'add':
      if (image.visibility === 'private' && session.authType === 'v3')
        await glance.setVisibility(imageId, 'shared');
      await glance.addMember(imageId, projectId);
      return;
    case 'remove':
      return glance.removeMember(imageId, projectId);
    case 'deactivate':
    case 'reactivate':
      await session.request(region, {
        method: 'POST',
        path: `/v2/images/${encodeURIComponent(imageId)}/actions/${what}`,
        accept: [204],
        schema: z.undefined(),
      });
      return;
    case 'delete':
      throw new Error('An image of a real cloud is deleted at its command line only: it cannot be had back.');
    default:
      await glance.setMemberStatus(imageId, projectId, what);
  }
};
