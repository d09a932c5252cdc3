/** What has ended goes whole or not at all, though the bot is killed in the middle of it; the next start goes on. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../../src/core/durations.ts';
import { createLog } from '../../src/core/log.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { appendAudit } from '../../src/store/repositories/audit-lines.ts';
import { ensureCard } from '../../src/store/repositories/cards.ts';
import { insertOffer } from '../../src/store/repositories/offers.ts';
import { ensureShare, linkOfferShare } from '../../src/store/repositories/shares.ts';
import { lastingPlaces } from '../support/every-store.ts';
import { insertLab } from '../support/on-lab.ts';
import { auditLine, card, offer, project, share } from '../support/store-rows.ts';

const log = createLog('silent');
const source = (file: string) => JSON.stringify(new URL(`../../src/${file}`, import.meta.url).href);
const now = 200 * dayMs;
const [offers, sharesEach, days, linesADay] = [400, 2, 40, 60];

const fill = ({ transaction }: Database) =>
  transaction(async (tx) => {
    await insertLab(tx);
    for (let n = 0; n < offers; n += 1) {
      const id = `offer-${n}`;
      await insertOffer(tx, offer({ id, phase: 'placed', dueAt: null }));
      await ensureCard(tx, card({ id: `card-of-${id}`, kind: 'offer', subjectId: id, dueAt: null }));
      for (let m = 0; m < sharesEach; m += 1) {
        const shareId = `share-${n}-${m}`;
        const over = { status: 'absent', statusAt: 1, unconfirmedWrites: [], dueAt: null } as const;
        await ensureShare(tx, share({ id: shareId, projectId: project(shareId), ...over }));
        await ensureCard(tx, card({ id: `card-of-${shareId}`, subjectId: shareId, dueAt: null }));
        await linkOfferShare(tx, { offerId: id, shareId, role: 'asked', revision: 1 });
      }
    }
    for (let n = 0; n < days * linesADay; n += 1)
      await appendAudit(tx, auditLine({ at: Math.floor(n / linesADay) * dayMs }));
  });

/** A process that does a day's work on the database and says after each step that it is done. */
const startWork = (url: string) => {
  const script = `
    import { createLog } from ${source('core/log.ts')};
    import { openDatabase } from ${source('store/open.ts')};
    import { appendAudit } from ${source('store/repositories/audit-lines.ts')};
    import { createRetention } from ${source('store/retention/retention.ts')};
    const log = createLog('silent');
    const database = await openDatabase(${JSON.stringify(url)}, { log });
    const keep = { endedMs: ${30 * dayMs}, auditMs: ${90 * dayMs} };
    const work = createRetention({ database, append: appendAudit, keep, log });
    do process.stdout.write('.'); while ((await work(${now})) === 'more');
    process.exit(0);`;
  return spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
};

/** With -9 within the `n`th step; false if it came to its end. */
const killedAt = async (url: string, n: number) => {
  const work = startWork(url);
  let steps = 0;
  work.stdout.on('data', (text) => {
    steps += String(text).length;
    if (steps >= n) work.kill('SIGKILL');
  });
  const [, signal] = await once(work, 'close');
  return signal === 'SIGKILL';
};

describe.each(await lastingPlaces())('on $name', ({ make }) => {
  const look = async (url: string) => {
    const { kysely, close } = await openDatabase(url, { log });
    const ids = async (table: 'offers' | 'shares' | 'cards') =>
      (await kysely.selectFrom(table).select('id').execute()).map(({ id }) => id);
    const links = await kysely.selectFrom('offerShares').selectAll().execute();
    const lines = await kysely.selectFrom('audit').select(['at', 'act', 'detail']).execute();
    const found = {
      offers: await ids('offers'),
      shares: await ids('shares'),
      cards: await ids('cards'),
      links,
      lines,
    };
    await close();
    return found;
  };

  test('at each step', async () => {
    const place = await make();
    const database = await openDatabase(place.url, { log });
    await fill(database);
    await database.close();
    const left: number[] = [];
    for (let n = 1; await killedAt(place.url, n); n += 1) {
      const { offers: kept, shares, cards, links, lines } = await look(place.url);
      expect(cards.toSorted()).toEqual([...kept, ...shares].map((id) => `card-of-${id}`).toSorted());
      expect(links).toHaveLength(kept.length * sharesEach);
      const accounts = lines.filter(({ act }) => act === 'remove-old-lines');
      const removed = accounts.reduce((sum, { detail }) => sum + JSON.parse(detail).lines, 0);
      expect(removed + lines.length - accounts.length).toBe(days * linesADay);
      left.push(kept.length + shares.length + lines.length);
    }
    expect(left).toEqual(left.toSorted((one, other) => other - one));
    const { offers: kept, shares, cards, lines } = await look(place.url);
    expect([kept, shares, cards]).toEqual([[], [], []]);
    expect(new Set(lines.map(({ act }) => act))).toEqual(new Set(['remove-old-lines']));
    await place.drop();
  });
});
