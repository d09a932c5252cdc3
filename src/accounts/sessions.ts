/** An account's access to a cloud: its sealed credential is decrypted only during a sign-in. */
import type { Cloud } from '../cloud/clouds.ts';
import { NoSuchCloudError } from '../cloud/errors.ts';
import type { Glance, glanceOf } from '../cloud/glance-client.ts';
import type { Image, ImageFilters } from '../cloud/images.ts';
import type { Member as GlanceMember } from '../cloud/members.ts';
import type { Session, Sessions, WriteReceipt } from '../cloud/session.ts';
import type { Credential } from '../cloud/token.ts';
import { readTime } from '../core/read-time.ts';
import type { Account } from '../model/account.ts';
import type { ImageFacts, Listed } from '../model/image.ts';
import type { Member } from '../model/member.ts';
import type { ImageService, OpenImageService } from '../sharing/image-service.ts';

export interface SessionsDeps {
  readonly sessions: Sessions;
  /** As clouds.yaml was last read, seen from the entry that the account's owner chose; null: it has no such cloud. */
  readonly cloudOf: (account: Account) => Cloud | null;
  readonly glanceOf: typeof glanceOf;
  /** @throws CredentialLostError if there is none, or it cannot be decrypted */
  readonly credentialOf: (account: Account) => Promise<Credential>;
}

/** A session of `account`. All sessions of an account share one token and one sign-in at a time. `onWrite` gets a receipt of each write. */
export const createAccountSessions =
  ({ sessions, cloudOf, credentialOf }: Pick<SessionsDeps, 'sessions' | 'cloudOf' | 'credentialOf'>) =>
  (account: Account, onWrite?: (onWrite: WriteReceipt) => void): Session => {
    const cloud = cloudOf(account);
    if (cloud === null) throw new NoSuchCloudError(`clouds.yaml has entry for ${account.cloudName}`);
    return sessions.open(cloud, account.id, () => credentialOf(account), account.projectId, onWrite);
  };

/** The image services with which the loop carries out its steps. */
export const createImageServices = (deps: SessionsDeps): OpenImageService => {
  const sessionOf = createAccountSessions(deps);
  return (account, region, signal, onWrite) => {
    const session = sessionOf(account, onWrite);
    return imageService(session, deps.glanceOf(session, region, signal), signal);
  };
};

const imageService = (session: Session, glance: Glance, signal: AbortSignal): ImageService => ({
  regions: () => session.regions(signal),
  seesEverything: async () => (await session.token(signal)).roles.includes('admin'),
  listOffered: (status) => listed(session, glance, { visibility: 'shared', member_status: status }),
  showImages: async (imageIds) => {
    // Rackspace cannot filter by a list of ids
    if (session.authType === 'rackspace_apikey') return [];
    const asked = { id: `in:${imageIds.join(',')}` };
    for await (const page of listed(session, glance, asked)) return page;
    return [];
  },
  showImage: async (imageId) => factsOf(await glance.showImage(imageId)),
  makeShared: async (imageId) => factsOf(await glance.setVisibility(imageId, 'shared')),
  makePrivate: async (imageId) => factsOf(await glance.setVisibility(imageId, 'private')),
  listMembers: async (imageId) => (await glance.listMembers(imageId)).map(memberOf),
  showMember: async (imageId, projectId) => {
    const member = await glance.showMember(imageId, projectId);
    return { ...memberOf(member), changedAt: readTime(member.updated_at) ?? 0 };
  },
  addMember: async (imageId, projectId) => memberOf(await glance.addMember(imageId, projectId)),
  setMemberStatus: async (imageId, projectId, status) =>
    memberOf(await glance.setMemberStatus(imageId, projectId, status)),
  removeMember: glance.removeMember,
});

/** Few enough that large images of others do not push a page over what is read; Rackspace refuses more than 100. */
const pageSizes = { openstack: '200', rackspace: '100' };

async function* listed(
  session: Session,
  glance: Glance,
  filters: ImageFilters,
): AsyncGenerator<readonly Listed[]> {
  const limit = session.authType === 'rackspace_apikey' ? pageSizes.rackspace : pageSizes.openstack;
  for await (const page of glance.listImages({ ...filters, limit }))
    yield page.map((image) => ({ imageId: image.id, image: factsOf(image) }));
}

const memberOf = ({ member_id, status }: GlanceMember): Member => ({ projectId: member_id, status });

/** The facts about an image that records and cards keep. */
export const factsOf = (image: Image): ImageFacts => ({
  name: image.name,
  status: image.status,
  visibility: image.visibility,
  owner: (image.owner ?? '') as ImageFacts['owner'],
  sizeBytes: image.size,
  minDiskGb: image.min_disk,
  minRamMb: image.min_ram,
  checksum: image.checksum ?? image.os_hash_value,
  os: [image.os_distro ?? image.os_type, image.os_version].filter(Boolean).join(' ') || null,
  diskFormat: image.disk_format,
  createdAt: image.created_at,
});
