/** What the domain asks of a cloud: one account's view of the images of one region. `accounts/sessions.ts` provides it. */
import type { ImageId, ProjectId } from '../core/ids.ts';
import type { Account, ImageFacts, MemberStatus } from '../store/rows.ts';

export interface Member {
  readonly projectId: ProjectId;
  readonly status: MemberStatus;
}

/**
 * Each call is one request (and a sign-in when no token is at hand) and throws what `cloud/errors.ts` names.
 * The side that may make it, and the codes, stand in `cloud/images.ts` and `cloud/members.ts`.
 */
export interface ImageService {
  /** All that the account can use on this cloud, its default one first. */
  regions(): Promise<readonly string[]>;
  showImage(imageId: ImageId): Promise<ImageFacts>;
  makeShared(imageId: ImageId): Promise<ImageFacts>;
  makePrivate(imageId: ImageId): Promise<ImageFacts>;
  listMembers(imageId: ImageId): Promise<readonly Member[]>;
  showMember(imageId: ImageId, projectId: ProjectId): Promise<Member>;
  addMember(imageId: ImageId, projectId: ProjectId): Promise<Member>;
  setMemberStatus(imageId: ImageId, projectId: ProjectId, status: MemberStatus): Promise<Member>;
  removeMember(imageId: ImageId, projectId: ProjectId): Promise<void>;
}

/** The image service as `account` sees it in `region`; every call ends with `signal`. */
export type OpenImageService = (account: Account, region: string, signal: AbortSignal) => ImageService;
