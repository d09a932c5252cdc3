/** Which lines of the audit trail the timeline of a card has, and for whom. */
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import type { Card } from '../../../../src/model/card.ts';
import { readTimeline } from '../../../../src/sharing/cards/timeline.ts';
import { personOf } from '../../../support/card-desk.ts';
import { desk, onDesk } from '../../../support/on-desk.ts';
import { alice, auditLine, bob, carol, image, project } from '../../../support/store-rows.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

const channel = 'CPROJECT' as SlackUserId;
onDesk();

const inR1 = { cloudId: withdrawalRow().cloudId, region: 'R1' };
const line = (at: number, detail: object) => auditLine({ at, detail: { ...inR1, ...detail } });
const timeline = async (kind: Card['kind'], subjectId: string, reader: SlackUserId, by = reader) =>
  readTimeline(desk.deps, personOf(by), await desk.olderValue(kind, subjectId, reader));

test('the timeline of a member has their own lines; the producer’s has all, once the image is theirs', async () => {
  const [one, other] = [await desk.share(), await desk.share({ projectId: project('c2') })];
  const offer = await desk.offer({ image, projectId: project('p') }, [one, other]);
  const lines = [
    line(1, { offerId: offer.id }),
    line(2, { shareId: one.id, projectId: 'c1' }),
    line(3, { shareId: other.id, projectId: 'c2' }),
  ];
  await desk.run(async ({ tx, store }) => {
    for (const one_ of lines) await store.audit.appendAudit(tx, one_);
  });
  await desk.put('share', one.id, bob);
  await desk.put('offer', offer.id, alice);
  const seen = async (...of: Parameters<typeof timeline>) => {
    const { moments, more } = await timeline(...of);
    expect(more).toBe(false);
    return moments.map((moment) => [moment.line.at, moment.project]);
  };
  expect(await seen('share', one.id, bob)).toEqual([[2, 'c1']]);
  expect(await seen('offer', offer.id, alice)).toEqual([
    [3, 'c2'],
    [2, 'c1'],
    [1, null],
  ]);
  const tried = await desk.offer({ image: { ...image, owner: project('x') }, projectId: project('p') });
  await desk.put('offer', tried.id, alice);
  expect(await seen('offer', tried.id, alice)).toEqual([]);
  await desk.put('share', one.id, channel);
  // who has not linked the project reads it in its channel, and not elsewhere
  expect(await seen('share', one.id, channel, carol)).toEqual([[2, 'c1']]);
  await desk.put('share', one.id, carol);
  await expect(timeline('share', one.id, carol)).rejects.toMatchObject({
    problem: { kind: 'no-account-for-project' },
  });
  await expect(timeline('offer', tried.id, channel)).rejects.toThrow();
});

test('the timeline shows forty, and that there are more', async () => {
  const share = await desk.share();
  await desk.put('share', share.id, bob);
  await desk.run(async ({ tx, store }) => {
    for (let n = 0; n < 40; n += 1) await store.audit.appendAudit(tx, line(n, { shareId: share.id }));
  });
  expect(await timeline('share', share.id, bob)).toMatchObject({ more: false });
  await desk.run(({ tx, store }) => store.audit.appendAudit(tx, line(40, { shareId: share.id })));
  const { moments, more } = await timeline('share', share.id, bob);
  expect([moments.length, more]).toEqual([40, true]);
});
