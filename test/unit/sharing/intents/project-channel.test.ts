/** Where offers to a project go: to a channel once it is proven, back to its people at once, and to them when Slack takes the channel away. */
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import type { Card } from '../../../../src/model/card.ts';
import type { Share } from '../../../../src/model/share.ts';
import { channelChanges } from '../../../../src/sharing/delivery/channel-changes.ts';
import { unreachable } from '../../../../src/sharing/delivery/unreachable.ts';
import { chooseChannel, projectsOf, setChannel } from '../../../../src/sharing/intents/project-channel.ts';
import { now, personOf, policy } from '../../../support/card-desk.ts';
import { consumer, desk, onDesk } from '../../../support/on-desk.ts';
import { alice, bob, carol, project, teamId } from '../../../support/store-rows.ts';

const channel = 'CPROJECT' as SlackUserId;
const other = 'COTHER' as SlackUserId;
onDesk();

const set = (to: SlackUserId | null) => desk.run((work) => setChannel(work, personOf(bob), consumer, to));
const places = (userId = bob) => desk.run((work) => projectsOf(work, personOf(userId)));
const readersOf = async ({ id }: Share) =>
  (await desk.store.cards.cardsOf(desk.db, 'share', id)).map(({ recipientId }) => recipientId).toSorted();
const acts = () =>
  desk.db.selectFrom('pendingActs').select(['kind', 'phase', 'terms', 'accountId']).execute();

test('each project of a person once, with its channel, and none that they do not speak for', async () => {
  await desk.link({ userId: bob, name: 'again', projectId: project('c1') });
  await desk.link({ userId: bob, name: 'silent', projectId: project('c2'), speaks: false });
  await desk.link({ userId: bob, name: 'second', projectId: project('c3') });
  await set(channel);
  expect((await places()).map((one) => [one.projectId, one.channel])).toEqual([
    ['c1', channel],
    ['c3', null],
  ]);
});

test('an offer that waits is posted where offers go now, and one that is answered stays', async () => {
  const waiting = await desk.share();
  const answered = await desk.share({ status: 'accepted', imageId: 'x' as Share['imageId'] });
  for (const share of [waiting, answered]) await desk.put('share', share.id, bob);
  await set(channel);
  expect([await readersOf(waiting), await readersOf(answered)]).toEqual([[channel], [bob]]);
  await set(null);
  expect(await readersOf(waiting)).toEqual([bob]);
  expect(await desk.acts()).toMatchObject(
    [null, channel].map((to) => ({
      act: 'set-project-channel',
      subject: 'c1',
      by: { userId: bob },
      detail: { channel: to },
    })),
  );
});

test.each<[string, SlackUserId | null, SlackUserId | null, 'asks' | 'clears' | 'nothing']>([
  ['a channel', null, channel, 'asks'],
  ['another channel', channel, other, 'asks'],
  ['the same channel', channel, channel, 'nothing'],
  ['its people', channel, null, 'clears'],
  ['its people, as they are', null, null, 'nothing'],
])('chosen is %s', async (_, was, to, does) => {
  if (was !== null) await set(was);
  const [place] = await places();
  if (place === undefined) throw new Error('bob has no project');
  const before = (await desk.acts()).length;
  await desk.run((work) => chooseChannel(work, personOf(bob), place, to));
  expect((await places())[0]?.channel).toBe(does === 'clears' ? null : was);
  expect(await acts()).toMatchObject(
    does === 'asks' ? [{ kind: 'set-channel', phase: 'proving', accountId: 'bobs' }] : [],
  );
  expect((await desk.acts()).length - before).toBe(does === 'clears' ? 1 : 0);
});

test('who chooses the people after all cancels the channel that waits for its proof', async () => {
  const [place] = await places();
  if (place === undefined) throw new Error('bob has no project');
  await desk.run((work) => chooseChannel(work, personOf(bob), place, channel));
  await desk.run((work) => chooseChannel(work, personOf(bob), place, null));
  expect(await acts()).toMatchObject([{ phase: 'cancelled' }]);
  expect(await desk.acts()).toEqual([]);
});

test('a channel that is lost gives way to the people, and who chose it is told why', async () => {
  const share = await desk.share();
  await desk.put('share', share.id, channel);
  await set(channel);
  let nudges = 0;
  const changes = channelChanges(
    { store: desk.store, clock: desk.deps.clock, policy, nudge: () => (nudges += 1) },
    { revoked: () => {} } as never,
  );
  await changes.channelLost('T2' as never, channel, 'archived');
  await changes.channelLost(teamId, other, 'archived');
  expect((await places())[0]?.channel).toBe(channel);
  await changes.channelLost(teamId, channel, 'archived');
  expect((await places())[0]?.channel).toBeNull();
  expect(await readersOf(share)).toEqual([bob]);
  expect((await desk.told()).map(({ to, event }) => [to, event])).toEqual([
    [bob, { kind: 'channel-lost', channel, project: 'Consumer', why: 'archived' }],
  ]);
  expect(nudges).toBe(3);
});

test('a channel that got another id stays the channel', async () => {
  await set(channel);
  const changes = channelChanges({ store: desk.store, clock: desk.deps.clock, policy, nudge: () => {} }, {
    revoked: () => {},
  } as never);
  await changes.channelMoved(teamId, channel, other);
  expect((await places())[0]?.channel).toBe(other);
});

const end = async (kind: Card['kind'], subjectId: string, reader: SlackUserId) => {
  const card = await desk.cardOf(kind, subjectId, reader);
  await desk.run((work) => unreachable(work, card, 'gone'));
};

test('a person who cannot be reached is named on the producer’s cards of all their shares', async () => {
  const share = await desk.share();
  const offer = await desk.offer({}, [share]);
  await desk.put('share', share.id, bob);
  await desk.put('offer', offer.id, alice);
  await end('share', share.id, bob);
  expect((await desk.cardOf('offer', offer.id, alice)).dueAt).toBe(now);
  expect(await desk.told()).toEqual([]);
});

test('what a channel’s message would have told goes to the people, of each share its own', async () => {
  await desk.link({ userId: carol, projectId: project('c1') });
  await set(channel);
  const shares = [
    await desk.share(),
    await desk.share({ status: 'accepted', imageId: 'x' as Share['imageId'] }),
  ];
  for (const [n, { id: subjectId }] of shares.entries())
    await desk.store.notifications.addNotification(desk.db, {
      ...{ id: `n${n}`, teamId, enterpriseId: null, recipientId: channel, subjectId, dedupeKey: `k${n}` },
      ...{ event: { kind: n === 0 ? 'remind' : 'end-waits' }, digestId: 'digest', dueAt: null, createdAt: n },
    });
  await desk.put('digest', 'digest', channel);
  await end('digest', 'digest', channel);
  const told = (await desk.told())
    .filter(({ dueAt }) => dueAt !== null)
    .map(({ to, event }) => [to, event.kind]);
  expect(told.toSorted()).toEqual([
    [bob, 'channel-lost'],
    [bob, 'end-waits'],
    [bob, 'remind'],
    [carol, 'end-waits'],
    [carol, 'remind'],
  ]);
});
