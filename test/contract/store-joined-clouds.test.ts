/** Two clouds of clouds.yaml that turn out to be one: what was on both is on the older, and each person's messages go on. */
import { beforeEach, expect, test } from 'vitest';
import type { CloudId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import type { Card } from '../../src/model/card.ts';
import type { Share } from '../../src/model/share.ts';
import * as accounts from '../../src/store/repositories/accounts.ts';
import * as cards from '../../src/store/repositories/cards.ts';
import { allClouds, type CloudEntry, recognizeClouds } from '../../src/store/repositories/known-clouds.ts';
import * as notifications from '../../src/store/repositories/notifications.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import * as preferences from '../../src/store/repositories/preferences.ts';
import * as projectSyncs from '../../src/store/repositories/project-syncs.ts';
import * as shares from '../../src/store/repositories/shares.ts';
import * as timers from '../../src/store/repositories/timers.ts';
import { onEveryStore } from '../support/every-store.ts';
import { lab } from '../support/on-lab.ts';
import { account, alice, bob, card, offer, project, share, teamId } from '../support/store-rows.ts';

const inside: CloudEntry = { name: 'inside', authUrl: 'http://10.0.0.1:5000/v3' };
const both = (...entries: readonly CloudEntry[]): CloudEntry => ({ ...(entries[0] ?? lab), entries });

await onEveryStore('joined clouds', (store) => {
  let lines: string[];
  let newer: CloudId;
  const log = createLog('info', { write: (line) => lines.push(line) });
  const read = (...entries: CloudEntry[]) => recognizeClouds(store.database, entries, log);
  const db = () => store.database.kysely;
  beforeEach(async () => {
    lines = [];
    const [, known] = await read(lab, inside);
    newer = known?.id as CloudId;
  });

  const intent = (value: string, at: number, revision: number) => ({
    value,
    at,
    revision,
    by: alice,
    accountId: 'a',
  });
  /** The same member of the same image, as each cloud knows it. */
  const pair = async (one: Partial<Share>, other: Partial<Share>) => {
    const older = await shares.ensureShare(db(), share({ id: 'older', createdAt: 1, dueAt: null, ...one }));
    await shares.ensureShare(
      db(),
      share({ ...older, id: 'newer', createdAt: 2, cloudId: newer, dueAt: null, ...other }),
    );
  };
  const theShare = async () => {
    const all = await shares.sharesOfImage(db(), teamId, share().imageId);
    expect(all).toHaveLength(1);
    return all[0] as Share;
  };

  test.each([
    ['the older first', () => both(lab, inside)],
    ['the newer first', () => both(inside, lab)],
  ])('the older id stays, %s; every row is there, and the newer id leads to it', async (_, entry) => {
    const row = account({ cloudId: newer });
    await store.database.transaction((tx) => accounts.insertAccount(tx, row));
    const offered = offer({ cloudId: newer });
    await offers.insertOffer(db(), offered);
    await preferences.setProjectChannel(db(), {
      teamId,
      cloudId: newer,
      projectId: project('p'),
      channel: bob,
      setBy: bob,
    });
    for (const cloudId of [lab.id, newer])
      await projectSyncs.wakeProjectSync(
        db(),
        { teamId, enterpriseId: null, cloudId, projectId: project('p') },
        1,
      );
    const [cloud] = await read(entry());
    expect(cloud?.id).toBe(lab.id);
    expect(await accounts.findAccount(db(), row.id)).toMatchObject({ cloudId: lab.id, cloudGone: false });
    expect(await offers.findOffer(db(), offered.id)).toMatchObject({ cloudId: lab.id });
    const where = { teamId, cloudId: lab.id, projectId: project('p') };
    expect(await preferences.channelOfProject(db(), where)).toMatchObject({ channel: bob });
    expect(await projectSyncs.findProjectSync(db(), where)).toMatchObject({ intervalMs: 0 });
    expect(await allClouds(db())).toMatchObject([{ id: lab.id }, { id: newer, joinedTo: lab.id }]);
    expect(lines.join()).toContain('two clouds are one');
    lines = [];
    expect(await read(both(inside, lab))).toMatchObject([{ id: lab.id }]);
    expect(await read(inside)).toMatchObject([{ id: lab.id }]);
    expect(lines.join()).not.toContain('two clouds are one');
  });

  test('two rows for one share become one: the newest intent of each half wins, open or carried out', async () => {
    await pair(
      {
        intentRevision: 5,
        member: intent('present', 10, 5) as Share['member'],
        memberAppliedRevision: 5,
        answer: intent('rejected', 5, 3) as Share['answer'],
        answerAppliedRevision: 3,
        endsAt: 99,
      },
      {
        intentRevision: 1,
        answer: intent('accepted', 20, 1) as Share['answer'],
        answerAppliedRevision: 0,
        endsAt: 1,
      },
    );
    await read(both(lab, inside));
    const one = await theShare();
    expect(one).toMatchObject({
      id: 'older',
      cloudId: lab.id,
      intentRevision: 7,
      member: { value: 'present', revision: 6 },
      memberAppliedRevision: 6,
      answer: { value: 'accepted', revision: 7 },
      answerAppliedRevision: 6,
      endsAt: 99,
    });
    expect(one.dueAt).not.toBeNull();
  });

  test('what was agreed comes with the producer’s newest intent, and its timers', async () => {
    await pair(
      { intentRevision: 9, member: intent('absent', 10, 9) as Share['member'], endsAt: 99 },
      { intentRevision: 1, member: intent('present', 20, 1) as Share['member'], endsAt: 7 },
    );
    for (const subjectId of ['older', 'newer'])
      await timers.setTimer(db(), {
        id: subjectId,
        teamId,
        kind: 'end',
        subjectId,
        sequence: 0,
        dueAt: 7,
        createdAt: 1,
      });
    await read(both(lab, inside));
    expect(await theShare()).toMatchObject({
      id: 'newer',
      cloudId: lab.id,
      member: { value: 'present' },
      endsAt: 7,
    });
    const left = await db().selectFrom('timers').select('subjectId').execute();
    expect(left).toEqual([{ subjectId: 'newer' }]);
  });

  test('the messages of both follow it, also where one person has both; nobody is told twice', async () => {
    await pair({}, {});
    const of = (id: string, subjectId: string, recipientId: Card['recipientId']) =>
      cards.ensureCard(db(), { ...card({ id, subjectId, recipientId, dueAt: null }), ts: id });
    await of('a', 'older', bob);
    await of('b', 'newer', bob);
    await of('c', 'newer', alice);
    const told = {
      teamId,
      enterpriseId: null,
      recipientId: bob,
      event: { kind: 'remind' },
      digestId: null,
      dueAt: 1,
      createdAt: 1,
    } as const;
    await notifications.addNotification(db(), {
      ...told,
      id: 'n1',
      subjectId: 'older',
      dedupeKey: 'once',
    });
    await notifications.addNotification(db(), {
      ...told,
      id: 'n2',
      subjectId: 'newer',
      dedupeKey: 'once',
    });
    await notifications.addNotification(db(), {
      ...told,
      id: 'n3',
      subjectId: 'newer',
      dedupeKey: 'other',
    });
    await read(both(lab, inside));
    const { id } = await theShare();
    const all = await cards.cardsOf(db(), 'share', id);
    expect(all.map((one) => one.id).toSorted()).toEqual(['a', 'b', 'c']);
    expect(all.every(({ dueAt }) => dueAt !== null)).toBe(true);
    const left = await db().selectFrom('notifications').select(['id', 'subjectId']).orderBy('id').execute();
    expect(left).toHaveLength(2);
    expect(left.every(({ subjectId }) => subjectId === id)).toBe(true);
    await cards.ensureCard(db(), card({ id: 'd', subjectId: id }));
    expect(await cards.cardsOf(db(), 'share', id)).toHaveLength(3);
  });

  test('a step that is under way on either of them is not saved', async () => {
    await pair({ dueAt: 1 }, { dueAt: 1 });
    const claimed = await shares.claimShares(db(), store.claim());
    expect(claimed).toHaveLength(2);
    await read(both(lab, inside));
    for (const one of claimed)
      expect(
        await shares.finishShare(
          db(),
          one,
          { status: 'absent' },
          { now: 1, sawRevision: 0, nextDueAt: null },
        ),
      ).toBe(false);
  });

  test('taken apart again, the entry is a cloud by itself, and says so; names and order decide nothing', async () => {
    await read(both(lab, inside));
    lines = [];
    const [one, other] = await read({ ...inside, name: 'lab' }, { ...lab, name: 'inside' });
    expect([one?.id, other?.id]).toEqual([newer, lab.id]);
    expect(lines.join()).toContain('has to be linked again'.replace('has', 'have'));
    lines = [];
    await read(lab, inside);
    expect(lines.join()).not.toContain('linked again');
  });

  test('an auth URL that joined before it was a cloud is known as well', async () => {
    const third: CloudEntry = { name: 'third', authUrl: 'https://third.example/v3' };
    await read(both(lab, third), inside);
    expect(await read({ ...third, name: 'new name' })).toMatchObject([{ id: lab.id }]);
    const [first, second] = await read(third, lab);
    expect(second?.id).toBe(lab.id);
    expect(first?.id).not.toBe(lab.id);
  });
});
