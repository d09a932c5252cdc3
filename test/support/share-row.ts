/** A Share for tests of the pure rules: settled and pending unless said otherwise. */
import type { ImageId, ProjectId, SlackUserId, TeamId } from '../../src/core/ids.ts';
import type { ImageFacts } from '../../src/model/image.ts';
import type { Intent, Share } from '../../src/model/share.ts';
import { newShare } from '../../src/sharing/rules/share-state.ts';
import { onLab } from './on-lab.ts';

export const bob = 'UBOB' as SlackUserId;
export const alice = 'UALICE' as SlackUserId;

export const imageFacts: ImageFacts = {
  name: 'web-base',
  status: 'active',
  visibility: 'shared',
  owner: 'producer-id' as ProjectId,
  sizeBytes: 1024,
  minDiskGb: 1,
  minRamMb: 0,
  checksum: null,
  os: null,
  diskFormat: 'qcow2',
  createdAt: null,
};

export const intentOf = <T>(value: T, revision: number, by: SlackUserId = alice): Intent<T> => ({
  value,
  revision,
  by,
  accountId: 'account',
  at: 0,
});

/** A member of which nothing is asked for and that was seen at time 0. */
export const shareRow = (more: Partial<Share> = {}): Share => ({
  ...newShare(
    'share',
    {
      teamId: 'T1' as TeamId,
      enterpriseId: null,
      cloudId: onLab.cloudId,
      region: 'IAD',
      imageId: '8b818b61-cfbf-44ca-b57e-727da7c9464d' as ImageId,
      projectId: 'consumer-id' as ProjectId,
    },
    { image: imageFacts, ownerProjectId: 'producer-id' as ProjectId, status: 'pending', statusAt: 0 },
    0,
  ),
  ...onLab,
  ...more,
});
