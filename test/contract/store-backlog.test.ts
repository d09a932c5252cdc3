/** What is read of the store for metrics, and what a scrape says when the store does not answer. */
import { expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { dayMs } from '../../src/core/durations.ts';
import { createLog } from '../../src/core/log.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { createMetricsPort } from '../../src/metrics/metrics-port.ts';
import { readBacklog } from '../../src/store/claims/backlog.ts';
import { insertAccount } from '../../src/store/repositories/accounts.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import { askProjectSync } from '../../src/store/repositories/project-syncs.ts';
import { onEveryStore } from '../support/every-store.ts';
import { onLab } from '../support/on-lab.ts';
import { account, offer, project, teamId } from '../support/store-rows.ts';

const lab = onLab.cloudName;

await onEveryStore('what waits', (store) => {
  test('each table with how many rows are due and since when, those at work included', async () => {
    const db = store.database.kysely;
    for (const dueAt of [900, 700, 800, 1_001, null]) await offers.insertOffer(db, offer({ dueAt }));
    await offers.claimOffers(db, store.claim(1));
    const { due, syncs } = await readBacklog(db, 1_000);
    expect(due.find(({ table }) => table === 'offers')).toEqual({ table: 'offers', rows: 3, oldestAt: 700 });
    expect(due.find(({ table }) => table === 'cards')).toEqual({ table: 'cards', rows: 0, oldestAt: null });
    expect(syncs).toEqual([{ cloud: lab, oldestAt: null }]);
  });

  test('accounts by their health, and the latest poll of each cloud', async () => {
    const db = store.database.kysely;
    for (const [id, health] of [
      ['a', 'good'],
      ['b', 'good'],
      ['c', 'refused'],
    ] as const)
      await store.database.transaction((tx) => insertAccount(tx, account({ id, name: id, health })));
    for (const [projectId, at] of [
      ['p1', 600],
      ['p2', 500],
      ['p3', 2_000],
    ] as const)
      await askProjectSync(
        db,
        { teamId, enterpriseId: null, cloudId: onLab.cloudId, projectId: project(projectId) },
        at,
      );
    const { syncs, accounts, ending } = await readBacklog(db, 1_000);
    expect(syncs).toEqual([{ cloud: lab, oldestAt: 500 }]);
    expect(accounts.toSorted((a, b) => a.count - b.count)).toEqual([
      { cloud: lab, health: 'refused', count: 1 },
      { cloud: lab, health: 'good', count: 2 },
    ]);
    expect(ending).toEqual([{ cloud: lab, count: 0 }]);
  });

  test('the good accounts whose credential expires within a week', async () => {
    const db = store.database.kysely;
    for (const [name, more] of [
      ['soon', { expiresAt: 1_000 + 7 * dayMs }],
      ['later', { expiresAt: 1_001 + 7 * dayMs }],
      ['never', {}],
      ['over and known to be', { expiresAt: 900, health: 'refused' }],
    ] as const)
      await store.database.transaction((tx) => insertAccount(tx, account({ name, ...more })));
    expect((await readBacklog(db, 1_000)).ending).toEqual([{ cloud: lab, count: 1 }]);
  });
});

test('while the database is away a scrape says so, and tells the rest', async () => {
  const metrics = createMetrics();
  const away = () => Promise.reject(new Error('away'));
  const database = { kysely: undefined as never, now: away, clock: systemClock };
  const log = createLog('silent');
  const port = createMetricsPort({ metrics, database, sockets: () => 2, clock: systemClock, log });
  const answer = await fetch(`http://127.0.0.1:${await port.open('127.0.0.1', 0)}/metrics`);
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(text).toContain('image_share_database_up 0');
  expect(text).toContain('image_share_slack_sockets 2');
  expect(text).not.toMatch(
    /^image_share_(?:due_rows|oldest_due_seconds|sync_lag_seconds|accounts|credentials_ending)\{/m,
  );
  await port.close();
});
