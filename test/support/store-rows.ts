/** Rows for tests of the store, whole and ordinary but for what a test says of them. */
import { randomUUID } from 'node:crypto';
import type { ImageId, ProjectId, SlackUserId, TeamId } from '../../src/core/ids.ts';
import type { Account } from '../../src/model/account.ts';
import type { NewAuditLine } from '../../src/model/audit-line.ts';
import type { Card } from '../../src/model/card.ts';
import type { Offer } from '../../src/model/offer.ts';
import type { Share } from '../../src/model/share.ts';
import { newCard } from '../../src/sharing/cards/refresh.ts';
import { newShare } from '../../src/sharing/rules/share-state.ts';
import { onLab } from './on-lab.ts';

export const teamId = 'T1' as TeamId;
export const alice = 'UALICE' as SlackUserId;
export const bob = 'UBOB' as SlackUserId;
/** Nobody of the two projects, unless she is linked. */
export const carol = 'UCAROL' as SlackUserId;
export const imageId = '8b818b61-cfbf-44ca-b57e-727da7c9464d' as ImageId;
export const project = (id: string) => id as ProjectId;
const owner = { teamId, enterpriseId: null };
export const image = {
  name: 'web “1”',
  status: 'active',
  visibility: 'shared',
  owner: project('p'),
  sizeBytes: 2 ** 40,
  minDiskGb: 1,
  minRamMb: 0,
  checksum: null,
  os: 'linux',
  diskFormat: 'qcow2',
  createdAt: '2025-01-02T03:04:05Z',
};

export const offer = (more: Partial<Offer> = {}): Offer => ({
  ...owner,
  id: randomUUID(),
  producer: alice,
  accountId: 'a1',
  accountName: 'prod',
  ...onLab,
  region: 'R1',
  homeRegion: null,
  imageId,
  projectId: project('p'),
  projectName: 'Producer',
  tenants: [project('c1'), project('c2')],
  people: [bob],
  note: null,
  accept: false,
  answerBy: null,
  endsAt: null,
  phase: 'finding',
  opened: false,
  stopped: [],
  asOf: null,
  image: null,
  problem: null,
  attempts: 0,
  lastError: null,
  dueAt: 1_000,
  createdAt: 1_000,
  ...more,
});

export const share = ({ id = randomUUID(), ...more }: Partial<Share> = {}): Share => ({
  ...newShare(
    id,
    { ...owner, cloudId: onLab.cloudId, region: 'R1', imageId, projectId: project('c1') },
    { image, ownerProjectId: project('p'), ownerProjectName: 'Producer' },
    1_000,
  ),
  ...onLab,
  unconfirmedWrites: [{ effect: 'present', until: 5 }],
  dueAt: 1_000,
  ...more,
});

export const card = (more: Partial<Card> = {}): Card => ({
  ...newCard('share', 's1', { ...owner, userId: bob }, 1_000),
  dirty: 1,
  ...more,
});

export const account = (more: Partial<Account> = {}): Account => ({
  ...owner,
  id: randomUUID(),
  userId: alice,
  name: 'prod',
  ...onLab,
  projectId: project('p'),
  projectName: 'Producer',
  method: 'application_credential',
  region: null,
  entry: null,
  health: 'good',
  speaks: true,
  suspendedAt: null,
  expiresAt: null,
  expiryReadAt: null,
  asOf: null,
  refusedActs: [],
  isDefault: false,
  createdAt: 1_000,
  ...more,
});

export const auditLine = (more: Partial<NewAuditLine> = {}): NewAuditLine => ({
  at: 1_000,
  teamId,
  by: alice,
  onBehalfOf: null,
  people: [],
  act: 'offer',
  subject: imageId,
  detail: { cloudId: onLab.cloudId },
  requestId: null,
  ...more,
});
