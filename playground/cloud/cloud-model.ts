/** The nouns of the playground's cloud: people who sign in, and images with their members, in the form of Keystone and Glance. */
import { randomBytes } from 'node:crypto';

/** An id in Keystone's format. */
export const newId = () => randomBytes(16).toString('hex');

type RackspaceRole = 'identity:user-admin' | `cloudImages:${'admin' | 'creator' | 'observer'}`;
export type Role = 'admin' | 'member' | 'reader' | RackspaceRole;
/** Rackspace has its own identity service and its own rules of sharing. */
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
  /** From when on it has to be changed; ms since 1970. */
  passwordExpiresAt?: number;
  /** Used to sign in on Rackspace. */
  readonly apiKey: string;
  enabled: boolean;
  /** By the id of a project, or of the domain. */
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
  /** Any other property: os_distro, build_id, … */
  properties: Record<string, string>;
}

export interface StoredImage {
  readonly region: string;
  readonly image: Image;
  readonly members: Map<string, Member>;
  /** When a member was first added, by its id: adding it again keeps that. */
  readonly firstAdded: Map<string, string>;
  /** Breaks ties of `created_at`, which has only whole seconds. */
  readonly sequence: number;
}

/** What can be set on a new image; Glance makes the rest. */
export type NewImage = Partial<Omit<Image, 'owner'>> & { readonly owner: string };

/** What outlives the cloud's server: everything except tokens. */
export interface KeptCloud {
  readonly projects: Map<string, Project>;
  readonly users: Map<string, User>;
  readonly applicationCredentials: Map<string, ApplicationCredential>;
  readonly images: Map<string, StoredImage>;
  /** Glance remembers them. */
  readonly deletedImages: Set<string>;
}
