/** What the store promises of Withdrawals, whatever database is behind it: asked about, confirmed once, found while under way. */
import { expect, test } from 'vitest';
import type { ImageId, ProjectId } from '../../src/core/ids.ts';
import type { Withdrawal } from '../../src/model/withdrawal.ts';
import { whatIsDue } from '../../src/store/claims/leases.ts';
import * as withdrawals from '../../src/store/repositories/withdrawals.ts';
import { onEveryStore } from '../support/every-store.ts';
import { bob } from '../support/share-row.ts';
import { withdrawalRow } from '../support/withdrawal-row.ts';

await onEveryStore('Withdrawals', (store) => {
  const insert = (more: Partial<Withdrawal> = {}) => {
    const row = withdrawalRow(more);
    return store.database.transaction((tx) => withdrawals.insertWithdrawal(tx, row)).then(() => row);
  };
  const find = (id: string) => withdrawals.findWithdrawal(store.database.kysely, id);
  const claim = () =>
    withdrawals.claimWithdrawals(store.database.kysely, {
      now: 1_000,
      limit: 8,
      leaseMs: 100,
      token: 'claim',
    });
  const begun = { phase: 'placing', accountId: 'another' } as const;

  test('a row comes back as it went in', async () => {
    const members = [{ projectId: 'a' as ProjectId, status: 'rejected' as const }];
    const row = await insert({ members, makePrivate: true, opened: true, scope: 'rejected' });
    expect(await find(row.id)).toEqual(row);
    expect(await find('another')).toBeNull();
  });

  test('what was asked about before is forgotten, what was confirmed is not, nor what others were asked', async () => {
    await insert({ id: 'asked' });
    await insert({ id: 'confirmed', phase: 'done' });
    await insert({ id: 'bobs', producer: bob });
    await insert({ id: 'of another image', imageId: 'another' as ImageId });
    await insert({ id: 'asked again' });
    expect(await find('asked')).toBeNull();
    for (const id of ['confirmed', 'bobs', 'of another image', 'asked again'])
      expect(await find(id)).not.toBeNull();
  });

  test('it is confirmed once, by the producer, and then due', async () => {
    const row = await insert();
    expect(await claim()).toEqual([]);
    expect((await whatIsDue(store.database.kysely, 0)).next).toBeNull();
    const confirm = (who = row) => withdrawals.markConfirmed(store.database.kysely, who, begun, 1_000);
    expect(await confirm({ ...row, producer: bob })).toBe(false);
    expect(await confirm()).toBe(true);
    expect(await confirm()).toBe(false);
    expect((await whatIsDue(store.database.kysely, 0)).next).toBe(1_000);
    expect((await claim()).map((claimed) => claimed.row)).toEqual([{ ...row, ...begun, dueAt: 1_000 }]);
  });

  test('it is found by its image while it is under way, and woken with the account', async () => {
    const row = await insert({ phase: 'removing' });
    await insert({ id: 'done', phase: 'done' });
    await insert({ id: 'of another region', phase: 'removing', region: 'DFW' });
    const found = await withdrawals.withdrawalsUnderWay(store.database.kysely, row);
    expect(found.map(({ id }) => id)).toEqual([row.id]);
    const account = { ...row, userId: row.producer };
    await withdrawals.wakeWithdrawals(store.database.kysely, account, 1_000);
    expect((await claim()).map((claimed) => claimed.row.id).sort()).toEqual(['of another region', row.id]);
  });

  test('touched while a step runs, it is due again when the step ends', async () => {
    const row = await insert({ phase: 'removing', dueAt: 1_000 });
    const [lease] = await claim();
    if (!lease) throw new Error('nothing claimed');
    await withdrawals.touchWithdrawal(store.database.kysely, row.id, 1_050);
    const finish = () =>
      withdrawals.finishWithdrawal(
        store.database.kysely,
        lease,
        { phase: 'closing' },
        { now: 1_060, nextDueAt: null },
      );
    expect(await finish()).toBe(true);
    expect(await find(row.id)).toEqual({ ...row, phase: 'closing', dueAt: 1_060 });
    expect(await finish()).toBe(false);
  });
});
