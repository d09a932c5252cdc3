/** What happens when a timer's time has come: who is reminded, warned and told, and what ends. */
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import type { Card } from '../../../../src/model/card.ts';
import type { Share } from '../../../../src/model/share.ts';
import type { Timer } from '../../../../src/model/timer.ts';
import { fireShareTimer, fireTimer } from '../../../../src/sharing/reconcile/fire-timer.ts';
import type { CarryingOutDeps } from '../../../../src/sharing/reconcile/step-deps.ts';
import { now, policy } from '../../../support/card-desk.ts';
import { desk, onDesk } from '../../../support/on-desk.ts';
import { intentOf } from '../../../support/share-row.ts';
import { alice, bob, project, teamId } from '../../../support/store-rows.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

onDesk();

const fire = (kind: Timer['kind'], subjectId: string, more: Partial<Timer> = {}) =>
  desk.run((work) =>
    fireShareTimer(work, {
      id: kind,
      teamId,
      kind,
      subjectId,
      sequence: 0,
      dueAt: now,
      createdAt: 1,
      ...more,
    }),
  );
/** A share that alice offered, and of which bob has a card. */
const offered = async (of: Partial<Share> = {}, card: Partial<Card> | null = {}) => {
  const share = await desk.share(of);
  await desk.offer({ producer: alice, answerBy: of.answerBy ?? null, endsAt: of.endsAt ?? null }, [share]);
  if (card !== null) await desk.put('share', share.id, bob, card);
  return share;
};
const told = async () => (await desk.told()).map(({ to, event }) => [to, event]);

test.each<[string, Partial<Share>, Partial<Card> | null, [SlackUserId, object][]]>([
  ['reminds who was asked', {}, {}, [[bob, { kind: 'remind' }]]],
  ['reminds nobody who has answered', { status: 'accepted' }, {}, []],
  ['reminds nobody who put it off', {}, { snoozedUntil: now + 1 }, []],
  ['tells the producer that nobody was ever asked', {}, null, [[alice, { kind: 'check-tenant' }]]],
  [
    'tells the producer that nobody is left',
    {},
    { problem: 'deactivated' },
    [[alice, { kind: 'nobody-left' }]],
  ],
])('a reminder %s', async (_, of, card, expected) => {
  const share = await offered(of, card);
  await fire('remind', share.id);
  expect(await told()).toEqual(expected);
});

test('that nobody was asked is told once for an offer, and again for the next', async () => {
  const share = await offered({}, null);
  await fire('remind', share.id);
  await fire('remind', share.id, { sequence: 1 });
  expect(await told()).toHaveLength(1);
  await desk.run(({ store, tx }) =>
    store.shares.setIntents(
      tx,
      share.id,
      0,
      { member: { value: 'present', by: alice, accountId: 'a', at: 77 } },
      now,
    ),
  );
  await desk.db.updateTable('shares').set({ memberAppliedRevision: 1 }).execute();
  await fire('remind', share.id, { sequence: 2 });
  expect(await told()).toHaveLength(2);
});

const everybody = (event: object): [SlackUserId, object][] => [
  [alice, event],
  [bob, event],
];
test.each<[Timer['kind'], string, Partial<Share>, [SlackUserId, object][]]>([
  [
    'warn-unanswered',
    'with a deadline',
    { answerBy: now + 9 },
    everybody({ kind: 'ends-unanswered', at: now + 9 }),
  ],
  ['warn-unanswered', 'without one by now', {}, []],
  ['warn-end', 'with an end', { endsAt: now + 9 }, everybody({ kind: 'ends', at: now + 9 })],
  ['warn-end', 'without one by now', {}, []],
])('%s warns everybody of a share %s', async (kind, _, of, expected) => {
  const share = await offered(of);
  await fire(kind, share.id);
  expect(await told()).toEqual(expected);
});

test.each<[Timer['kind'], string, Partial<Share>, 'unanswered' | 'ended' | null]>([
  ['end-unanswered', 'nobody answered', { answerBy: now }, 'unanswered'],
  ['end-unanswered', 'the deadline has moved', { answerBy: now + 1 }, null],
  ['end-unanswered', 'it is answered', { answerBy: now, status: 'accepted' }, null],
  ['end', 'its end has come', { endsAt: now, status: 'accepted' }, 'ended'],
  ['end', 'its end has moved', { endsAt: now + 1, status: 'accepted' }, null],
])('%s, once %s', async (kind, _, of, because) => {
  const share = await offered(of);
  await fire(kind, share.id);
  const { member } = await desk.readShare(share);
  if (because === null) expect(member).toBeNull();
  else expect(member).toMatchObject({ value: 'absent', by: alice, because });
  expect(await told()).toEqual([]);
});

test.each<[string, Partial<Share>, [SlackUserId, object][]]>([
  ['reminds whoever put it off', {}, [[bob, { kind: 'remind' }]]],
  ['reminds nobody, once it is answered', { status: 'accepted' }, []],
  ['reminds nobody of what is taken back', { intentRevision: 1, member: intentOf('absent' as const, 1) }, []],
])('the morning after %s', async (_, of, expected) => {
  const share = await offered(of);
  await fire('wake', (await desk.cardOf('share', share.id, bob)).id);
  expect(await told()).toEqual(expected);
});

test('a card or a share that is gone wakes nobody', async () => {
  for (const kind of ['wake', 'remind', 'end', 'warn-end'] as const) await fire(kind, 'gone');
  expect(await told()).toEqual([]);
});

test('the end of an undo’s minute draws the cards again, of an answer and of a withdrawal', async () => {
  const share = await offered({ status: 'accepted' });
  await fire('redraw', share.id);
  expect((await desk.cardOf('share', share.id, bob)).dueAt).toBe(now);
  const row = withdrawalRow({ projectId: project('p') });
  await desk.run(({ store, tx }) => store.withdrawals.insertWithdrawal(tx, row));
  await desk.put('withdrawal', row.id, alice);
  await fire('redraw', row.id);
  expect((await desk.cardOf('withdrawal', row.id, alice)).dueAt).toBe(now);
  expect(await told()).toEqual([]);
});

const restored = (at: number, userId: SlackUserId = alice, dueAt: number | null = now) => ({
  ...{
    id: userId,
    teamId,
    enterpriseId: null,
    recipientId: userId,
    dedupeKey: 'restored-end-1',
    digestId: null,
  },
  ...{ event: { kind: 'ends', at, asOf: 5 } as const, dueAt, createdAt: 1 },
});
test.each<[string, ReturnType<typeof restored>[], boolean]>([
  ['whose producer could not be told yet waits on', [restored(now)], true],
  ['of which one producer was told ends', [restored(now), restored(now, bob, null)], false],
  ['of which its producer was told ends', [restored(now, alice, null)], false],
  ['of which another end was to be told ends', [restored(now + 1)], false],
  ['of which nothing was to be told ends', [], false],
])('after a restore, an end %s', async (_, notes, waits) => {
  const share = await offered({ endsAt: now, status: 'accepted' });
  for (const one of notes)
    await desk.store.notifications.addNotification(desk.db, { ...one, subjectId: share.id });
  await fire('end', share.id);
  const { member, endsAt } = await desk.readShare(share);
  expect(member?.because ?? null).toBe(waits ? null : 'ended');
  expect(endsAt).toBe(waits ? now + 86_400_000 : null);
});

test.each<[string, boolean, number]>([
  ['is done', false, 1],
  ['that was cancelled since it was claimed does nothing', true, 0],
])('a timer whose time has come %s', async (_, cancelled, count) => {
  const share = await offered();
  await desk.store.timers.setTimer(desk.db, {
    ...{ id: 't', teamId, kind: 'remind', subjectId: share.id, sequence: 0, dueAt: now, createdAt: 1 },
  });
  const [claimed] = await desk.store.timers.claimTimers(desk.db, {
    now,
    limit: 1,
    leaseMs: 1_000,
    token: 'token',
  });
  if (claimed === undefined) throw new Error('the timer was not claimed');
  if (cancelled) await desk.store.timers.cancelTimers(desk.db, share.id, ['remind']);
  await fireTimer(
    { store: desk.store, policy, log: createLog('silent') } as unknown as CarryingOutDeps,
    claimed,
  );
  expect(await told()).toHaveLength(count);
  expect(await desk.timers()).toEqual([]);
});
