/** What the store promises of rows, Shares and what is asked for of them, whatever database is behind it. */
import { expect, test } from 'vitest';
import type { TeamId } from '../../src/core/ids.ts';
import { endLeases } from '../../src/store/claims/leases.ts';
import * as cards from '../../src/store/repositories/cards.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import * as restores from '../../src/store/repositories/restores.ts';
import * as shares from '../../src/store/repositories/shares.ts';
import { onEveryStore } from '../support/every-store.ts';
import { onLab } from '../support/on-lab.ts';
import { alice, card, image, imageId, offer, project, share, teamId } from '../support/store-rows.ts';

await onEveryStore('intents', (store) => {
  const intent = { by: alice, accountId: 'a1', at: 1_000 };

  test('rows come back as they were written', async () => {
    const db = store.database.kysely;
    const [anOffer, aShare, aCard] = [offer({ opened: true, image, note: "it's; --" }), share(), card()];
    await offers.insertOffer(db, anOffer);
    await shares.ensureShare(db, aShare);
    await cards.ensureCard(db, aCard);
    expect(await offers.findOffer(db, anOffer.id)).toEqual(anOffer);
    expect(await shares.findShare(db, aShare.id)).toEqual(aShare);
    expect(await cards.findCard(db, aCard.id)).toEqual(aCard);
    expect(await offers.findOffer(db, 'none')).toBeNull();
    expect(await shares.findShare(db, 'none')).toBeNull();
    expect(await cards.findCard(db, 'none')).toBeNull();
  });

  test('a transaction that throws leaves nothing', async () => {
    const row = offer();
    const work = store.database.transaction(async (tx) => {
      await offers.insertOffer(tx, row);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await offers.findOffer(store.database.kysely, row.id)).toBeNull();
  });

  test('one Share for each image and member; Offers join it', async () => {
    const db = store.database.kysely;
    const [first, second] = [offer({ createdAt: 1 }), offer({ createdAt: 2 })];
    const stored = await shares.ensureShare(db, share());
    for (const row of [first, second]) {
      await offers.insertOffer(db, row);
      expect((await shares.ensureShare(db, share())).id).toBe(stored.id);
      const link = { offerId: row.id, shareId: stored.id, role: 'asked', revision: 1 } as const;
      await shares.linkOfferShare(db, link);
      await shares.linkOfferShare(db, { ...link, role: 'hidden' });
    }
    expect((await offers.offersOfShare(db, stored.id)).map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(await shares.sharesOfOffer(db, first.id)).toEqual([{ share: stored, role: 'asked', revision: 1 }]);
  });

  test('Shares are found by member, image, project and owner; ended ones only where they are history', async () => {
    const db = store.database.kysely;
    const running = await shares.ensureShare(db, share());
    const ended = await shares.ensureShare(db, share({ region: 'R2', dueAt: null }));
    await shares.ensureShare(db, share({ teamId: 'T2' as TeamId }));
    expect(await shares.findShareByMember(db, ended)).toEqual(ended);
    expect(await shares.findShareByMember(db, { ...running, projectId: project('c9') })).toBeNull();
    const all = (await shares.sharesOfImage(db, teamId, imageId)).map(({ id }) => id).sort();
    expect(all).toEqual([running.id, ended.id].sort());
    expect(await shares.sharesOfProject(db, teamId, onLab.cloudId, project('c1'))).toEqual([running]);
    expect(await shares.sharesOwnedBy(db, teamId, onLab.cloudId, project('p'))).toEqual([running]);
    await shares.describeShare(db, running.id, { projectName: 'Consumer', image: null });
    expect(await shares.findShare(db, running.id)).toEqual({
      ...running,
      projectName: 'Consumer',
      image: null,
    });
  });

  test('of two intents at one revision one wins', async () => {
    const db = store.database.kysely;
    const { id } = await shares.ensureShare(db, share({ dueAt: null }));
    const won = await Promise.all([
      shares.setIntents(db, id, 0, { answer: { ...intent, value: 'accepted' } }, 2_000),
      shares.setIntents(db, id, 0, { answer: { ...intent, value: 'rejected' } }, 2_000),
    ]);
    expect(won.filter(Boolean)).toHaveLength(1);
    const stored = await shares.findShare(db, id);
    expect(stored).toMatchObject({
      intentRevision: 1,
      answer: { revision: 1, by: alice },
      member: null,
      dueAt: 2_000,
    });
    expect(stored?.answer?.value).toBe(won[0] ? 'accepted' : 'rejected');
  });

  test('an intent during a step keeps its half, the step its own, and the Share is due at once', async () => {
    const db = store.database.kysely;
    const { id } = await shares.ensureShare(db, share());
    const [lease] = await shares.claimShares(db, store.claim());
    if (!lease) throw new Error('nothing claimed');
    store.clock.time = 1_010;
    const answer = { ...intent, value: 'accepted' as const };
    expect(await shares.setIntents(db, id, 0, { answer }, store.clock.time)).toBe(true);
    expect(await shares.claimShares(db, store.claim())).toEqual([]);
    store.clock.time = 1_020;
    const seen = { status: 'pending', statusAt: 1_020 } as const;
    const when = { now: store.clock.time, sawRevision: 0, nextDueAt: 300_000 };
    expect(await shares.finishShare(db, lease, seen, when)).toBe(true);
    expect(await shares.findShare(db, id)).toMatchObject({
      ...seen,
      intentRevision: 1,
      answer: { value: 'accepted', revision: 1 },
      dueAt: 1_020,
    });
    expect(await shares.finishShare(db, lease, seen, when)).toBe(false);
  });

  test('an older intent that is placed during a read keeps its mark, and the Share is read again', async () => {
    const db = store.database.kysely;
    const { id } = await shares.ensureShare(db, share({ asOf: 900, statusAt: null }));
    const [claimed] = await shares.claimShares(db, store.claim());
    if (!claimed) throw new Error('nothing due');
    await shares.setIntents(db, id, 0, { member: { value: 'present', ...intent, at: 800 } }, 1_010);
    await restores.markShare(db, id, 900, 1_010);
    const observed = { status: 'absent', statusAt: 1_020, asOf: null } as const;
    const when = { now: 1_020, sawRevision: 0, nextDueAt: null };
    expect(await shares.finishShare(db, claimed, observed, when)).toBe(true);
    expect(await shares.findShare(db, id)).toMatchObject({ asOf: 900, statusAt: null, dueAt: 1_020 });
  });

  test('a step that saw the newest intent waits until its time, unless a read was asked for meanwhile', async () => {
    const db = store.database.kysely;
    const { id } = await shares.ensureShare(db, share());
    const step = async (meanwhile: () => Promise<void>) => {
      const [lease] = await shares.claimShares(db, store.claim());
      if (!lease) throw new Error('nothing claimed');
      await meanwhile();
      await shares.finishShare(db, lease, {}, { now: store.clock.time, sawRevision: 0, nextDueAt: 9_000 });
      return (await shares.findShare(db, id))?.dueAt;
    };
    expect(await step(() => shares.touchShare(db, id, store.clock.time))).toBe(1_000);
    expect(await step(async () => {})).toBe(9_000);
    await shares.touchShare(db, id, 9_500);
    expect((await shares.findShare(db, id))?.dueAt).toBe(9_000);
    await shares.touchShare(db, id, 2_000);
    expect((await shares.findShare(db, id))?.dueAt).toBe(2_000);
  });

  test('who takes a Share over learns what its holder had to carry out, however often that is tried', async () => {
    const db = store.database.kysely;
    const { id } = await shares.ensureShare(db, share());
    const answer = { ...intent, value: 'accepted' as const };
    const claim = async () => {
      const [lease] = await shares.claimShares(db, store.claim());
      if (!lease) throw new Error('nothing claimed');
      return lease;
    };
    const passes = () => (store.clock.time += 200);
    await shares.setIntents(db, id, 0, { answer }, store.clock.time);
    expect((await claim()).row.left).toBeNull();
    await shares.setIntents(db, id, 1, { answer: { ...answer, value: 'rejected' } }, store.clock.time);
    const left = { member: null, answer: { ...answer, revision: 1 } };
    passes();
    expect((await claim()).row).toMatchObject({ left, answer: { value: 'rejected', revision: 2 } });
    passes();
    await endLeases(db);
    const third = await claim();
    expect(third.row.left).toEqual(left);
    const when = { now: store.clock.time, sawRevision: 2, nextDueAt: store.clock.time };
    expect(await shares.finishShare(db, third, {}, when)).toBe(true);
    expect((await claim()).row.left).toBeNull();
  });

  test('what comes back after a lease was lost is thrown away', async () => {
    const db = store.database.kysely;
    const row = offer();
    await offers.insertOffer(db, row);
    const [late] = await offers.claimOffers(db, store.claim());
    store.clock.time = 1_100;
    const [next] = await offers.claimOffers(db, store.claim());
    if (!late || !next) throw new Error('nothing claimed');
    const finish = (lease: typeof late) =>
      offers.finishOffer(db, lease, { phase: 'placed' }, { now: store.clock.time, nextDueAt: null });
    expect(await finish(late)).toBe(false);
    expect(await offers.findOffer(db, row.id)).toEqual(row);
    store.clock.time = 1_200;
    expect(await finish(next)).toBe(false);
    const [third] = await offers.claimOffers(db, store.claim());
    if (!third) throw new Error('nothing claimed');
    expect(await finish(third)).toBe(true);
    expect(await offers.findOffer(db, row.id)).toEqual({ ...row, phase: 'placed', dueAt: null });
  });

  test('transactions that collide are run again, and one intent after the other stands', async () => {
    const row = await shares.ensureShare(store.database.kysely, share());
    const attempts = Array.from({ length: 10 }, () =>
      store.database.transaction(async (tx) => {
        const now = await shares.findShare(tx, row.id);
        return shares.setIntents(
          tx,
          row.id,
          now?.intentRevision ?? -1,
          { member: { value: 'present', ...intent } },
          store.clock.time,
        );
      }),
    );
    expect(await Promise.all(attempts)).toEqual(Array.from({ length: 10 }, () => true));
    expect((await shares.findShare(store.database.kysely, row.id))?.intentRevision).toBe(10);
  });
});
