/** Which Cards are worked on next, whatever database is behind it: people take turns, in order, and as often as Slack lets. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import type { SlackUserId, TeamId } from '../../src/core/ids.ts';
import type { Card, SlackMethod } from '../../src/model/card.ts';
import { newCard } from '../../src/sharing/cards/refresh.ts';
import { methodOf, planCard } from '../../src/sharing/rules/plan-card.ts';
import { type CardClaimOptions, claimCards } from '../../src/store/claims/card-claims.ts';
import { ensureCard, finishCard } from '../../src/store/repositories/cards.ts';
import { onEveryStore } from '../support/every-store.ts';

const teamId = 'T1' as TeamId;
const clock = createClock(() => 1_000);
const everything: ReadonlyMap<SlackMethod, number> = new Map(
  Object.values(methodOf).map((method) => [method, 1_000]),
);
await onEveryStore('claiming Cards', (store) => {
  const card = async (userId: string, dueAt: number, more: Partial<Card> = {}): Promise<Card> => {
    const person = { teamId, enterpriseId: null, userId: userId as SlackUserId };
    const known = { name: userId, channel: `D${userId}` };
    const row = { ...newCard('share', randomUUID(), person, dueAt), ...known, ...more };
    await ensureCard(store.database.kysely, row);
    return row;
  };
  const claim = (more: Partial<CardClaimOptions> = {}) =>
    claimCards(store.database.kysely, {
      now: clock.now(),
      limit: 100,
      leaseMs: 100,
      token: randomUUID(),
      room: everything,
      hold: [],
      from: null,
      random: () => 0,
      ...more,
    });
  const claimed = async (more: Partial<CardClaimOptions> = {}) =>
    (await claim(more)).claims.map(({ row }) => row.id).sort();
  const ids = (...rows: readonly Card[]) => rows.map(({ id }) => id).sort();

  test('of each person the longest due, and one at a time', async () => {
    const [first, second, bobs] = [await card('UA', 800), await card('UA', 900), await card('UB', 950)];
    await card('UC', 1_001);
    const { claims } = await claim();
    expect(claims.map(({ row }) => row.id).sort()).toEqual(ids(first, bobs));
    expect(await claimed()).toEqual([]);
    for (const lease of claims) {
      const shown = { now: 1_010, sawDirty: 0, nextDueAt: null };
      expect(await finishCard(store.database.kysely, lease, { ts: '1.1' }, shown)).toBe(true);
    }
    expect(await claimed()).toEqual(ids(second));
  });

  test('a method that may not be called now keeps nothing else waiting', async () => {
    await card('UA', 800, { ts: '1.1' });
    const post = await card('UA', 900);
    const home = await card('UB', 900, { kind: 'home', channel: null });
    const room = new Map(everything).set('chat.update', 0);
    expect(await claimed({ room })).toEqual(ids(post, home));
    expect(await claimed({ room: new Map() })).toEqual([]);
  });

  test('what is posted to somebody comes in order, whatever each needs of Slack before it', async () => {
    await card('UA', 800);
    await card('UA', 900, { name: null, channel: null });
    await card('UA', 950, { channel: null });
    expect(await claimed({ room: new Map(everything).set('chat.postMessage', 0) })).toEqual([]);
  });

  test('no more of a method than may be called now, by lot among the people', async () => {
    const rows = [];
    for (const [n, user] of ['UA', 'UB', 'UC', 'UD'].entries())
      rows.push(await card(user, 800 + n, { ts: '1.1' }));
    const other = await card('UE', 900);
    const room = new Map(everything).set('chat.update', 2);
    const lots = [0.9, 0.1, 0.8, 0.2, 0.5].values();
    const random = () => lots.next().value ?? 0;
    const [, ...rendered] = [rows[0], rows[1], rows[3], other].filter((row) => row !== undefined);
    expect(await claimed({ room, random })).toEqual(ids(...rendered));
  });

  test('whom nothing may be posted to now still sees what was posted brought up to date', async () => {
    await card('UA', 800);
    await card('UA', 810, { name: null, channel: null });
    const update = await card('UA', 900, { ts: '1.1' });
    const home = await card('UB', 900, { kind: 'home' });
    const hold = ['UA', 'UB'].map((recipientId) => ({ teamId, recipientId }));
    expect(await claimed({ hold })).toEqual(ids(update, home));
  });

  test('more people than one poll takes in have their turn in the next', async () => {
    const rows = [];
    for (let n = 100; n < 200; n++) rows.push(await card(`U${n}`, 800));
    const first = await claim();
    const second = await claim({ from: first.next });
    expect(first.claims.length).toBeLessThan(100);
    expect([...first.claims, ...second.claims].map(({ row }) => row.id).sort()).toEqual(ids(...rows));
    expect(second.next).toBeNull();
  });

  test('what a Card needs of Slack is what its plan says', async () => {
    const rows = [];
    for (const kind of ['share', 'home'] as const)
      for (const name of [null, 'name'])
        for (const channel of [null, 'D1'])
          for (const ts of [null, '1.1'])
            for (const postingSince of [null, -60_000])
              rows.push(await card(`U${rows.length}`, 800, { kind, name, channel, ts, postingSince }));
    for (const row of rows) {
      const step = planCard(row, 'hash', clock.now()).do;
      const method = step === 'wait' ? null : methodOf[step];
      const without = new Map(everything);
      if (method !== null) without.set(method, 0);
      const before = (await claim({ room: without, limit: 1_000 })).claims;
      expect(before.map(({ row: { id } }) => id)).not.toContain(row.id);
      for (const lease of before)
        await finishCard(store.database.kysely, lease, {}, { now: 1_000, sawDirty: 0, nextDueAt: 800 });
    }
    expect((await claim()).claims).toHaveLength(rows.length);
  });
});
