/** The people, images and accounts that docs/messages.md tells of: always the same, at a time that stands still. */
import type { FoundImage } from '../../../src/accounts/find-image.ts';
import { imageSchema } from '../../../src/cloud/glance-image.ts';
import type { ImageId, ProjectId, SlackUserId, TeamId } from '../../../src/core/ids.ts';
import type { Account } from '../../../src/model/account.ts';
import type { ImageFacts } from '../../../src/model/image.ts';
import type { Offer } from '../../../src/model/offer.ts';
import type { Preferences } from '../../../src/model/preference.ts';
import type { Intent, Share } from '../../../src/model/share.ts';
import type { Withdrawal } from '../../../src/model/withdrawal.ts';
import type { Block, Message, ModalView } from '../../../src/slack/feature.ts';
import { onLab } from '../on-lab.ts';
import { shareRow } from '../share-row.ts';
import { withdrawalRow } from '../withdrawal-row.ts';

/** One thing that the bot says, under a heading of its own. */
export type Said = readonly [heading: string, said: Message | ModalView | readonly Block[] | string];

export interface Chapter {
  readonly title: string;
  readonly said: readonly Said[];
}

export const now = Date.UTC(2026, 4, 4, 9, 0);
export const nextWeek = Date.UTC(2026, 4, 11, 23, 59);

/** Alice produces, Bob and Carol consume. */
export const alice = 'UALICE' as SlackUserId;
export const bob = 'UBOB' as SlackUserId;
export const carol = 'UCAROL' as SlackUserId;
export const channel = 'CIMAGES' as SlackUserId;

export const projectId = '883982ae96cf433f89e6c9097d5b8082' as ProjectId;
export const otherId = '1f0e6ab24d5c4c0f9d61f0a7c2b3e4d5' as ProjectId;
const ownerId = 'c40d8f3e5b6a47f0a1b2c3d4e5f60718' as ProjectId;
export const imageId = '8b818b61-cfbf-44ca-b57e-727da7c9464d' as ImageId;
const cloud = { ...onLab, cloudName: 'acme' };

export const facts: ImageFacts = {
  name: 'ubuntu-24.04',
  status: 'active',
  visibility: 'shared',
  owner: ownerId,
  sizeBytes: 2_469_606_195,
  minDiskGb: 10,
  minRamMb: 512,
  checksum: 'd41d8cd98f00b204e9800998ecf8427e',
  os: 'ubuntu 24.04',
  diskFormat: 'qcow2',
  createdAt: '2026-05-01T08:00:00Z',
};

export const share = (more: Partial<Share> = {}): Share =>
  shareRow({
    ...cloud,
    projectId,
    projectName: 'web',
    ownerProjectId: ownerId,
    ownerProjectName: 'builds',
    image: facts,
    createdAt: now,
    ...more,
  });

export const intent = <T>(value: T, by: SlackUserId, more: Partial<Intent<T>> = {}): Intent<T> => ({
  value,
  revision: 1,
  by,
  accountId: 'account',
  at: now,
  ...more,
});

export const decided = (status: NonNullable<Share['decided']>['status'], by: SlackUserId | null) => ({
  status,
  decided: { status, by, at: now },
});

export const offer = (more: Partial<Offer> = {}): Offer => ({
  id: 'offer',
  teamId: 'T1' as TeamId,
  enterpriseId: null,
  producer: alice,
  accountId: 'account',
  accountName: 'builds',
  ...cloud,
  region: 'IAD',
  homeRegion: null,
  imageId,
  projectId: ownerId,
  projectName: 'builds',
  tenants: [projectId],
  people: [],
  note: null,
  accept: false,
  answerBy: null,
  endsAt: null,
  phase: 'placed',
  opened: false,
  stopped: [],
  image: facts,
  problem: null,
  attempts: 0,
  lastError: null,
  dueAt: null,
  createdAt: now,
  ...more,
});

export const withdrawal = (more: Partial<Withdrawal> = {}): Withdrawal =>
  withdrawalRow({
    ...cloud,
    producer: alice,
    projectId: ownerId,
    projectName: 'builds',
    image: facts,
    members: [{ projectId, status: 'accepted' }],
    createdAt: now,
    ...more,
  });

export const account = (more: Partial<Account> = {}): Account => ({
  id: 'account',
  teamId: 'T1' as TeamId,
  enterpriseId: null,
  userId: bob,
  name: 'work',
  ...cloud,
  projectId,
  projectName: 'web',
  method: 'application_credential',
  region: 'IAD',
  entry: null,
  health: 'good',
  speaks: true,
  suspendedAt: null,
  expiresAt: null,
  expiryReadAt: null,
  refusedActs: [],
  isDefault: true,
  createdAt: now,
  ...more,
});

export const producerAccount = (more: Partial<Account> = {}): Account =>
  account({ userId: alice, name: 'builds', projectId: ownerId, projectName: 'builds', ...more });

export const image = (more: Record<string, unknown> = {}) =>
  imageSchema.parse({
    id: imageId,
    name: 'ubuntu-24.04',
    status: 'active',
    visibility: 'shared',
    owner: ownerId,
    size: 2_469_606_195,
    min_disk: 10,
    min_ram: 512,
    checksum: facts.checksum,
    disk_format: 'qcow2',
    container_format: 'bare',
    created_at: '2026-05-01T08:00:00Z',
    updated_at: '2026-05-02T08:00:00Z',
    os_distro: 'ubuntu',
    os_version: '24.04',
    tags: ['base'],
    ...more,
  });

export const found = (more: Partial<FoundImage> = {}): FoundImage => ({
  image: image(),
  account: producerAccount(),
  region: 'IAD',
  missed: [],
  ...more,
});

export const preferences = (more: Partial<Preferences> = {}): Preferences => ({
  teamId: 'T1' as TeamId,
  userId: bob,
  timeZone: 'Europe/Berlin',
  quietFrom: null,
  quietUntil: null,
  reminders: true,
  cleanupNotes: true,
  ...more,
});

export const regionsOf = () => ['IAD', 'DFW'];
export const localTime = { at: now, timeZone: 'Europe/Berlin' };
export const value = () => 'value';
