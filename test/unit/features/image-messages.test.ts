/** The pure parts of /show-image: which facts, in which words, and that the largest image fits into Slack. */
import { describe, expect, it, test } from 'vitest';
import { offences, offencesWithin } from '../../../playground/slack/format/mrkdwn-check.ts';
import { validateBlocks } from '../../../playground/slack/format/validate-blocks.ts';
import { imageSchema } from '../../../src/cloud/glance-image.ts';
import { bootable, factsOf, propertyList, tagList } from '../../../src/features/show-image/image-facts.ts';
import { type ImageModel, imageMessage } from '../../../src/features/show-image/image-messages.ts';
import type { Account } from '../../../src/model/account.ts';
import { mrkdwn } from '../../../src/slack/blocks/mrkdwn.ts';
import { onLab } from '../../support/on-lab.ts';

const account = {
  id: '6e0b6c4e-0f0f-4a3e-9d57-000000000000',
  name: 'work',
  ...onLab,
  projectId: 'mine-id',
  projectName: 'mine',
} as Account;

const image = (more: Record<string, unknown> = {}) =>
  imageSchema.parse({
    id: '33333333-0000-4000-8000-000000000001',
    name: 'web-base',
    status: 'active',
    visibility: 'shared',
    owner: 'theirs-id',
    size: 2_469_606_195,
    virtual_size: 10_737_418_240,
    min_disk: 10,
    min_ram: 512,
    checksum: 'd41d8cd98f00b204e9800998ecf8427e',
    os_hash_algo: 'sha512',
    os_hash_value: 'ab'.repeat(64),
    disk_format: 'qcow2',
    container_format: 'bare',
    created_at: '2026-01-02T03:04:05Z',
    updated_at: '2026-02-03T04:05:06Z',
    os_distro: 'debian',
    os_version: '12',
    tags: ['base'],
    ...more,
  });

const model = (more: Partial<ImageModel> = {}): ImageModel => ({
  image: image(),
  account,
  region: 'IAD',
  missed: [],
  ownerName: null,
  member: null,
  answer: null,
  ...more,
});

const texts = (more: Partial<ImageModel>) => {
  const { text, blocks } = imageMessage(model(more));
  return { text, rendered: JSON.stringify(blocks) };
};

test('nothing that a cloud writes about an image is live', () => {
  const live = '<!here> <https://x.example|link> \u202e';
  const names = ['name', 'checksum', 'os_hash_algo', 'os_hash_value', 'disk_format', 'container_format'];
  const more = ['os_distro', 'os_version', 'os_type', 'architecture', 'created_at', 'updated_at', 'status'];
  const hostile = image({
    ...Object.fromEntries([...names, ...more, 'owner', 'a_property', live].map((field) => [field, live])),
    tags: [live],
  });
  const message = imageMessage(model({ image: hostile, ownerName: live, region: live }));
  expect([...offences(message.text), ...offencesWithin(message.blocks)]).toEqual([]);
  expect(JSON.stringify(message)).not.toContain('\u202e');
});

describe('facts', () => {
  const facts = Object.fromEntries(
    factsOf(image(), account, 'IAD', null).map(({ label, value }) => [label, value]),
  );

  it('are in units, and in the reader’s own time', () => {
    expect(facts).toMatchObject({
      Size: '2.3 GiB',
      'Virtual size': '10 GiB',
      'Needs at least': '10 GB disk, 512 MB RAM',
      Format: 'qcow2, bare',
      OS: 'debian 12',
      Owner: 'project `theirs-id`',
    });
    expect(facts.Created).toMatch(/^<!date\^1767323045\^/);
  });

  it.each([
    ['active', 'it can be booted now'],
    ['queued', 'not been uploaded yet'],
    ['saving', 'still being uploaded'],
    ['deactivated', 'An administrator'],
    ['killed', 'upload failed'],
    ['pending_delete', 'being deleted'],
    ['strange', 'does not know this status'],
  ])('an image that is %s: %s', (status, words) => {
    expect(bootable(image({ status }))).toContain(words);
  });

  it('leave out where the data lies', () => {
    const list = propertyList(
      image({
        direct_url: 'swift+http://user:secret@host/x',
        locations: [{ url: 'secret' }],
        hw_disk_bus: 'scsi',
        kept: 7,
      }),
    );
    expect(list).toBe('`hw_disk_bus = scsi`\n`kept = 7`');
  });

  it('say how many tags and properties did not fit', () => {
    expect(
      tagList(image({ tags: Array.from({ length: 128 }, (_, n) => `${n}-${'t'.repeat(200)}`) })),
    ).toMatch(/, and \d+ more$/);
    const many = Object.fromEntries(Array.from({ length: 128 }, (_, n) => [`p${n}`, '<&>'.repeat(85)]));
    expect(propertyList(image(many))).toMatch(/\nand \d+ more$/);
  });
});

test('the largest image stays within Slack’s limits', () => {
  const many = Object.fromEntries(Array.from({ length: 128 }, (_, n) => [`p${n}`, '&'.repeat(255)]));
  const { blocks } = imageMessage(
    model({
      image: image({
        ...many,
        name: '&'.repeat(255),
        os_distro: '&'.repeat(255),
        tags: Array.from({ length: 128 }, (_, n) => `${n}${'&'.repeat(200)}`),
        protected: true,
        os_hidden: true,
      }),
      member: 'pending',
      missed: [{ account: 'work', regions: ['IAD', 'DFW'] }],
      banner: mrkdwn`done`,
    }),
  );
  const reports: string[] = [];
  validateBlocks(blocks, 'message', '', (what, where) => reports.push(`${where} ${what}`));
  expect(reports).toEqual([]);
});

test('what came from a cloud calls nobody', () => {
  const name = '<!channel> *x*';
  const { text, rendered } = texts({
    image: image({ name, os_distro: name, tags: [name], evil: name }),
    ownerName: name,
  });
  expect(text + rendered).not.toContain('<!channel');
});

test.each([
  [{ member: 'pending' as const }, ['show-accept', 'show-reject']],
  [{ member: 'accepted' as const }, ['show-reject']],
  [{ member: 'rejected' as const }, ['show-accept']],
  [{ image: image({ owner: 'mine-id' }) }, ['show-share']],
  [{ image: image({ owner: 'mine-id', visibility: 'private' }) }, ['show-share']],
  [{ image: image({ owner: 'mine-id', visibility: 'public' }) }, []],
  [{ image: image({ visibility: 'community' }) }, []],
])('buttons are those that the caller may press (%#)', (more, expected) => {
  expect(texts(more).rendered.match(/show-(?:accept|reject|share)/g) ?? []).toEqual(expected);
});

test('status is never said to be access', () => {
  expect(texts({ member: 'pending' }).text).toContain('You can use it by its id either way');
  expect(texts({ member: 'rejected' }).text).toContain('You can still use it by its id');
});
