/** Glance's image members: the projects an image is shared with, each with its own answer. */
import { z } from 'zod';
import type { ImageId, ProjectId } from '../core/ids.ts';
import { clipText, oneLine } from '../core/plain-text.ts';
import type { Method } from './errors.ts';
import { aboutAsked } from './http-answer.ts';
import { oddly, readableId, readableText } from './readable.ts';
import type { Session } from './session.ts';

/** Decides only whether the image is in the member's own list: every member has access. */
export type GlanceMemberStatus = 'pending' | 'accepted' | 'rejected';

const statuses: ReadonlySet<string> = new Set<GlanceMemberStatus>(['pending', 'accepted', 'rejected']);
const maxStatus = 40;

/** Glance's, or after a `?` what the service writes in its place: it is shown, and nobody may decide by it. */
const statusSchema = readableText('status').transform((word): GlanceMemberStatus | `?${string}` => {
  if (word !== null && statuses.has(word)) return word as GlanceMemberStatus;
  oddly('status', null)({ input: word });
  return `?${clipText(oneLine(word ?? ''), maxStatus)}`;
});

const memberSchema = z.object({
  member_id: readableId.transform((id) => id as ProjectId),
  image_id: z.string().transform((id) => id as ImageId),
  status: statusSchema,
  created_at: z.string().catch(oddly('created_at', '')),
  updated_at: z.string().catch(oddly('updated_at', '')),
});

export type Member = z.infer<typeof memberSchema>;

const listedSchema = memberSchema.extend({ image_id: memberSchema.shape.image_id.nullish() });

const membersSchema = z.object({
  members: z.array(listedSchema.nullable().catch(oddly('member_id', null))),
});

/** The members of an image, and how many more it has that could not be read, because they have no id. */
export type Members = Member[] & { readonly unread?: number };

const membersOf = (imageId: ImageId) => `/v2/images/${encodeURIComponent(imageId)}/members`;

/** Glance accepts any word as a member, but cannot parse an address with `..`, a slash, or anything beyond ASCII. */
const addressable = (projectId: ProjectId): ProjectId => {
  if (/^\.{0,2}$|[^\x20-\x7e]|\//.test(projectId)) throw new RangeError(`“${projectId}” cannot be a member`);
  return projectId;
};

const memberOf = (imageId: ImageId, projectId: ProjectId) =>
  `${membersOf(imageId)}/${encodeURIComponent(addressable(projectId))}`;

/** Makes the requests that are answered with one member. */
const memberRequest =
  (session: Session, region: string | null, signal?: AbortSignal) =>
  async (
    imageId: ImageId,
    projectId: ProjectId,
    asked: { readonly method: Method; readonly path: string; readonly body?: object },
  ): Promise<Member> => {
    const member = await session.request(region, { ...asked, accept: [200], schema: memberSchema, signal });
    return aboutAsked(member, member.image_id === imageId && member.member_id === projectId, asked);
  };

/** The calls to image members, of one account in one region (null = its first one); `glanceOf` has them all. */
export const memberCalls = (session: Session, region: string | null, signal?: AbortSignal) => {
  const request = memberRequest(session, region, signal);
  return {
    /**
     * Adds the project as a member; it can use the image at once, as `pending`. Glance does not check that the project exists.
     * Needs: the account owns the image, visibility `shared`. Safe to repeat (409).
     * @throws CloudHttpError 403 not the owner, or not `shared`; 404 the image does not exist, or this account may not see it;
     *   409 already a member, in any status; 413 the image's member quota, where repeating does not help
     * @see https://docs.openstack.org/api-ref/image/v2/#create-image-member
     */
    addMember: async (imageId: ImageId, projectId: ProjectId): Promise<Member> =>
      request(imageId, projectId, {
        method: 'POST',
        path: membersOf(imageId),
        body: { member: addressable(projectId) },
      }),

    /**
     * All members if the account owns the image; a member sees only itself. Not paged.
     * @throws CloudHttpError 403 not `shared`; 404 the image does not exist, or this account may not see it
     * @see https://docs.openstack.org/api-ref/image/v2/#list-image-members
     */
    listMembers: async (imageId: ImageId): Promise<Members> => {
      const asked = { method: 'GET', path: membersOf(imageId) } as const;
      const { members } = await session.request(region, {
        ...asked,
        accept: [200],
        schema: membersSchema,
        signal,
      });
      const readable = members.filter((member) => member !== null);
      const about = readable.map((member) => ({ ...member, image_id: member.image_id ?? imageId }));
      const unread = members.length - readable.length;
      return aboutAsked(
        unread === 0 ? about : Object.assign(about, { unread }),
        about.every(({ image_id }) => image_id === imageId),
        asked,
      );
    },

    /**
     * One member, read as the owner or as that member.
     * @throws CloudHttpError 404 the member or the image does not exist, or this account may not see it
     * @see https://docs.openstack.org/api-ref/image/v2/#show-image-member-details
     */
    showMember: async (imageId: ImageId, projectId: ProjectId): Promise<Member> =>
      request(imageId, projectId, { method: 'GET', path: memberOf(imageId, projectId) }),

    /**
     * Answers for the project. Safe to repeat.
     * Needs: an account of that very project, with a role beyond `reader`. An admin's account works too, so compare projects first.
     * @throws CloudHttpError 403 the owner and a `reader` may not answer; 404 not a member (any more), or the image is gone
     * @see https://docs.openstack.org/api-ref/image/v2/#update-image-member
     */
    setMemberStatus: async (
      imageId: ImageId,
      projectId: ProjectId,
      status: GlanceMemberStatus,
    ): Promise<Member> =>
      request(imageId, projectId, { method: 'PUT', path: memberOf(imageId, projectId), body: { status } }),

    /**
     * Removes the project's access. Adding it again starts at `pending`.
     * Needs: the account owns the image, visibility `shared`.
     * @throws CloudHttpError 403 not the owner, or not `shared`; 404 not a member (any more), or the image is gone
     * @see https://docs.openstack.org/api-ref/image/v2/#delete-image-member
     */
    removeMember: async (imageId: ImageId, projectId: ProjectId): Promise<void> => {
      await session.request(region, {
        method: 'DELETE',
        path: memberOf(imageId, projectId),
        accept: [204],
        schema: z.object({}).optional(),
        signal,
      });
    },
  };
};
