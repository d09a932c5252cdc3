/** The facts about an image that are worth reading, in words and units. Pure. */

import type { Image } from '../../cloud/glance-image.ts';
import { clipText } from '../../core/plain-text.ts';
import type { Account } from '../../model/account.ts';
import { fitting } from '../../slack/blocks/lists.ts';
import {
  bold,
  clip,
  code,
  escapeText,
  mrkdwn,
  needsText,
  sizeText,
  timeText,
} from '../../slack/blocks/mrkdwn.ts';
import type { Mrkdwn } from '../../slack/feature.ts';

export interface Fact {
  readonly label: Mrkdwn;
  readonly value: Mrkdwn;
}

/** Enough for a whole hash: sha512 has 128. */
const maxValueChars = 200;

/** The project's name, if somebody here has linked it. */
export type OwnerName = string | null;

export const factsOf = (image: Image, account: Account, region: string, ownerName: OwnerName): Fact[] => [
  { label: mrkdwn`Image id`, value: code(image.id) },
  { label: mrkdwn`Where`, value: mrkdwn`${escapeText(account.cloudName)}, ${escapeText(region)}` },
  { label: mrkdwn`Owner`, value: ownerOf(image, account, ownerName) },
  { label: mrkdwn`Visibility`, value: visibilityOf(image) },
  ...fact(mrkdwn`Size`, image.size === null ? null : sizeText(image.size)),
  ...fact(mrkdwn`Virtual size`, image.virtual_size === null ? null : sizeText(image.virtual_size)),
  ...fact(mrkdwn`Needs at least`, needsText(image.min_disk, image.min_ram)),
  ...fact(mrkdwn`Format`, escapeText([image.disk_format, image.container_format].filter(Boolean).join(', '))),
  ...fact(mrkdwn`OS`, osOf(image)),
  ...fact(mrkdwn`Created`, timeText(image.created_at)),
  ...fact(mrkdwn`Updated`, image.updated_at === image.created_at ? null : timeText(image.updated_at)),
  ...fact(mrkdwn`Protected`, image.protected ? mrkdwn`yes, it cannot be deleted` : null),
  ...fact(mrkdwn`Hidden`, image.os_hidden ? mrkdwn`yes, it is left out of lists` : null),
];

const fact = (label: Mrkdwn, value: Mrkdwn | null): Fact[] =>
  value ? [{ label, value: clip(value, maxValueChars) }] : [];

const ownerOf = ({ owner }: Image, { projectId, projectName }: Account, name: OwnerName) => {
  if (owner === null) return mrkdwn`unknown`;
  if (owner === projectId) return mrkdwn`yours, project ${bold(projectName)}`;
  return name === null ? mrkdwn`project ${code(owner)}` : mrkdwn`project ${bold(name)} ${code(owner)}`;
};

const visibilityOf = ({ visibility }: Image): Mrkdwn =>
  new Map(
    Object.entries({
      public: mrkdwn`public: everyone on this cloud can use it`,
      community: mrkdwn`community: everyone on this cloud can use it by its id`,
      shared: mrkdwn`shared: its owner and its members can use it`,
      private: mrkdwn`private: only its owner can use it`,
    }),
  ).get(visibility) ?? escapeText(visibility);

const osOf = (image: Image) =>
  escapeText(
    [image.os_distro ?? image.os_type, image.os_version, image.architecture].filter(Boolean).join(' '),
  );

/** Whether it can be booted now, and if not, why. */
export const bootable = ({ status }: Image): Mrkdwn => {
  const no = (why: Mrkdwn) => mrkdwn`:warning: *${escapeText(status)}*: it cannot be booted now. ${why}`;
  switch (status) {
    case 'active':
      return mrkdwn`:white_check_mark: *active*: it can be booted now.`;
    case 'queued':
      return no(mrkdwn`Its data has not been uploaded yet.`);
    case 'saving':
    case 'uploading':
    case 'importing':
      return no(mrkdwn`Its data is still being uploaded. Check again later.`);
    case 'deactivated':
      return no(mrkdwn`An administrator of the cloud has to reactivate it.`);
    case 'killed':
      return no(mrkdwn`Its upload failed, and its owner has to upload it again.`);
    case 'deleted':
      return no(mrkdwn`It has been deleted.`);
    case 'pending_delete':
      return no(mrkdwn`It is being deleted.`);
    default:
      return no(mrkdwn`The bot does not know this status.`);
  }
};

/** Checksums in full, so that people can compare them. */
export const sums = ({ checksum, os_hash_algo: algorithm, os_hash_value: hash }: Image): Fact[] => [
  ...(checksum ? [{ label: mrkdwn`Checksum (MD5)`, value: code(clipText(checksum, maxValueChars)) }] : []),
  ...(hash
    ? [
        {
          label: mrkdwn`Hash (${escapeText(algorithm ?? 'unknown')})`,
          value: code(clipText(hash, maxValueChars)),
        },
      ]
    : []),
];

/** Glance's own fields, and where its files are stored: a store's address may contain a password. */
const notProperties = new Set([
  ...[
    'id',
    'name',
    'status',
    'visibility',
    'owner',
    'size',
    'virtual_size',
    'min_disk',
    'min_ram',
    'checksum',
  ],
  ...['os_hash_algo', 'os_hash_value', 'disk_format', 'container_format', 'created_at', 'updated_at', 'tags'],
  ...[
    'protected',
    'os_hidden',
    'os_distro',
    'os_version',
    'os_type',
    'architecture',
    'self',
    'file',
    'schema',
  ],
  ...['locations', 'direct_url', 'stores'],
]);

/** As many tags as fit. */
export const tagList = ({ tags }: Image): Mrkdwn =>
  fitting(
    tags.map((tag) => code(clipText(tag, 80))),
    mrkdwn`, `,
  );

/** As many custom properties as fit, one per line. */
export const propertyList = (image: Image): Mrkdwn =>
  fitting(
    Object.entries(image)
      .filter(([name, value]) => !notProperties.has(name) && value !== null && value !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) =>
        code(
          clipText(`${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`, maxValueChars),
        ),
      ),
    mrkdwn`\n`,
  );
