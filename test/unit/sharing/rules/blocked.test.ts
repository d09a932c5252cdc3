/** Who blocked the producer: for themselves, or for their project. */
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import type { Offer } from '../../../../src/model/offer.ts';
import type { ProducerBlock } from '../../../../src/model/producer-block.ts';
import { isBlocked, producerOf } from '../../../../src/sharing/rules/blocked.ts';
import { project, share } from '../../../support/store-rows.ts';

const bob = 'UBOB' as SlackUserId;
const row = share({ ownerProjectId: project('producer') });
const block = (more: Partial<ProducerBlock> = {}): ProducerBlock => ({
  id: 'b',
  teamId: row.teamId,
  userId: bob,
  cloudId: row.cloudId,
  projectId: row.projectId,
  forProject: false,
  producer: 'UALICE' as SlackUserId,
  producerProjectId: null,
  producerProjectName: null,
  createdAt: 0,
  ...more,
});

test.each([
  ['their own', {}, 'UBOB', true, true],
  ['their own, whatever the project', { projectId: project('another') }, 'UBOB', true, true],
  ['their own, who is not of the project', {}, 'UBOB', false, true],
  ['another person’s', {}, 'UCAROL', true, false],
  ['the project’s', { forProject: true }, 'UCAROL', true, true],
  ['the project’s, in its channel', { forProject: true }, 'CIMAGES', true, true],
  ['the project’s, for somebody outside it', { forProject: true }, 'UCAROL', false, false],
  ['another project’s', { forProject: true, projectId: project('another') }, 'UBOB', true, false],
] as const)('%s block', (_, more, userId, isOfProject, expected) => {
  expect(isBlocked([block(more)], row, { userId: userId as SlackUserId, isOfProject })).toBe(expected);
});

test('the newest offer’s person and project offer; without one, the owner', () => {
  const of = (producer: string, projectId: string) => ({ producer, projectId: project(projectId) }) as Offer;
  expect(producerOf(row, [of('UNEW', 'p2'), of('UOLD', 'p1')])).toEqual({
    producer: 'UNEW',
    project: { cloudId: row.cloudId, projectId: 'p2' },
  });
  expect(producerOf(row, [])).toEqual({
    producer: null,
    project: { cloudId: row.cloudId, projectId: 'producer' },
  });
});
