/** What the store promises of leases: who may work on what, and when, whatever database is behind it. */

import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CloudId } from '../../src/core/ids.ts';
import { whatIsDue } from '../../src/store/claims/leases.ts';
import * as cards from '../../src/store/repositories/cards.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import * as shares from '../../src/store/repositories/shares.ts';
import { onEveryStore } from '../support/every-store.ts';
import { alice, bob, card, offer, share } from '../support/store-rows.ts';

await onEveryStore('claims', (store) => {
  test('an Offer that waits goes on when its producer is heard of, also when it was at work just then', async () => {
    const db = store.database.kysely;
    const [waiting, atWork, placed] = [
      offer({ dueAt: null }),
      offer(),
      offer({ phase: 'placed', dueAt: null }),
    ];
    for (const row of [waiting, atWork, placed]) await offers.insertOffer(db, row);
    const [lease] = await offers.claimOffers(db, store.claim());
    if (!lease) throw new Error('nothing claimed');
    await offers.wakeOffers(db, waiting, 1_000);
    await offers.finishOffer(db, lease, {}, { now: 1_000, nextDueAt: null });
    const due = await Promise.all([waiting, atWork, placed].map(({ id }) => offers.findOffer(db, id)));
    expect(due.map((row) => row?.dueAt)).toEqual([1_000, 1_000, null]);
  });

  test('what an intent made due during a step keeps the time that the step asked for, if that is over', async () => {
    const db = store.database.kysely;
    const rows = [offer(), offer(), offer()];
    for (const row of rows) await offers.insertOffer(db, row);
    const leases = await offers.claimOffers(db, store.claim());
    for (const [at, nextDueAt] of [500, 2_000, null].entries()) {
      const lease = leases[at];
      if (!lease) throw new Error('nothing claimed');
      await offers.wakeOffers(db, lease.row, 1_000);
      await offers.finishOffer(db, lease, {}, { now: 1_000, nextDueAt });
    }
    const due = await Promise.all(leases.map(({ row }) => offers.findOffer(db, row.id)));
    expect(due.map((row) => row?.dueAt)).toEqual([500, 1_000, 1_000]);
  });

  test('claimants never hold the same row, and take the longest due first', async () => {
    const db = store.database.kysely;
    for (let at = 0; at < 40; at++) await offers.insertOffer(db, offer({ dueAt: at }));
    await offers.insertOffer(db, offer({ dueAt: 1_001 }));
    const claims = await Promise.all(Array.from({ length: 8 }, () => offers.claimOffers(db, store.claim(7))));
    const held = claims.flat();
    expect(new Set(held.map(({ row }) => row.id)).size).toBe(40);
    // who comes first is not said, only that each takes in order
    expect(held.map(({ row }) => row.dueAt).sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 40 }, (_, at) => at),
    );
    for (const claimed of claims) {
      const times = claimed.map(({ row }) => Number(row.dueAt));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
  });

  test('a full region and a busy account are passed over, the rest is claimed up to the limit', async () => {
    const db = store.database.kysely;
    const [east, west] = ['east' as CloudId, 'west' as CloudId];
    const places = [
      [east, 'IAD'],
      [east, 'DFW'],
      [east, 'DFW'],
      [west, 'IAD'],
      [west, 'IAD'],
    ] as const;
    for (const [at, [cloudId, region]] of places.entries())
      await offers.insertOffer(db, offer({ cloudId, region, dueAt: at, accountId: `account-${at}` }));
    const hold = [
      { cloudId: east, region: 'IAD' },
      { cloudId: east, region: 'DFW', actor: 'account-1' },
    ];
    const dueAts = async (limit: number, held: typeof hold) =>
      (await offers.claimOffers(db, { ...store.claim(limit), hold: held }))
        .map(({ row }) => row.dueAt)
        .sort();
    expect(await dueAts(2, hold)).toEqual([2, 3]);
    expect(await dueAts(10, hold)).toEqual([4]);
    expect(await dueAts(10, hold.slice(0, 1))).toEqual([1]);
    expect(await dueAts(10, [])).toEqual([0]);
  });

  test('two claimants at once never hold two cards of one person', async () => {
    const db = store.database.kysely;
    for (let n = 0; n < 30; n++)
      await cards.ensureCard(
        db,
        card({ recipientId: n % 2 ? alice : bob, subjectId: randomUUID(), dueAt: n }),
      );
    const claims = await Promise.all(Array.from({ length: 8 }, () => store.claimCard()));
    expect(
      claims
        .flat()
        .map(({ row }) => row.recipientId)
        .sort(),
    ).toEqual([alice, bob]);
  });

  test('the next due time is after what was looked at, and counts a leased row when its lease ends', async () => {
    const db = store.database.kysely;
    const next = async () => (await whatIsDue(db, store.clock.time)).next;
    expect(await next()).toBeNull();
    await offers.insertOffer(db, offer({ dueAt: null }));
    expect(await next()).toBeNull();
    await shares.ensureShare(db, share({ dueAt: 5_000 }));
    await cards.ensureCard(db, card({ dueAt: 700 }));
    expect(await next()).toBe(5_000);
    await store.claimCard();
    expect(await next()).toBe(1_100);
    store.clock.time = 1_100;
    expect(await next()).toBe(5_000);
  });
});
