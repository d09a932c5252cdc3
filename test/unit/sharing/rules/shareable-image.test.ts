/** Which images can be shared, and what a private one needs first: each rule a row of a table. */
import { expect, it } from 'vitest';
import type { ImageFacts } from '../../../../src/model/image.ts';
import type { Offer } from '../../../../src/model/offer.ts';
import { judgeImage } from '../../../../src/sharing/rules/shareable-image.ts';
import { imageFacts } from '../../../support/share-row.ts';

const offer = { projectId: imageFacts.owner, projectName: 'producer' } as Offer;

const openstack = 'application_credential';
const rackspace = 'rackspace_apikey';
const rows: [string, Partial<ImageFacts>, typeof openstack | typeof rackspace, object][] = [
  ['shared: placed at once', { visibility: 'shared' }, openstack, { phase: 'placing', problem: null }],
  ['private: made shared first', { visibility: 'private' }, openstack, { phase: 'opening', problem: null }],
  ['private, at Rackspace: placed at once', { visibility: 'private' }, rackspace, { phase: 'placing' }],
  [
    'public: needs no members',
    { visibility: 'public' },
    openstack,
    { problem: { kind: 'image-needs-no-members' } },
  ],
  [
    'community: needs no members',
    { visibility: 'community' },
    openstack,
    { problem: { kind: 'image-needs-no-members' } },
  ],
  ['deleted', { status: 'deleted' }, openstack, { problem: { kind: 'image-unusable' } }],
  [
    'another project’s, public or not',
    { owner: 'other' as ImageFacts['owner'], visibility: 'public' },
    openstack,
    { problem: { kind: 'image-not-yours' } },
  ],
];

it.each(rows)('%s', (_, facts, method, after) => {
  const image = { ...imageFacts, ...facts };
  expect(judgeImage(offer, image, { method })).toMatchObject({ image, ...after });
});
