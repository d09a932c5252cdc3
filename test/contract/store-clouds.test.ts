/** A cloud keeps its id, and what waits there its place, whatever the operator does to clouds.yaml. */

import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { CloudId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import * as accounts from '../../src/store/repositories/accounts.ts';
import * as cards from '../../src/store/repositories/cards.ts';
import { allClouds, type CloudEntry, recognizeClouds } from '../../src/store/repositories/known-clouds.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import * as projectSyncs from '../../src/store/repositories/project-syncs.ts';
import * as shares from '../../src/store/repositories/shares.ts';
import { onEveryStore } from '../support/every-store.ts';
import { lab, onLab } from '../support/on-lab.ts';
import { account, card, offer, project, share, teamId } from '../support/store-rows.ts';

const other: CloudEntry = { name: 'other', authUrl: 'https://other.example/v3' };

await onEveryStore('clouds', (store) => {
  let lines: string[];
  beforeEach(() => {
    lines = [];
  });
  const log = createLog('info', { write: (line) => lines.push(line) });
  const read = (...entries: CloudEntry[]) => recognizeClouds(store.database, entries, log);
  const known = () => allClouds(store.database.kysely);

  test('one that is renamed, or stands elsewhere in the file, keeps its id', async () => {
    const [second] = await read(other, lab);
    expect(await read({ ...lab, name: 'prod' }, other)).toMatchObject([
      { id: lab.id, name: 'prod' },
      { id: second?.id },
    ]);
    expect(await known()).toHaveLength(2);
    expect(lines.join()).toContain('cloud has another name');
  });

  test('two replicas that start at once find the same clouds', async () => {
    const found = await Promise.all([read(lab, other), read(other, lab)]);
    const ids = found.map((clouds) => clouds.map(({ id }) => id).sort());
    expect(ids[0]).toEqual(ids[1]);
    expect(await known()).toHaveLength(2);
  });

  test('names that change places go with their auth URLs', async () => {
    const [, before] = await read(lab, other);
    expect(
      await read({ name: 'other', authUrl: lab.authUrl }, { name: 'lab', authUrl: other.authUrl }),
    ).toMatchObject([{ id: lab.id }, { id: before?.id }]);
  });

  test('one whose auth URL changed under its name keeps its id, and the log says so', async () => {
    const moved = { name: 'lab', authUrl: 'https://lab.example/identity/v3' };
    expect(await read(moved)).toMatchObject([{ id: lab.id, authUrl: moved.authUrl }]);
    expect(lines.join()).toContain('cloud has another auth URL');
  });

  test('another cloud under a used name is a new one: its old auth URL has another entry, or it was taken out', async () => {
    const there = { name: 'lab', authUrl: 'https://elsewhere.example/v3' };
    const [first, second] = await read({ name: 'renamed', authUrl: lab.authUrl }, there);
    expect(first?.id).toBe(lab.id);
    expect(second?.id).not.toBe(lab.id);
    await read(there);
    const [third] = await read({ name: 'renamed', authUrl: 'https://third.example/v3' });
    expect([lab.id, second?.id]).not.toContain(third?.id);
  });

  test('order and names of entries change no id', async () => {
    const urls = ['https://a.example/v3', 'https://b.example/v3', 'https://c.example/v3'];
    const ids = async (entries: readonly CloudEntry[]) =>
      new Map((await read(...entries)).map(({ authUrl, id }) => [authUrl, id]));
    const first = await ids(urls.map((authUrl, at) => ({ name: `cloud-${at}`, authUrl })));
    const names = fc.uniqueArray(fc.string(), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(urls, { minLength: 3 }), names, async (order, called) => {
        expect(await ids(order.map((authUrl, at) => ({ name: called[at] ?? '', authUrl })))).toEqual(first);
      }),
      { numRuns: 20 },
    );
  });

  test('rows are read with the name it has now', async () => {
    const db = store.database.kysely;
    const row = account();
    await store.database.transaction((tx) => accounts.insertAccount(tx, row));
    expect(await accounts.findAccount(db, row.id)).toMatchObject(onLab);
    await read({ ...lab, name: 'prod' });
    expect(await accounts.findAccount(db, row.id)).toMatchObject({
      cloudId: lab.id,
      cloudName: 'prod',
      cloudGone: false,
    });
  });

  test('taken out: what is due there is not claimed, and says so; back again, it is', async () => {
    const db = store.database.kysely;
    const [row, there] = [offer(), offer({ cloudId: 'elsewhere' as CloudId })];
    await offers.insertOffer(db, row);
    await offers.insertOffer(db, there);
    await shares.ensureShare(db, share());
    await projectSyncs.wakeProjectSync(
      db,
      { teamId, enterpriseId: null, cloudId: lab.id, projectId: project('p') },
      1,
    );
    await read(other);
    expect(lines.join()).toContain('no longer in clouds.yaml');
    const claimed = async () => [
      ...(await offers.claimOffers(db, store.claim())).map((one) => one.row.id),
      ...(await shares.claimShares(db, store.claim())).map((one) => one.row.cloudName),
      ...(await projectSyncs.claimProjectSyncs(db, { ...store.claim(), hold: [] })).map(
        (one) => one.row.cloudId,
      ),
    ];
    expect(await claimed()).toEqual([there.id]);
    expect(await offers.findOffer(db, row.id)).toMatchObject({ cloudName: 'lab', cloudGone: true });
    await read(other, lab);
    expect(await claimed()).toEqual([row.id, 'lab', lab.id]);
    expect(await offers.findOffer(db, row.id)).toMatchObject({ cloudGone: false });
  });

  test('cards are due where what they say of it changed, and only then', async () => {
    const db = store.database.kysely;
    const row = share();
    await shares.ensureShare(db, row);
    await cards.ensureCard(db, card({ subjectId: row.id, name: 'bob', dueAt: null }));
    await cards.ensureCard(db, card({ subjectId: 'another', name: 'bob', dueAt: null }));
    const due = async () => {
      const all = [
        ...(await cards.cardsOf(db, 'share', row.id)),
        ...(await cards.cardsOf(db, 'share', 'another')),
      ];
      await db.updateTable('cards').set({ dueAt: null }).execute();
      return all.map(({ dueAt }) => dueAt !== null);
    };
    await read(other, lab);
    expect(await due()).toEqual([false, false]);
    await read({ ...lab, name: 'prod' });
    expect(await due()).toEqual([true, false]);
    await read(other);
    expect(await due()).toEqual([true, false]);
    await read(other);
    expect(await due()).toEqual([false, false]);
    await read({ ...lab, name: 'prod' });
    expect(await due()).toEqual([true, false]);
  });
});
