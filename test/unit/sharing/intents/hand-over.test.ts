/** A producer asks somebody to be the producer: whom, in place of whom, and who may answer it how. */
import { expect, test } from 'vitest';
import { nobody, type SlackUserId } from '../../../../src/core/ids.ts';
import type { Account } from '../../../../src/model/account.ts';
import type { Offer } from '../../../../src/model/offer.ts';
import type { PendingAct } from '../../../../src/model/pending-act.ts';
import { cancelAct } from '../../../../src/sharing/intents/cancel-act.ts';
import {
  answerHandOver,
  askToTakeOver,
  carryOutHandOver,
  handOverable,
  tellAsker,
} from '../../../../src/sharing/intents/hand-over.ts';
import { now, personOf } from '../../../support/card-desk.ts';
import { desk, onDesk, problemOf } from '../../../support/on-desk.ts';
import { onLab } from '../../../support/on-lab.ts';
import { alice, bob, carol, project } from '../../../support/store-rows.ts';

onDesk();
const colleague = (userId: SlackUserId, more: Partial<Account> = {}) =>
  desk.link({ id: `${userId}s`, userId, projectId: project('p'), ...more });
const acts = () => desk.pendingActs();

/** Alice's offer, and her click on its card. */
const offered = async (more: Partial<Offer> = {}) => {
  const offer = await desk.offer({ producer: alice, ...more });
  await desk.put('offer', offer.id, alice);
  return { offer, value: await desk.value('offer', offer.id, alice) };
};

test.each<[string, Partial<Offer>, object | null]>([
  ['that shares something', {}, null],
  ['that is still being carried out', { phase: 'placing' }, { kind: 'outdated' }],
  ['that failed', { phase: 'failed' }, { kind: 'outdated' }],
  ['that is somebody else’s by now', { producer: bob }, { kind: 'outdated' }],
])('an offer %s', async (_, more, problem) => {
  const { value, offer } = await offered(more);
  expect(await problemOf(handOverable(desk.deps, personOf(alice), value))).toEqual(problem);
  if (problem === null) expect((await handOverable(desk.deps, personOf(alice), value)).id).toBe(offer.id);
});

test.each<[string, SlackUserId, Partial<Account> | null, string | null]>([
  ['a colleague', carol, {}, null],
  ['themselves', alice, null, 'own'],
  ['somebody who has not linked the project', carol, null, 'silent'],
  ['somebody of another project', bob, null, 'silent'],
  ['a colleague who may only look', carol, { speaks: false }, 'silent'],
  ['a colleague whose account is lost', carol, { health: 'lost' }, 'silent'],
])('asked is %s', async (_, to, account, why) => {
  if (account !== null) await colleague(to, account);
  const { offer, value } = await offered();
  const problem = await problemOf(askToTakeOver(desk.deps, personOf(alice), value, to));
  const names = { project: 'Producer', cloud: onLab.cloudName };
  expect(problem).toEqual(why === null ? null : { kind: 'cannot-hand-over', why, ...names });
  expect(await acts()).toMatchObject(
    why !== null
      ? []
      : [
          {
            ...{
              userId: to,
              kind: 'hand-over',
              phase: 'asked',
              dueAt: null,
              createdAt: now,
              accountId: `${to}s`,
            },
            ...{ subjectId: offer.id, terms: { kind: 'hand-over', from: alice }, projectId: 'p' },
          },
        ],
  );
  for (const { id } of await acts())
    for (const reader of [to, alice]) expect((await desk.cardOf('act', id, reader)).dueAt).toBe(now);
  expect((await desk.acts()).map(({ act, people }) => [act, people.map(({ userId }) => userId)])).toEqual(
    why === null ? [['hand-over', [to]]] : [],
  );
});

/** Alice has asked bob, who is a colleague in these tests. */
const askBob = async () => {
  await colleague(bob, { name: 'other' });
  const { offer, value } = await offered();
  await askToTakeOver(desk.deps, personOf(alice), value, bob);
  const [act] = await acts();
  if (act === undefined) throw new Error('nobody was asked');
  await desk.db
    .updateTable('cards')
    .set({ name: 'somebody', dueAt: null })
    .where('kind', '=', 'act')
    .execute();
  return { offer, act, value };
};

test.each<[string, SlackUserId, 'accept' | 'decline', PendingAct['phase'] | null]>([
  ['whoever is asked accepts', bob, 'accept', 'proving'],
  ['whoever is asked declines', bob, 'decline', 'declined'],
  ['the producer takes it back', alice, 'decline', 'cancelled'],
  ['the producer cannot accept for them', alice, 'accept', null],
])('%s', async (_, by, answer, phase) => {
  const { act } = await askBob();
  const asked = answerHandOver(desk.deps, personOf(by), await desk.value('act', act.id, by), answer);
  expect(await problemOf(asked)).toEqual(phase === null ? { kind: 'stale-card' } : null);
  expect(await acts()).toMatchObject([{ phase: phase ?? 'asked', dueAt: phase === 'proving' ? now : null }]);
  expect((await desk.cardOf('act', act.id, bob)).dueAt).toBe(phase === null ? null : now);
  // a new message, for whoever would not see an old one change
  expect((await desk.cardOf('act', act.id, alice)).post).toBe(phase === 'declined' ? 1 : 0);
  expect(desk.nudges()).toBe(phase === null ? 1 : 2);
});

test('what is over is not answered again', async () => {
  const { act } = await askBob();
  const answers = async (by: SlackUserId, answer: 'accept' | 'decline') =>
    answerHandOver(desk.deps, personOf(by), await desk.value('act', act.id, by), answer);
  await answers(bob, 'decline');
  await answers(bob, 'accept');
  await answers(alice, 'decline');
  expect(await acts()).toMatchObject([{ phase: 'declined', dueAt: null }]);
  expect((await desk.cardOf('act', act.id, alice)).post).toBe(1);
});

test('nobody but these two answers it, not even in a channel', async () => {
  const { act } = await askBob();
  const channel = 'CPROJECT' as SlackUserId;
  await desk.put('act', act.id, channel);
  const asked = answerHandOver(
    desk.deps,
    personOf(carol),
    await desk.value('act', act.id, channel),
    'decline',
  );
  expect(await problemOf(asked)).toEqual({ kind: 'stale-card' });
});

test('somebody else is asked in place of whoever was asked before; who declined is not asked again', async () => {
  const { act, value } = await askBob();
  await colleague(carol);
  await askToTakeOver(desk.deps, personOf(alice), value, carol);
  expect((await acts()).map(({ userId, phase }) => [userId, phase])).toEqual([
    [bob, 'cancelled'],
    [carol, 'asked'],
  ]);
  expect((await desk.cardOf('act', act.id, bob)).dueAt).toBe(now);
  await askToTakeOver(desk.deps, personOf(alice), value, bob);
  const [, , last] = await acts();
  await answerHandOver(desk.deps, personOf(bob), await desk.value('act', last?.id ?? '', bob), 'decline');
  expect(await problemOf(askToTakeOver(desk.deps, personOf(alice), value, bob))).toMatchObject({
    why: 'declined',
  });
  expect(await problemOf(askToTakeOver(desk.deps, personOf(alice), value, carol))).toBeNull();
});

test.each<[string, Partial<Offer> | null, string, SlackUserId, object | null]>([
  ['is handed over', {}, 'p', alice, null],
  ['is gone', null, 'p', alice, { kind: 'outdated' }],
  ['failed', { phase: 'failed' }, 'p', alice, { kind: 'outdated' }],
  ['of a project that is not linked any more', {}, 'other', alice, { kind: 'outdated' }],
  [
    'of which somebody else is the producer by now',
    { producer: carol },
    'p',
    alice,
    { kind: 'taken-over', by: carol },
  ],
])('once it is proven, an offer %s', async (_, more, projectId, from, problem) => {
  await colleague(bob, { name: 'other' });
  const subjectId = more === null ? 'gone' : (await offered(more)).offer.id;
  const act = { cloudId: onLab.cloudId, projectId: project(projectId), accountId: `${bob}s`, subjectId };
  expect(await desk.run((work) => carryOutHandOver(work, personOf(bob), act, from))).toEqual(problem);
  const offer = await desk.store.offers.findOffer(desk.db, subjectId);
  if (offer) expect(offer.producer).toBe(problem === null ? bob : (more?.producer ?? alice));
});

test('an asker who was deleted since is told nothing', async () => {
  const { act } = await askBob();
  await desk.run((work) => tellAsker(work, { ...act, terms: { kind: 'hand-over', from: nobody } }));
  await desk.run((work) => tellAsker(work, { ...act, terms: { kind: 'remind' } }));
  const cards = await desk.store.cards.cardsOf(desk.db, 'act', act.id);
  expect(cards.map(({ post }) => post)).toEqual([0, 0]);
});

test.each<[PendingAct['phase'], PendingAct['phase'], number | null]>([
  ['proving', 'cancelled', null],
  ['done', 'done', 7],
])('an act that is %s becomes %s when its author cancels it', async (was, phase, dueAt) => {
  const { act } = await askBob();
  await desk.db.updateTable('pendingActs').set({ phase: was, dueAt: 7 }).execute();
  await cancelAct(desk.deps, personOf(bob), await desk.value('act', act.id, bob));
  expect(await acts()).toMatchObject([{ phase, dueAt }]);
  expect((await desk.cardOf('act', act.id, bob)).dueAt).toBe(phase === was ? null : now);
  expect(desk.nudges()).toBe(2);
});
