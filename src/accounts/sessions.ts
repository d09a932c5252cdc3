/** An account's access to a cloud: its sealed credential is decrypted only during a sign-in. */
import type { Cloud } from '../cloud/clouds.ts';
import { NoSuchCloudError } from '../cloud/errors.ts';
import type { Glance, glanceOf } from '../cloud/glance-client.ts';
import type { Image } from '../cloud/glance-image.ts';
import type { ImageFilters } from '../cloud/images.ts';
import type { Member as GlanceMember } from '../cloud/members.ts';
import type { Session, Sessions } from '../cloud/session.ts';
import type { Credential, Token } from '../cloud/token.ts';
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
  /** Whether the token permits more than to look things up. */
  readonly grantsSpeech: (token: Token) => boolean;
  /** Asked before each use of the account. @throws OwnerAwayError */
  readonly admit: (account: Account) => Promise<void>;
  /** Hears with each sign-in whether the account speaks. */
  readonly noteSpeech: (account: Account, speaks: boolean) => Promise<void>;
}

/** A session of `account`; see {@link Sessions.open} for `more`. All sessions of an account share one token and one sign-in at a time. */
export const createAccountSessions =
  ({ sessions, cloudOf, credentialOf, grantsSpeech, admit, noteSpeech }: Omit<SessionsDeps, 'glanceOf'>) =>
  (account: Account, more?: Parameters<Sessions['open']>[4]): Session => {
    const cloud = cloudOf(account);
    if (cloud === null) throw new NoSuchCloudError(`clouds.yaml has no entry for ${account.cloudName}`);
    const session = sessions.open(cloud, account.id, () => credentialOf(account), account.projectId, {
      ...more,
      onSignIn: (token) => noteSpeech(account, grantsSpeech(token)),
    });
    const admitted = async <T>(use: () => Promise<T>): Promise<T> => {
      await admit(account);
      return use();
    };
    return {
      authType: session.authType,
      token: (signal) => admitted(() => session.token(signal)),
      signInAgain: (signal) => admitted(() => session.signInAgain(signal)),
      regions: (signal) => admitted(() => session.regions(signal)),
      originOf: session.originOf,
      request: (region, request) => admitted(() => session.request(region, request)),
    };
  };

/** Reads when the application credential of an account expires, with the account's own token. @throws as a session does */
export const createExpiryReader = (
  deps: Omit<SessionsDeps, 'glanceOf'>,
  read: (cloud: Cloud, token: Token, signal: AbortSignal) => Promise<number | null>,
) => {
  const sessionOf = createAccountSessions(deps);
  return async (account: Account, signal: AbortSignal): Promise<number | null> => {
    const token = await sessionOf(account).token(signal);
    const cloud = deps.cloudOf(account);
    return cloud === null ? null : read(cloud, token, signal);
  };
};

/** The image services with which the loop carries out its steps. */
export const createImageServices = (deps: SessionsDeps): OpenImageService => {
  const sessionOf = createAccountSessions(deps);
  return (account, region, signal, more) => {
    const session = sessionOf(account, { ...more, refusedActs: account.refusedActs, patient: true });
    return imageService(session, deps, deps.glanceOf(session, region, signal), signal);
  };
};

/** What the account sees of an image, and whether its cloud hides the image's members. */
const seen = ({ authType }: Session, image: Image): ImageFacts => {
  const hiding = ['public', 'community', ...(authType === 'rackspace_apikey' ? [] : ['private'])];
  return { ...factsOf(image), ...(hiding.includes(image.visibility) && { hidesMembers: true }) };
};

const imageService = (
  session: Session,
  { grantsSpeech }: Pick<SessionsDeps, 'grantsSpeech'>,
  glance: Glance,
  signal: AbortSignal,
): ImageService => ({
  speaks: async (how) => grantsSpeech(await (how ? session.signInAgain(signal) : session.token(signal))),
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
  showImage: async (imageId) => seen(session, await glance.showImage(imageId)),
  makeShared: async (imageId) => seen(session, await glance.setVisibility(imageId, 'shared')),
  makePrivate: async (imageId) => seen(session, await glance.setVisibility(imageId, 'private')),
  listMembers: async (imageId) => {
    const members = await glance.listMembers(imageId);
    return Object.assign(members.map(memberOf), { unread: members.unread ?? 0 });
  },
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
    yield page.map((image) => ({ imageId: image.id, image: seen(session, image) }));
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
