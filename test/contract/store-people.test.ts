/** What the store promises of Cards and what else is kept of people, and the trail, whatever database is behind it. */
import { expect, test } from 'vitest';
import type { ImageId, TeamId } from '../../src/core/ids.ts';
import type { Share } from '../../src/model/share.ts';
import * as accounts from '../../src/store/repositories/accounts.ts';
import { appendAudit, readAudit } from '../../src/store/repositories/audit-lines.ts';
import * as cards from '../../src/store/repositories/cards.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import * as shares from '../../src/store/repositories/shares.ts';
import type { Tx } from '../../src/store/schema/tables.ts';
import { onEveryStore } from '../support/every-store.ts';
import { onLab } from '../support/on-lab.ts';
import {
  account,
  alice,
  auditLine,
  bob,
  card,
  imageId,
  offer,
  project,
  share,
  teamId,
} from '../support/store-rows.ts';

await onEveryStore('people', (store) => {
  test('a Card made due while it is drawn stays due; a person who gets none is left alone', async () => {
    const db = store.database.kysely;
    const [rendered, none] = [card(), card({ recipientId: alice, problem: 'is a bot', dueAt: null })];
    for (const row of [rendered, none, card({ id: 'again' })]) await cards.ensureCard(db, row);
    const [lease] = await store.claimCard();
    if (!lease) throw new Error('nothing claimed');
    await cards.dueCards(db, 'share', 's1', 1_010);
    const finish = { now: 1_020, sawDirty: lease.row.dirty, nextDueAt: null };
    expect(await cards.finishCard(db, lease, { shownHash: 'h' }, finish)).toBe(true);
    const byId = new Map((await cards.cardsOf(db, 'share', 's1')).map((row) => [row.id, row]));
    expect([...byId.keys()].sort()).toEqual([rendered.id, none.id].sort());
    expect(byId.get(rendered.id)).toMatchObject({ shownHash: 'h', dirty: 2, dueAt: 1_020 });
    expect(byId.get(none.id)?.dueAt).toBeNull();
    expect((await cards.cardsOfPerson(db, teamId, bob)).map(({ id }) => id)).toEqual([rendered.id]);
  });

  test('a Card that is shown again forgets what was shown and what went wrong, and is due', async () => {
    const db = store.database.kysely;
    const home = card({ kind: 'home', subjectId: bob, dueAt: 1_000 });
    await cards.showCardAgain(db, home);
    const [lease] = await store.claimCard();
    if (!lease) throw new Error('nothing claimed');
    const finish = { now: 1_020, sawDirty: lease.row.dirty, nextDueAt: null };
    await cards.finishCard(db, lease, { shownHash: 'h', problem: 'not_enabled' }, finish);
    await cards.showCardAgain(db, card({ kind: 'home', subjectId: bob, dueAt: 2_000 }));
    expect(await cards.cardsOf(db, 'home', bob)).toEqual([{ ...home, dirty: 2, dueAt: 2_000 }]);
  });

  test('a Card that is shown again as a new message takes the place of the former one', async () => {
    const db = store.database.kysely;
    const first = card({
      kind: 'account',
      subjectId: 'a',
      ts: '1.0',
      shownHash: 'h',
      postingSince: 900,
      dueAt: null,
    });
    await cards.ensureCard(db, first);
    const again = () =>
      cards.showCardAgain(db, card({ kind: 'account', subjectId: 'a' }), 'as a new message');
    await again();
    const due = { ...first, ts: null, formerTs: '1.0', shownHash: null, postingSince: null, dueAt: 1_000 };
    expect(await cards.cardsOf(db, 'account', 'a')).toEqual([{ ...due, post: 1, dirty: 2 }]);
    // not posted since: the former message is still there to be deleted
    await again();
    expect(await cards.cardsOf(db, 'account', 'a')).toEqual([{ ...due, post: 2, dirty: 3 }]);
  });

  test('people are known by the name of any of their Cards', async () => {
    const db = store.database.kysely;
    for (const row of [
      card({ name: 'Bob', subjectId: 's1' }),
      card({ subjectId: 's2' }),
      card({ recipientId: alice }),
    ])
      await cards.ensureCard(db, row);
    expect([...(await cards.namesOf(db, teamId, [alice, bob]))]).toEqual([[bob, 'Bob']]);
    expect([...(await cards.namesOf(db, teamId, []))]).toEqual([]);
  });

  test('the images that a person shares, the last offered first, each once, without what has ended', async () => {
    const db = store.database.kysely;
    const images = ['1', '2', '3'].map((n) => `8b818b61-cfbf-44ca-b57e-00000000000${n}` as ImageId);
    const [first, second, over] = images;
    const put = async (at: number, of: Partial<Share>, role: 'asked' | 'hidden' = 'asked') => {
      const made = offer({ createdAt: at });
      await offers.insertOffer(db, made);
      const { id } = await shares.ensureShare(db, share({ dueAt: 9_000, ...of }));
      await shares.linkOfferShare(db, { offerId: made.id, shareId: id, role, revision: 1 });
    };
    if (!first || !second || !over) throw new Error('three images');
    await put(1, { imageId: first });
    await put(2, { imageId: second });
    await put(3, { imageId: first, projectId: project('c2') });
    await put(4, { imageId: over, dueAt: null });
    await put(5, { imageId: over, projectId: project('c3') }, 'hidden');
    const found = await offers.imagesSharedBy(db, { teamId, userId: alice });
    expect(found).toEqual(
      [first, second].map((imageId) => ({
        cloudId: onLab.cloudId,
        region: 'R1',
        imageId,
        ownerProjectId: project('p'),
      })),
    );
    expect(await offers.imagesSharedBy(db, { teamId, userId: bob })).toEqual([]);
  });

  test('exactly one account of a person is the default', async () => {
    const [first, second, third] = [
      account({ name: 'a' }),
      account({ name: 'b', createdAt: 2_000, isDefault: true }),
      account({ name: 'c', createdAt: 3_000 }),
    ];
    const defaults = async () =>
      (await accounts.accountsOfPerson(store.database.kysely, first))
        .filter((one) => one.isDefault)
        .map(({ id }) => id);
    const change = <T>(work: (tx: Tx) => Promise<T>) => store.database.transaction(work);
    expect(await change((tx) => accounts.insertAccount(tx, first))).toBe(true);
    expect(await defaults()).toEqual([first.id]);
    await change((tx) => accounts.insertAccount(tx, second));
    expect(await defaults()).toEqual([second.id]);
    await change((tx) => accounts.insertAccount(tx, third));
    expect(await change((tx) => accounts.insertAccount(tx, account({ name: 'a' })))).toBe(false);
    expect(await change((tx) => accounts.setDefault(tx, first, third.id))).toBe(true);
    expect(await defaults()).toEqual([third.id]);
    expect(await change((tx) => accounts.setDefault(tx, { teamId, userId: bob }, first.id))).toBe(false);
    expect(await change((tx) => accounts.deleteAccount(tx, third.id))).toMatchObject({ id: third.id });
    expect(await defaults()).toEqual([first.id]);
    expect(await change((tx) => accounts.deleteAccount(tx, third.id))).toBeNull();
  });

  test('accounts are renamed to free names, found by project, and their health is kept', async () => {
    const db = store.database.kysely;
    const [mine, other, theirs] = [
      account({ name: 'a' }),
      account({ name: 'b' }),
      account({ name: 'x', userId: bob }),
    ];
    for (const row of [mine, other, theirs])
      await store.database.transaction((tx) => accounts.insertAccount(tx, row));
    expect(await accounts.renameAccount(db, mine.id, 'b')).toBe(false);
    expect(await accounts.renameAccount(db, mine.id, 'x')).toBe(true);
    await accounts.setHealth(db, mine.id, 'refused');
    expect(await accounts.findAccount(db, mine.id)).toEqual({
      ...mine,
      name: 'x',
      health: 'refused',
      isDefault: true,
    });
    const found = await accounts.accountsOfProject(db, teamId, onLab.cloudId, project('p'));
    expect(found.map(({ id }) => id).sort()).toEqual([mine.id, other.id, theirs.id].sort());
    expect(await accounts.accountsOfProject(db, 'T2' as TeamId, onLab.cloudId, project('p'))).toEqual([]);
  });

  test('the trail is read newest first, by what is asked for', async () => {
    const db = store.database.kysely;
    const line = auditLine({ at: 1, act: 'offer', detail: { to: ['c1'] }, requestId: 'r' });
    const acts = async (page: Parameters<typeof readAudit>[1]) =>
      (await readAudit(db, page)).map(({ act }) => act);
    for (const more of [{}, { by: null, act: 'observed-absent' }, { at: 2, act: 'answer-accepted' }] as const)
      await appendAudit(db, { ...line, ...more });
    expect(await acts({ teamId })).toEqual(['answer-accepted', 'observed-absent', 'offer']);
    const { by, onBehalfOf, people, ...what } = line;
    expect(await readAudit(db, { teamId, act: 'offer', person: alice, subject: imageId })).toEqual([
      {
        ...what,
        by: { personId: expect.any(String), userId: by },
        onBehalfOf,
        people,
        account: null,
      },
    ]);
    expect(await acts({ teamId, sinceAt: 1, untilAt: 2, limit: 1 })).toEqual(['observed-absent']);
    expect(await acts({ teamId: 'T2' as TeamId })).toEqual([]);
  });
});
