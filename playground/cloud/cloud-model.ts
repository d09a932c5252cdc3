/** The nouns of the playground's cloud: who may sign in, and the images with their members, as Keystone and Glance write them. */
import { randomBytes } from 'node:crypto';

/** An id as Keystone makes them. */
export const newId = () => randomBytes(16).toString('hex');

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

/** What a new image may be told; the rest is as Glance makes it. */
export type NewImage = Partial<Omit<Image, 'owner'>> & { readonly owner: string };

/** What of a cloud outlives its server: all but the tokens. */
export interface KeptCloud {
  readonly projects: Map<string, Project>;
  readonly users: Map<string, User>;
  readonly applicationCredentials: Map<string, ApplicationCredential>;
  readonly images: Map<string, StoredImage>;
  /** Which Glance remembers. */
  readonly deletedImages: Set<string>;
}
