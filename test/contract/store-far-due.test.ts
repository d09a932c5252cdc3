/** What is due in a thousand years, by a clock that was wrong or a service that said so, is due when the bot starts again. */
import { describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { openDatabase } from '../../src/store/open.ts';
import { findOffer, insertOffer } from '../../src/store/repositories/offers.ts';
import { lastingPlaces } from '../support/every-store.ts';
import { insertLab } from '../support/on-lab.ts';
import { onPostgresql } from '../support/services.ts';
import { offer } from '../support/store-rows.ts';

const places = await lastingPlaces();

describe.each(onPostgresql() ? places.slice(1) : places)('on $name', ({ make }) => {
  test('a row that is due too late becomes due, one that waits its turn goes on waiting', async () => {
    const made = await make();
    const open = () => openDatabase(made.url, { log: createLog('silent') });
    const before = await open();
    await insertLab(before.kysely);
    const at = await before.now();
    const [far, soon] = [offer({ dueAt: Date.UTC(2999, 0) }), offer({ dueAt: at + 60_000 })];
    for (const row of [far, soon]) await insertOffer(before.kysely, row);
    await before.close();

    const after = await open();
    const dueAt = async ({ id }: { readonly id: string }) => (await findOffer(after.kysely, id))?.dueAt;
    expect(await dueAt(far)).toBeLessThanOrEqual(await after.now());
    expect(await dueAt(soon)).toBe(at + 60_000);
    await after.close();
    await made.drop();
  });
});
