/** What people are told of a share that changed, who is, and when. */
import { beforeEach, expect, test } from 'vitest';
import { nobody, type SlackUserId } from '../../../../src/core/ids.ts';
import type { NotificationEvent } from '../../../../src/model/notification.ts';
import type { Share } from '../../../../src/model/share.ts';
import { digestWindowMs, eventOf, notify, notifyAll } from '../../../../src/sharing/notifications/notify.ts';
import { policy } from '../../../support/card-desk.ts';
import { desk, onDesk } from '../../../support/on-desk.ts';
import { imageFacts, intentOf, shareRow } from '../../../support/share-row.ts';
import { alice, bob, teamId } from '../../../support/store-rows.ts';

const by = (userId: SlackUserId | null, status: 'absent' | 'accepted' | 'rejected' = 'absent') => ({
  decided: { by: userId, status, at: 1 },
});
const absent = intentOf('absent' as const, 1, alice);
const gone = { status: 'absent', memberAppliedRevision: 1 } as const;
const removed = (
  who: SlackUserId | null,
  why: 'requested' | 'ended' | 'unanswered' | 'unavailable' | null,
) => ({
  ...{ kind: 'removed', by: who, why },
});

test.each<[string, Share['status'], Partial<Share>, NotificationEvent | object | null]>([
  [
    'accepted',
    'pending',
    { status: 'accepted', ...by(bob, 'accepted') },
    { kind: 'answered', status: 'accepted', by: bob },
  ],
  [
    'rejected outside the bot',
    'accepted',
    { status: 'rejected' },
    { kind: 'answered', status: 'rejected', by: null },
  ],
  [
    'set back to pending',
    'accepted',
    { status: 'pending' },
    { kind: 'answered', status: 'pending', by: null },
  ],
  ['as it was', 'accepted', { status: 'accepted' }, null],
  ['added', 'absent', { status: 'pending' }, null],
  ['seen for the first time', null, { status: 'accepted' }, null],
  ['hidden', 'accepted', { status: 'unavailable' }, removed(null, 'unavailable')],
  ['hidden no more', 'unavailable', { status: 'accepted' }, null],
  ['not known any more', 'accepted', { status: null }, null],
  ['called something else by the cloud', 'accepted', { status: '?queued' }, null],
  ['what it was before that', '?queued', { status: 'accepted' }, null],
  [
    'answered after that',
    '?queued',
    { status: 'accepted', ...by(bob, 'accepted') },
    { kind: 'answered', status: 'accepted', by: bob },
  ],
  [
    'removed by its producer',
    'accepted',
    { ...gone, ...by(alice), member: absent },
    removed(alice, 'requested'),
  ],
  ['removed by somebody of whom the bot heard', 'accepted', { ...gone, ...by(alice) }, removed(alice, null)],
  [
    'removed, and wanted present',
    'accepted',
    { ...gone, ...by(alice), member: intentOf('present' as const, 1) },
    removed(alice, null),
  ],
  ['removed outside the bot', 'accepted', { ...gone, ...by(null) }, removed(null, null)],
  [
    'removed outside the bot, as was asked for too',
    'accepted',
    { ...gone, ...by(null), member: absent },
    removed(null, null),
  ],
  [
    'removed as it ended',
    'accepted',
    { ...gone, ...by(alice), member: { ...absent, because: 'ended' } },
    removed(null, 'ended'),
  ],
  [
    'removed as nobody answered',
    'pending',
    { ...gone, ...by(alice), member: { ...absent, because: 'unanswered' } },
    removed(null, 'unanswered'),
  ],
  ['gone with the image', 'accepted', { ...gone, image: { ...imageFacts, status: 'deleted' } }, null],
  [
    'removed to be offered again',
    'rejected',
    { status: 'absent', member: { ...intentOf('present' as const, 1), again: true } },
    null,
  ],
])('%s, and told of it so', (_, before, after, event) => {
  const was = shareRow({ status: before });
  expect(eventOf(was, { ...was, ...after })).toEqual(event);
});

const channel = 'CPROJECT' as SlackUserId;
const nights = { ...policy, quietHours: { from: 0, until: 60 } };
let share: Share;
onDesk();
beforeEach(async () => {
  share = await desk.share();
  await desk.offer({ producer: alice }, [share]);
  await desk.put('share', share.id, bob);
  desk.hands.time = Date.UTC(2025, 0, 1, 0, 30);
});

const told = async () => (await desk.told()).map(({ to, dueAt }) => [to, dueAt]);
const atOne = Date.UTC(2025, 0, 1, 1);
const soon = () => desk.hands.time + digestWindowMs;

test.each<[string, NotificationEvent, 'soon' | 'after the night']>([
  ['an answer', { kind: 'answered', status: 'accepted', by: null }, 'after the night'],
  ['what a producer took back', removed(alice, 'requested') as NotificationEvent, 'after the night'],
  ['what ended as was agreed', removed(null, 'ended') as NotificationEvent, 'after the night'],
  ['what was removed outside the bot', removed(null, null) as NotificationEvent, 'soon'],
  ['what cannot be seen any more', removed(null, 'unavailable') as NotificationEvent, 'soon'],
])('%s is told %s', async (_, event, when) => {
  await desk.run((work) => notify(work, bob, { share, event, dedupeKey: 'once' }), nights);
  expect(await told()).toEqual([[bob, when === 'soon' ? soon() : atOne]]);
});

const answered = (who: SlackUserId | null) => ({ kind: 'answered', status: 'accepted', by: who }) as const;

test.each<[string, SlackUserId | null, SlackUserId[]]>([
  ['everybody, of what nobody here did', null, [alice, bob]],
  ['the producer, of what was answered', bob, [alice]],
  ['who was asked, of what the producer did', alice, [bob]],
])('told is %s', async (_, who, people) => {
  const draft = { share, event: answered(who), dedupeKey: 'once' };
  await desk.run((work) => notifyAll(work, draft), nights);
  await desk.run((work) => notifyAll(work, draft), nights);
  expect((await told()).map(([userId]) => userId)).toEqual(people);
});

test('a channel is told by the hours of whoever chose it', async () => {
  const { cloudId, projectId } = share;
  await desk.store.preferences.setProjectChannel(desk.db, {
    teamId,
    cloudId,
    projectId,
    channel,
    setBy: alice,
  });
  await desk.store.preferences.setPreferences(
    desk.db,
    { teamId, userId: alice },
    { quietFrom: 5, quietUntil: 5 },
  );
  const draft = { share, event: answered(null), dedupeKey: 'once' };
  await desk.run((work) => notify(work, channel, draft), nights);
  await desk.run((work) => notify(work, bob, draft), nights);
  expect(await told()).toEqual([
    [channel, soon()],
    [bob, atOne],
  ]);
});

test('nobody tells whoever was deleted; the same is news once', async () => {
  const once = (userId: SlackUserId) =>
    desk.run((work) => notify(work, userId, { share, event: answered(null), dedupeKey: 'once' }));
  expect([await once(nobody), await once(bob), await once(bob)]).toEqual([false, true, false]);
  expect(await told()).toHaveLength(1);
});
