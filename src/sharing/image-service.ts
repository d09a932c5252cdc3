/** What the domain needs from a cloud: one account's view of the images in one region. `accounts/sessions.ts` provides it. */
import type { WriteReceipt } from '../cloud/write-receipt.ts';
import type { ImageId, ProjectId } from '../core/ids.ts';
import type { Account } from '../model/account.ts';
import type { ImageFacts, Listed } from '../model/image.ts';
import type { Member, MemberStatus } from '../model/member.ts';

/**
 * Each call is one request (and a sign-in if there is no token) and throws what `cloud/errors.ts` names.
 * `cloud/images.ts` and `cloud/members.ts` say which side may make it, and list the status codes.
 */
export interface ImageService {
  /**
   * Whether the account may act for its project: by its token, which costs no request once signed in; or, `signed in again`, by a sign-in that
   * begins now.
   */
  speaks(how?: 'signed in again' | undefined): Promise<boolean>;
  /** All regions that the account can use on this cloud, its default one first. */
  regions(): Promise<readonly string[]>;
  /** The account is an administrator's: its lists contain what is shared with anybody. Costs no request once signed in. */
  seesEverything(): Promise<boolean>;
  /** Others' images that the project is a member of with this status, and its own shared ones; one request per page. */
  listOffered(status: MemberStatus): AsyncIterable<readonly Listed[]>;
  /** Those of at most 50 images that the account can list; one that is missing may still exist. */
  showImages(imageIds: readonly ImageId[]): Promise<readonly Listed[]>;
  showImage(imageId: ImageId): Promise<ImageFacts>;
  makeShared(imageId: ImageId): Promise<ImageFacts>;
  makePrivate(imageId: ImageId): Promise<ImageFacts>;
  /** `unread`: members that the cloud did not name, and so nobody can. */
  listMembers(imageId: ImageId): Promise<readonly Member[] & { readonly unread?: number }>;
  /** Includes when it was added or its status last set, ms UTC by the cloud's clock. */
  showMember(imageId: ImageId, projectId: ProjectId): Promise<Member & { readonly changedAt: number }>;
  addMember(imageId: ImageId, projectId: ProjectId): Promise<Member>;
  setMemberStatus(imageId: ImageId, projectId: ProjectId, status: MemberStatus): Promise<Member>;
  removeMember(imageId: ImageId, projectId: ProjectId): Promise<void>;
}

/**
 * The image service as `account` sees it in `region`; `signal` ends every call, `onWrite` hears of each write, and `onSend` of each
 * request as it is sent, repeats included.
 */
export type OpenImageService = (
  account: Account,
  region: string,
  signal: AbortSignal,
  more?: { readonly onWrite?: (receipt: WriteReceipt) => void; readonly onSend?: () => void },
) => ImageService;
