/** The trail of what was written to a cloud, in whose name, and of what somebody did without the bot. */
import { expect, test } from 'vitest';
import type { Share } from '../../../src/model/share.ts';
import {
  auditShareWrites,
  auditWrites,
  noteObservedStatus,
  recordWrites,
} from '../../../src/sharing/audit.ts';
import type { ShareStep } from '../../../src/sharing/rules/plan-share.ts';
import { desk, onDesk } from '../../support/on-desk.ts';
import { intentOf, shareRow } from '../../support/share-row.ts';
import { account, alice, auditLine, bob } from '../../support/store-rows.ts';

onDesk(async () => {
  // their intents are in the trail before anything is written for them
  for (const by of [alice, bob])
    await desk.run(({ store, tx }) => store.audit.appendAudit(tx, auditLine({ by })));
});
const written = async () => (await desk.acts()).filter(({ act }) => act !== 'offer');

const write = (status: number | null) => ({
  account: account({ id: 'a' }),
  receipt: { status, requestId: 'req' },
});
const share = shareRow();
const add = { do: 'add-member', intent: intentOf('present' as const, 1) } as ShareStep;

test.each<[number | null, object]>([
  [200, { outcome: 'done', status: 200 }],
  [299, { outcome: 'done', status: 299 }],
  [300, { outcome: 'refused', status: 300 }],
  [403, { outcome: 'refused', status: 403 }],
  [null, { outcome: 'unknown' }],
])('a write that came to %s', async (status, outcome) => {
  await desk.run((work) => auditShareWrites(work, share, add, [write(status)]));
  const [line] = await written();
  expect(line).toMatchObject({
    act: 'add-member',
    by: { userId: alice },
    onBehalfOf: null,
    requestId: 'req',
  });
  expect(line?.detail).toEqual({
    ...{
      accountId: 'a',
      shareId: share.id,
      projectId: share.projectId,
      cloudId: share.cloudId,
      region: share.region,
    },
    ...outcome,
  });
});

test.each<[string, object, object, object]>([
  [
    'somebody’s own',
    { do: 'set-status', intent: intentOf('accepted' as const, 1, bob) },
    { by: { userId: bob }, onBehalfOf: null },
    { to: 'accepted' },
  ],
  [
    'as was agreed',
    { do: 'remove-member', intent: { ...intentOf('absent' as const, 1), because: 'ended' } },
    { by: null, onBehalfOf: { userId: alice } },
    { because: 'ended' },
  ],
])('a write that is %s', async (_, step, who, detail) => {
  await desk.run((work) => auditShareWrites(work, share, step as ShareStep, [write(200), write(200)]));
  const found = await written();
  expect(found).toHaveLength(2);
  for (const line of found) expect(line).toMatchObject({ ...who, detail });
});

test('a step without an intent, or without a write, leaves no line', async () => {
  await desk.run((work) => auditShareWrites(work, share, { do: 'read-member' } as ShareStep, [write(200)]));
  await desk.run((work) => auditShareWrites(work, share, add, []));
  expect(await written()).toEqual([]);
});

test('a write of which the trail has no act is a fault of the bot', async () => {
  const doing = { act: 'read-member', on: share, by: null };
  await expect(desk.run((work) => auditWrites(work, doing, [write(200)]))).rejects.toThrow('no such act');
  await desk.run((work) => auditWrites(work, doing, []));
});

test('writes are recorded with the account that made them', () => {
  const onWrites: ((receipt: object) => void)[] = [];
  const { writes, openImageService } = recordWrites((_, __, ___, more) => {
    if (more?.onWrite) onWrites.push(more.onWrite as (receipt: object) => void);
    return {} as never;
  });
  const by = account();
  openImageService(by, 'R1', AbortSignal.timeout(1_000));
  onWrites[0]?.({ status: 200, requestId: null });
  expect(writes).toEqual([{ account: by, receipt: { status: 200, requestId: null } }]);
});

const outside = (status: 'accepted' | 'absent') => ({ status, decided: { by: null, status, at: 1 } });
test.each<[string, Partial<Share>, Partial<Share>, string | null]>([
  ['accepted without the bot', {}, outside('accepted'), 'observed-accepted'],
  ['removed without the bot', {}, outside('absent'), 'observed-absent'],
  [
    'accepted by somebody here',
    {},
    { status: 'accepted', decided: { by: bob, status: 'accepted', at: 1 } },
    null,
  ],
  ['as it was', outside('accepted'), {}, null],
  ['out of sight', {}, { status: 'unavailable' }, 'observed-unavailable'],
  ['out of sight still', { status: 'unavailable' }, {}, null],
  [
    'of a status that only the cloud knows',
    {},
    { status: '?queued', decided: { by: null, status: 'absent', at: 1 } },
    null,
  ],
  ['not known', {}, { status: null, decided: { by: null, status: 'absent', at: 1 } }, null],
])('a status that is %s', async (_, was, is, act) => {
  const before = shareRow(was);
  await desk.run((work) => noteObservedStatus(work, before, { ...before, ...is }));
  expect((await written()).map((line) => [line.act, line.by, line.detail.was])).toEqual(
    act === null ? [] : [[act, null, before.status]],
  );
});
