/** An image, as Glance sends it. */
import { z } from 'zod';
import type { ImageId } from '../core/ids.ts';
import { oddly, readableFlag, readableList, readableNumber, readableText } from './readable.ts';

/** Shown as it is, and never acted on, if it is none that the bot knows. */
const word = (field: string) => z.string().catch(oddly(field, 'unknown'));

/** Field by field; only an id is needed. Rackspace omits what it does not have. A missing time is empty. */
export const imageSchema = z
  .object({
    id: z
      .string()
      .min(1)
      .transform((id) => id as ImageId),
    name: readableText('name'),
    status: word('status'),
    visibility: word('visibility'),
    owner: readableText('owner'),
    size: readableNumber('size', null),
    virtual_size: readableNumber('virtual_size', null),
    min_disk: readableNumber('min_disk', 0),
    min_ram: readableNumber('min_ram', 0),
    checksum: readableText('checksum'),
    os_hash_algo: readableText('os_hash_algo'),
    os_hash_value: readableText('os_hash_value'),
    disk_format: readableText('disk_format'),
    container_format: readableText('container_format'),
    created_at: z.string().catch(oddly('created_at', '')),
    updated_at: z.string().catch(oddly('updated_at', '')),
    tags: readableList(z.string(), 'tags'),
    protected: readableFlag('protected'),
    os_hidden: readableFlag('os_hidden'),
    os_distro: readableText('os_distro'),
    os_version: readableText('os_version'),
    os_type: readableText('os_type'),
    architecture: readableText('architecture'),
    image_type: readableText('image_type'),
  })
  .catchall(z.unknown());

export type Image = z.infer<typeof imageSchema>;
