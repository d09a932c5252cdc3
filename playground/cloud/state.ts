/** All that the playground's cloud knows, in memory, and the hand of somebody else who changes it behind the bot's back. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '../../src/core/clock.ts';

type RackspaceRole = 'identity:user-admin' | `cloudImages:${'admin' | 'creator' | 'observer'}`;
export type Role = 'admin' | 'member' | 'reader' | RackspaceRole;
/** Rackspace has an identity service and rules of sharing of its own. */
export type Kind = 'openstack' | 'rackspace';
export type Status = 'pending' | 'accepted' | 'rejected';

export interface Project {
  readonly id: string;
  readonly name: string;
}

export interface User {
  readonly id: string;
  readonly name: string;
  password: string;
  /** What Rackspace's people sign in with. */
  readonly apiKey: string;
  enabled: boolean;
  /** By project id. */
  readonly roles: Map<string, readonly Role[]>;
}

export interface AccessRule {
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

export interface ApplicationCredential {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly userId: string;
  readonly projectId: string;
  readonly roles: readonly Role[];
  readonly expiresAt: number | null;
  readonly accessRules: readonly AccessRule[] | null;
}

export interface Token {
  readonly id: string;
  readonly userId: string;
  readonly projectId: string | null;
  readonly roles: readonly Role[];
  readonly methods: readonly string[];
  readonly issuedAt: number;
  expiresAt: number;
  readonly applicationCredentialId: string | null;
}

export interface Member {
  readonly member_id: string;
  readonly image_id: string;
  status: Status;
  readonly created_at: string;
  updated_at: string;
}

export interface Image {
  id: string;
  name: string | null;
  status: string;
  visibility: 'public' | 'private' | 'shared' | 'community';
  owner: string;
  size: number | null;
  virtual_size: number | null;
  min_disk: number;
  min_ram: number;
  checksum: string | null;
  os_hash_algo: string | null;
  os_hash_value: string | null;
  disk_format: string | null;
  container_format: string | null;
  protected: boolean;
  os_hidden: boolean;
  tags: string[];
  created_at: string;
  updated_at: string;
  /** Whatever else was set: os_distro, build_id, … */
  properties: Record<string, string>;
}

export interface StoredImage {
  readonly region: string;
  readonly image: Image;
  readonly members: Map<string, Member>;
  /** When a member was first added, by its id: adding it again keeps that. */
  readonly firstAdded: Map<string, string>;
  /** Ties of `created_at`, which has whole seconds only. */
  readonly sequence: number;
}

export type CloudState = ReturnType<typeof createState>;

/** What of a cloud outlives its server: all but the tokens. */
export interface KeptCloud {
  readonly projects: Map<string, Project>;
  readonly users: Map<string, User>;
  readonly applicationCredentials: Map<string, ApplicationCredential>;
  readonly images: Map<string, StoredImage>;
  readonly deletedImages: Set<string>;
}

/** What a new image may be told; the rest is as Glance makes it. */
export type NewImage = Partial<Omit<Image, 'owner'>> & { readonly owner: string };

export const newId = () => randomBytes(16).toString('hex');

const empty = (): KeptCloud => ({
  projects: new Map(),
  users: new Map(),
  applicationCredentials: new Map(),
  images: new Map(),
  deletedImages: new Set(),
});

/** @param kept taken up as it is, not copied */
export const createState = (
  clock: Clock,
  regions: readonly string[],
  kind: Kind = 'openstack',
  kept: KeptCloud = empty(),
) => {
  const { projects, users, applicationCredentials, images } = kept;
  /** Ids of images that were deleted, which Glance remembers. */
  const { deletedImages } = kept;
  const tokens = new Map<string, Token>();
  let sequence = Math.max(0, ...[...images.values()].map((image) => image.sequence));

  /** Now, as Glance writes it: in whole seconds. */
  const timestamp = () => new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  const key = (region: string, imageId: string) => `${region}/${imageId}`;

  const imageIn = (region: string, imageId: string) => images.get(key(region, imageId));
  const knownImage = (region: string, imageId: string): StoredImage => {
    const stored = imageIn(region, imageId);
    if (!stored) throw new Error(`the playground's cloud has no image ${imageId} in ${region}`);
    return stored;
  };

  /** On Rackspace nobody sets `shared`: it says that a private image has members. */
  const followMembers = (image: Image, { size }: StoredImage['members']) => {
    if (kind === 'rackspace' && (image.visibility === 'private' || image.visibility === 'shared'))
      image.visibility = size > 0 ? 'shared' : 'private';
  };

  return {
    regions,
    projects,
    users,
    applicationCredentials,
    tokens,
    images,
    deletedImages,
    kept,
    timestamp,
    imageIn,

    addProject: (name: string, id = newId()): Project => {
      const project = { id, name };
      projects.set(id, project);
      return project;
    },

    /** A person with those roles in one project; `grant` more by writing to `user.roles`. */
    addUser: (name: string, projectId: string, roles: readonly Role[] = ['member', 'reader']): User => {
      const user = {
        id: newId(),
        name,
        password: `${name}-secret`,
        apiKey: newId(),
        enabled: true,
        roles: new Map([[projectId, roles]]),
      };
      users.set(user.id, user);
      return user;
    },

    /** @param more `roles` default to the user's own; `expiresAt` is in milliseconds since 1970 */
    addApplicationCredential: (
      user: User,
      projectId: string,
      name: string,
      more: Partial<Pick<ApplicationCredential, 'secret' | 'roles' | 'expiresAt' | 'accessRules'>> = {},
    ): ApplicationCredential => {
      const credential = {
        id: newId(),
        name,
        secret: `${user.name}-${name}-secret`,
        userId: user.id,
        projectId,
        roles: user.roles.get(projectId) ?? [],
        expiresAt: null,
        accessRules: null,
        ...more,
      };
      applicationCredentials.set(credential.id, credential);
      return credential;
    },

    addImage: (region: string, { owner, ...more }: NewImage): Image => {
      const now = timestamp();
      const image: Image = {
        id: randomUUID(),
        name: null,
        status: 'active',
        visibility: kind === 'rackspace' ? 'private' : 'shared',
        owner,
        size: 1_073_741_824,
        virtual_size: null,
        min_disk: 0,
        min_ram: 0,
        checksum: newId(),
        os_hash_algo: 'sha512',
        os_hash_value: randomBytes(64).toString('hex'),
        disk_format: 'qcow2',
        container_format: 'bare',
        protected: false,
        os_hidden: false,
        tags: [],
        created_at: now,
        updated_at: now,
        properties: {},
        ...more,
      };
      sequence += 1;
      images.set(key(region, image.id), {
        region,
        image,
        members: new Map(),
        firstAdded: new Map(),
        sequence,
      });
      return image;
    },

    /** Adds the member, or sets its status, as whoever may. */
    setMember: (region: string, imageId: string, projectId: string, status: Status): Member => {
      const { image, members, firstAdded } = knownImage(region, imageId);
      const now = timestamp();
      const member = members.get(projectId) ?? {
        member_id: projectId,
        image_id: imageId,
        status,
        created_at: firstAdded.get(projectId) ?? now,
        updated_at: now,
      };
      member.status = status;
      member.updated_at = now;
      firstAdded.set(projectId, member.created_at);
      members.set(projectId, member);
      followMembers(image, members);
      return member;
    },

    removeMember: (region: string, imageId: string, projectId: string): void => {
      const { image, members } = knownImage(region, imageId);
      members.delete(projectId);
      followMembers(image, members);
    },

    deleteImage: (region: string, imageId: string): void => {
      images.delete(key(region, imageId));
      deletedImages.add(key(region, imageId));
    },
  };
};
