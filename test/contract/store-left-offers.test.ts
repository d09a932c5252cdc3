/** What the store promises of offers whose producers have left, whatever database is behind it. */
import { beforeEach, expect, test } from 'vitest';
import type { Account } from '../../src/model/account.ts';
import type { Offer } from '../../src/model/offer.ts';
import type { Share } from '../../src/model/share.ts';
import * as accounts from '../../src/store/repositories/accounts.ts';
import {
  giveOffer,
  giveWithdrawal,
  offersWithoutProducer,
  withdrawalsWithoutProducer,
} from '../../src/store/repositories/left-offers.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import * as shares from '../../src/store/repositories/shares.ts';
import * as withdrawals from '../../src/store/repositories/withdrawals.ts';
import { onEveryStore } from '../support/every-store.ts';
import { onLab } from '../support/on-lab.ts';
import { account, alice, bob, offer, project, share, teamId } from '../support/store-rows.ts';
import { withdrawalRow } from '../support/withdrawal-row.ts';

const here = { teamId, cloudId: onLab.cloudId, projectId: project('p') };
const left = { kind: 'left-waiting' } as const;
const to = { producer: bob, accountId: 'bobs', accountName: 'prod' };

await onEveryStore('offers whose producers have left', (store) => {
  let db: typeof store.database.kysely;
  beforeEach(() => {
    db = store.database.kysely;
  });
  const link = (more: Partial<Account>) =>
    store.database.transaction((tx) => accounts.insertAccount(tx, account({ ...here, ...more })));
  let n = 0;
  const put = async (more: Partial<Offer> = {}, of: Partial<Share> | null = {}, joins?: string) => {
    n += 1;
    const made = offer({ ...here, phase: 'placed', dueAt: null, producer: alice, createdAt: n, ...more });
    await offers.insertOffer(db, made);
    if (of === null) return made;
    const row = share({
      id: `share-${n}`,
      projectId: project(`c${n}`),
      status: 'accepted',
      dueAt: null,
      ...of,
    });
    const shareId = joins ?? (await shares.ensureShare(db, row)).id;
    await shares.linkOfferShare(db, { offerId: made.id, shareId, role: 'asked', revision: 1 });
    return { ...made, shareId };
  };
  const found = async () => (await offersWithoutProducer(db, here)).map(({ id }) => id);

  test('of somebody who has no account of the project, or is deactivated; not of one who is refused', async () => {
    const shared = await put();
    const underWay = await put({ phase: 'finding' }, null);
    const removal = withdrawalRow({ ...here, producer: alice, phase: 'placing' });
    await store.database.transaction((tx) => withdrawals.insertWithdrawal(tx, removal));
    const left = async () => [
      ...(await found()),
      ...(await withdrawalsWithoutProducer(db, here)).map(({ id }) => id),
    ];
    const all = [underWay.id, shared.id, removal.id];
    expect(await left()).toEqual(all);
    await link({ userId: alice, name: 'other project', projectId: project('q') });
    await link({ userId: bob });
    expect(await left()).toEqual(all);
    await link({ userId: alice, name: 'refused', health: 'refused' });
    expect(await left()).toEqual([]);
    await store.database.transaction((tx) => accounts.setSuspended(tx, alice, 900));
    expect(await left()).toEqual(all);
  });

  test('newest first: those under way, and those of which somebody still has the image', async () => {
    const shared = await put();
    const underWay = await put({ phase: 'finding' }, null);
    await put({}, { status: 'absent' });
    await put({ phase: 'failed' }, null);
    await put({ projectId: project('q') });
    await put({ teamId: 'TOTHER' as Offer['teamId'] }, null);
    expect(await found()).toEqual([underWay.id, shared.id]);
  });

  test('not those whose every share somebody who is here offers too', async () => {
    const first = await put();
    await link({ userId: bob });
    if (!('shareId' in first)) throw new Error('nothing is shared');
    await put({ producer: bob }, {}, first.shareId);
    expect(await found()).toEqual([]);
  });

  test('one that is given away has a producer; one under way ends, and a step of it comes to nothing', async () => {
    await link({ userId: bob });
    const shared = await put();
    const underWay = await put({ phase: 'finding', dueAt: 500 }, null);
    const [claimed] = await offers.claimOffers(db, store.claim(1));
    if (!claimed) throw new Error('nothing claimed');
    for (const one of [shared, underWay]) await giveOffer(db, one, to, left);
    expect(await found()).toEqual([]);
    expect(await offers.findOffer(db, shared.id)).toMatchObject({ ...to, phase: 'placed', problem: null });
    const ended = { ...to, phase: 'failed', problem: left, dueAt: null };
    expect(await offers.findOffer(db, underWay.id)).toMatchObject(ended);
    const when = { now: 1_010, nextDueAt: null };
    expect(await offers.finishOffer(db, claimed, { phase: 'opening' }, when)).toBe(false);
  });

  test.each([
    ['ends', false, { phase: 'failed', dueAt: null }],
    ['makes the image private first, if it had made it shared', true, { phase: 'closing', dueAt: 2_000 }],
  ])('a withdrawal that is given away %s', async (_, opened, is) => {
    const row = withdrawalRow({ ...here, phase: 'removing', opened, dueAt: null });
    await store.database.transaction((tx) => withdrawals.insertWithdrawal(tx, row));
    await giveWithdrawal(db, row, to, left, 2_000);
    const { producer, accountId } = to;
    expect(await withdrawals.findWithdrawal(db, row.id)).toMatchObject({
      producer,
      accountId,
      problem: left,
      ...is,
    });
  });
});
