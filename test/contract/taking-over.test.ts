/** What taking over changes, in one transaction, whatever database is behind it. */
import { beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import type { SlackUserId } from '../../src/core/ids.ts';
import type { Account } from '../../src/model/account.ts';
import type { Offer } from '../../src/model/offer.ts';
import type { Share } from '../../src/model/share.ts';
import { carryOutHandOver } from '../../src/sharing/intents/hand-over.ts';
import { carryOutTakeOver, handOver, takeOver } from '../../src/sharing/intents/take-over.ts';
import { requestAct } from '../../src/sharing/people/request-act.ts';
import type { Store } from '../../src/sharing/repositories.ts';
import { inTransaction, type Work } from '../../src/sharing/transaction.ts';
import { onEveryStore } from '../support/every-store.ts';
import { onLab } from '../support/on-lab.ts';
import { storeOf } from '../support/repositories.ts';
import { intentOf } from '../support/share-row.ts';
import { account, alice, bob, offer, project, share, teamId } from '../support/store-rows.ts';
import { withdrawalRow } from '../support/withdrawal-row.ts';

const carol = 'UCAROL' as SlackUserId;
const here = { teamId, cloudId: onLab.cloudId, projectId: project('p') };
const personOf = (userId: SlackUserId) => ({ teamId, enterpriseId: null, userId });

await onEveryStore('taking over', (on) => {
  const { clock } = on;
  let store: Store;
  let accounts: Readonly<Record<'bob' | 'carol', Account>>;
  let made: Offer;
  const run = <T>(act: (work: Work) => Promise<T>) =>
    inTransaction({ store, clock: { ...systemClock, now: clock.now } }, act);
  const put = async (of: Partial<Share> = {}, producer = alice) => {
    const one = offer({ ...here, phase: 'placed', dueAt: null, producer });
    await store.offers.insertOffer(on.database.kysely, one);
    const row = share({ status: 'accepted', dueAt: null, projectId: project(one.id), ...of });
    const { id: shareId } = await store.shares.ensureShare(on.database.kysely, row);
    await store.shares.linkOfferShare(on.database.kysely, {
      ...{ offerId: one.id, shareId, role: 'asked', revision: 1 },
    });
    return { one, shareId };
  };
  beforeEach(async () => {
    store = storeOf(on.database);
    accounts = {
      bob: account({ ...here, userId: bob, id: 'bobs' }),
      carol: account({ ...here, userId: carol, id: 'carols' }),
    };
    for (const one of Object.values(accounts))
      await on.database.transaction((tx) => store.accounts.insertAccount(tx, one));
    made = (await put()).one;
  });
  const takes = (who: 'bob' | 'carol', offers: readonly Offer[] = [made]) =>
    run((work) =>
      carryOutTakeOver(
        work,
        personOf(accounts[who].userId),
        { ...here, accountId: accounts[who].id },
        { offerIds: offers.map(({ id }) => id) },
      ),
    );
  const producerOf = async ({ id }: Offer) =>
    (await store.offers.findOffer(on.database.kysely, id))?.producer;

  test('two at once: one is the producer, and the other learns who', async () => {
    const [first, second] = await Promise.all([takes('bob'), takes('carol')]);
    const producer = await producerOf(made);
    expect([first, second].filter((one) => one === null)).toHaveLength(1);
    expect(first ?? second).toEqual({ kind: 'taken-over', by: producer });
    expect(first === null ? bob : carol).toBe(producer);
  });

  test('of several, those that nobody has taken over yet', async () => {
    const { one: other } = await put();
    expect(await takes('carol', [made])).toBeNull();
    expect(await takes('bob', [made, other])).toBeNull();
    expect([await producerOf(made), await producerOf(other)]).toEqual([carol, bob]);
    // asked for twice by the same person
    expect(await takes('bob', [other])).toBeNull();
  });

  test('not what somebody who came back produces again', async () => {
    const back = account({ ...here, userId: alice, id: 'alices' });
    await on.database.transaction((tx) => store.accounts.insertAccount(tx, back));
    expect(await takes('bob')).toEqual({ kind: 'taken-over', by: alice });
    expect(await producerOf(made)).toBe(alice);
  });

  test('a removal that waits for somebody who left, of an image that a colleague shares, with what it asked for', async () => {
    const db = on.database.kysely;
    const { imageId, region } = made;
    const row = withdrawalRow({ ...here, imageId, region, producer: alice, phase: 'removing', opened: true });
    await on.database.transaction((tx) => store.withdrawals.insertWithdrawal(tx, row));
    const member = intentOf('absent' as const, 1, alice);
    const { one, shareId } = await put({ intentRevision: 1, member, dueAt: 9_000 }, bob);
    const deps = { store, clock: { ...systemClock, now: clock.now }, nudge: () => {} };
    expect(await takeOver(deps, personOf(carol), here)).toBeNull();
    const [asked] = await store.pendingActs.claimPendingActs(db, { ...on.claim(), daily: false });
    if (asked?.row.terms.kind !== 'take-over') throw new Error('nothing was asked for');
    expect(asked.row.terms).toMatchObject({ withdrawalIds: [row.id] });
    const { terms } = asked.row;
    const act = { ...here, accountId: accounts.carol.id };
    await run((work) => carryOutTakeOver(work, personOf(carol), act, terms));
    expect(await store.withdrawals.findWithdrawal(db, row.id)).toMatchObject({
      ...{ producer: carol, accountId: 'carols', phase: 'closing', problem: { kind: 'left-waiting' } },
    });
    expect(await store.shares.findShare(db, shareId)).toMatchObject({
      member: { value: 'absent', by: carol, leftBy: alice },
    });
    expect(await producerOf(one)).toBe(bob);
    // neither is left
    expect(await takeOver(deps, personOf(bob), here)).toEqual({ kind: 'taken-over', by: null });
  });

  test('so many shares at a time, and one offer at least', async () => {
    const db = on.database.kysely;
    const { one: large } = await put();
    for (let n = 0; n < 60; n += 1) {
      const { id: shareId } = await store.shares.ensureShare(db, share({ projectId: project(`large-${n}`) }));
      await store.shares.linkOfferShare(db, { offerId: large.id, shareId, role: 'asked', revision: 1 });
    }
    const deps = { store, clock: { ...systemClock, now: clock.now }, nudge: () => {} };
    await takeOver(deps, personOf(carol), here);
    const [asked] = await store.pendingActs.claimPendingActs(db, { ...on.claim(), daily: false });
    expect(asked?.row.terms).toMatchObject({ offerIds: [expect.any(String)] });
  });

  test('the card, the note and the trail are the successor’s; what waited is marked, and what was asked is cancelled', async () => {
    const db = on.database.kysely;
    const member = intentOf('absent' as const, 1, alice);
    const { one, shareId } = await put({ intentRevision: 1, member, dueAt: 9_000 });
    const act = { kind: 'remind' } as const;
    await run((work) => requestAct(work, personOf(alice), { ...accounts.bob, id: 'gone' }, shareId, act));
    await run((work) => handOver(work, [one], personOf(bob), accounts.bob));
    expect(await store.offers.findOffer(db, one.id)).toMatchObject({
      ...{ producer: bob, accountId: 'bobs', accountName: 'prod', phase: 'placed' },
    });
    expect(await store.shares.findShare(db, shareId)).toMatchObject({
      member: { value: 'absent', by: bob, accountId: 'bobs', leftBy: alice, revision: 2 },
    });
    const cards = await store.cards.cardsOf(db, 'offer', one.id);
    expect(cards.map(({ recipientId }) => recipientId)).toEqual([bob]);
    const [line] = await store.audit.readAudit(db, { teamId, subject: one.imageId, limit: 1 });
    expect(line).toMatchObject({ act: 'take-over', by: { userId: bob }, people: [{ userId: alice }] });
    const waiting = await store.pendingActs.claimPendingActs(db, { ...on.claim(), daily: false });
    expect(waiting).toEqual([]);
    clock.time += 100 * 86_400_000;
    const timers = await store.timers.claimTimers(db, on.claim());
    expect(timers.map(({ row }) => [row.kind, row.subjectId])).toContainEqual(['cleanup', bob]);
  });

  test('handed over by somebody who is there: what they asked for stays theirs, once and to one', async () => {
    const db = on.database.kysely;
    await on.database.transaction((tx) =>
      store.accounts.insertAccount(tx, account({ ...here, userId: alice, id: 'alices' })),
    );
    const member = intentOf('absent' as const, 1, alice);
    const { one, shareId } = await put({ intentRevision: 1, member, dueAt: 9_000 });
    const act = (accountId: string) => ({ ...here, accountId, subjectId: one.id });
    const accepts = (userId: SlackUserId, accountId: string) =>
      run((work) => carryOutHandOver(work, personOf(userId), act(accountId), alice));
    expect(await accepts(bob, 'bobs')).toBeNull();
    expect(await producerOf(one)).toBe(bob);
    expect((await store.shares.findShare(db, shareId))?.member).toMatchObject({ by: alice, revision: 1 });
    expect((await store.shares.findShare(db, shareId))?.member).not.toHaveProperty('leftBy');
    expect(await accepts(carol, 'carols')).toEqual({ kind: 'taken-over', by: bob });
  });

  test('who has not linked the project takes over nothing; of another team’s nobody knows', async () => {
    const stranger = personOf('USTRANGER' as SlackUserId);
    const deps = { store, clock: { ...systemClock, now: clock.now }, nudge: () => {} };
    expect(
      await run((work) =>
        carryOutTakeOver(work, stranger, { ...here, accountId: 'carols' }, { offerIds: [made.id] }),
      ),
    ).toEqual({ kind: 'outdated' });
    const outdated = { problem: { kind: 'outdated' } };
    await expect(takeOver(deps, stranger, here)).rejects.toMatchObject(outdated);
    await expect(takeOver(deps, stranger, { offerId: made.id })).rejects.toMatchObject(outdated);
    await expect(takeOver(deps, personOf(carol), { offerId: 'gone' })).rejects.toMatchObject(outdated);
    const elsewhere = { ...personOf(carol), teamId: 'T2' as never };
    await expect(takeOver(deps, elsewhere, { offerId: made.id })).rejects.toMatchObject(outdated);
    expect(await producerOf(made)).toBe(alice);
  });

  test('one offer is asked for by itself; what is not left by anybody has a producer', async () => {
    const { one: other } = await put();
    const deps = { store, clock: { ...systemClock, now: clock.now }, nudge: () => {} };
    expect(await takeOver(deps, personOf(carol), { offerId: other.id })).toBeNull();
    const [asked] = await store.pendingActs.claimPendingActs(on.database.kysely, {
      ...on.claim(),
      daily: false,
    });
    expect(asked?.row).toMatchObject({
      subjectId: other.id,
      terms: { offerIds: [other.id], withdrawalIds: [] },
    });
    const { one: bobs } = await put({}, bob);
    expect(await takeOver(deps, personOf(carol), { offerId: bobs.id })).toEqual({
      kind: 'taken-over',
      by: bob,
    });
  });

  test('several small offers are asked for at once', async () => {
    await put();
    await put();
    const deps = { store, clock: { ...systemClock, now: clock.now }, nudge: () => {} };
    await takeOver(deps, personOf(carol), here);
    const [asked] = await store.pendingActs.claimPendingActs(on.database.kysely, {
      ...on.claim(),
      daily: false,
    });
    expect(asked?.row.terms.kind === 'take-over' && asked.row.terms.offerIds).toHaveLength(3);
  });

  test('who is asked does not answer for a bot that was put back: it may have been taken back since', async () => {
    const db = on.database.kysely;
    const asked = { id: 'asked', teamId, enterpriseId: null, userId: bob, origin: null } as const;
    const terms = { kind: 'hand-over', from: alice } as const;
    await store.pendingActs.putPendingAct(db, {
      ...{ ...asked, ...here, accountId: 'bobs', projectName: 'p', kind: 'hand-over', subjectId: made.id },
      ...{ terms, phase: 'asked', problem: null, attempts: 0, lastError: null, dueAt: null, createdAt: 1 },
    });
    const problem = { kind: 'dropped-after-restore', asOf: 1 } as const;
    const refused = await on.database.transaction((tx) => store.restores.refuseActs(tx, problem));
    expect(refused.map(({ id }) => id)).toEqual(['asked']);
    expect(await store.pendingActs.answerHandOver(db, 'asked', 'proving', 1)).toBe(false);
  });
});
