/** A Withdrawal for tests of the pure rules: asked about, of an image that is `shared`, unless said otherwise. */
import type { ImageId, ProjectId, TeamId } from '../../src/core/ids.ts';
import type { Withdrawal } from '../../src/model/withdrawal.ts';
import { onLab } from './on-lab.ts';
import { alice, imageFacts } from './share-row.ts';

export const withdrawalRow = (more: Partial<Withdrawal> = {}): Withdrawal => ({
  id: 'withdrawal',
  teamId: 'T1' as TeamId,
  enterpriseId: null,
  producer: alice,
  accountId: 'account',
  ...onLab,
  region: 'IAD',
  imageId: '8b818b61-cfbf-44ca-b57e-727da7c9464d' as ImageId,
  projectId: 'producer-id' as ProjectId,
  projectName: 'producer',
  image: imageFacts,
  scope: 'these',
  members: [],
  makePrivate: false,
  phase: 'asked',
  opened: false,
  undoUntil: null,
  problem: null,
  attempts: 0,
  lastError: null,
  dueAt: null,
  createdAt: 0,
  ...more,
});
