/** The newest images in each region of a real cloud, with their members, as one account sees them. */
import { type Glance, glanceOf } from '../../src/cloud/glance-client.ts';
import type { Image } from '../../src/cloud/glance-image.ts';
import type { Session } from '../../src/cloud/session.ts';
import { isUnknownStatus } from '../../src/model/member.ts';
import type { CloudImage, CloudMember } from '../cloud-snapshot.ts';

/** Per region: a cloud may have many images. */
const newest = '20';
/** Requests at a time. */
const abreast = 2;

/** An image as the pane shows it, and the id of the project that owns it. */
export interface SeenImage extends CloudImage {
  readonly ownerId: string;
}

/**
 * @param projectName a project's name, or its id if there is none
 * @throws whatever the cloud client throws
 */
export const readImages = async (
  session: Session,
  projectName: (id: string) => string,
  signal: AbortSignal,
): Promise<SeenImage[]> => {
  const seen: SeenImage[] = [];
  for (const region of await session.regions(signal)) {
    const glance = glanceOf(session, region, signal);
    const images = await firstPage(glance);
    for (let start = 0; start < images.length; start += abreast) {
      const few = images.slice(start, start + abreast);
      const members = await Promise.all(few.map((image) => membersOf(glance, image)));
      seen.push(
        ...few.map((image, index) => ({
          id: image.id,
          name: image.name ?? '',
          region,
          status: image.status,
          visibility: image.visibility,
          ownerId: image.owner ?? '',
          owner: projectName(image.owner ?? ''),
          members: (members[index] ?? []).map(({ projectId, status }) => ({
            projectId,
            project: projectName(projectId),
            status,
          })),
        })),
      );
    }
  }
  return seen;
};

const firstPage = async (glance: Glance): Promise<readonly Image[]> => {
  const filters = {
    visibility: 'all',
    member_status: 'all',
    sort: 'created_at:desc',
    limit: newest,
  } as const;
  for await (const images of glance.listImages(filters)) return images;
  return [];
};

/** The owner reads all members, a member only itself. The image may disappear meanwhile. */
const membersOf = async (
  glance: Glance,
  { id, visibility }: Image,
): Promise<readonly Omit<CloudMember, 'project'>[]> => {
  if (visibility !== 'shared') return [];
  const members = await glance.listMembers(id).catch(() => []);
  return members.flatMap(({ member_id, status }) =>
    isUnknownStatus(status) ? [] : { projectId: member_id, status },
  );
};
