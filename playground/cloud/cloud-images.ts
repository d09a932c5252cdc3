/** The images of the playground's cloud and their members, as somebody changes them outside the bot. */
import { randomBytes, randomUUID } from 'node:crypto';
import {
  type Image,
  type KeptCloud,
  type Kind,
  type Member,
  type NewImage,
  newId,
  type Status,
  type StoredImage,
} from './cloud-model.ts';

const newImage = (kind: Kind, now: string, { owner, ...more }: NewImage): Image => ({
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
});

/** On Rackspace nobody sets `shared`: it means that a private image has members. */
const followMembers = (kind: Kind, { image, members }: StoredImage) => {
  if (kind === 'rackspace' && (image.visibility === 'private' || image.visibility === 'shared'))
    image.visibility = members.size > 0 ? 'shared' : 'private';
};

const key = (region: string, imageId: string) => `${region}/${imageId}`;

/**
 * Reads and changes the images in `kept`.
 * @param timestamp the current time in Glance's format
 */
export const changingImages = (
  { images, deletedImages }: KeptCloud,
  { kind, timestamp }: { kind: Kind; timestamp: () => string },
) => {
  let sequence = Math.max(0, ...[...images.values()].map((image) => image.sequence));

  const imageIn = (region: string, imageId: string) => images.get(key(region, imageId));
  const knownImage = (region: string, imageId: string): StoredImage => {
    const stored = imageIn(region, imageId);
    if (!stored) throw new Error(`the playground's cloud has no image ${imageId} in ${region}`);
    return stored;
  };

  return {
    imageIn,

    addImage: (region: string, given: NewImage): Image => {
      const image = newImage(kind, timestamp(), given);
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

    /** Adds the member, or sets its status, without checking rights. */
    setMember: (region: string, imageId: string, projectId: string, status: Status): Member => {
      const stored = knownImage(region, imageId);
      const { members, firstAdded } = stored;
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
      followMembers(kind, stored);
      return member;
    },

    removeMember: (region: string, imageId: string, projectId: string): void => {
      const stored = knownImage(region, imageId);
      stored.members.delete(projectId);
      followMembers(kind, stored);
    },

    deleteImage: (region: string, imageId: string): void => {
      images.delete(key(region, imageId));
      deletedImages.add(key(region, imageId));
    },
  };
};
