/** Whose work a successor takes over with an offer: that of people who have left, and nobody else's. */
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import { handOver } from '../../../../src/sharing/intents/take-over.ts';
import { personOf } from '../../../support/card-desk.ts';
import { desk, onDesk } from '../../../support/on-desk.ts';
import { alice, project } from '../../../support/store-rows.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

const [carol, dave] = ['UCAROL', 'UDAVE'] as SlackUserId[] as [SlackUserId, SlackUserId];
onDesk(async () => {});

test.each([
  ['is there goes on', null, carol],
  ['has left is the successor’s', 1_000, dave],
])('a removal of a colleague who %s', async (_, suspendedAt, producer) => {
  await desk.link({ userId: alice, projectId: project('p'), suspendedAt: 1_000 });
  await desk.link({ userId: carol, projectId: project('p'), suspendedAt });
  const account = await desk.link({ userId: dave, projectId: project('p') });
  const offer = await desk.offer({ producer: alice });
  const { id, cloudId, region, imageId, projectId } = offer;
  const removal = withdrawalRow({ producer: carol, cloudId, region, imageId, projectId, phase: 'placing' });
  await desk.run(({ tx }) => desk.store.withdrawals.insertWithdrawal(tx, removal));
  await desk.run((work) => handOver(work, [offer], personOf(dave), account));
  expect((await desk.store.offers.findOffer(desk.db, id))?.producer).toBe(dave);
  expect((await desk.store.withdrawals.findWithdrawal(desk.db, removal.id))?.producer).toBe(producer);
});
