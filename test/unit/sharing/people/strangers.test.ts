/** How many people who have not linked the project a producer may name: in a command, and in a day. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CloudId, ImageId, SlackUserId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import { type OfferIntent, offerImage, whyTooMany } from '../../../../src/sharing/intents/make-offer.ts';
import type { Database } from '../../../../src/store/engine/database.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { createDrivenClock } from '../../../support/driven-clock.ts';
import { insertLab } from '../../../support/on-lab.ts';
import { storeOf } from '../../../support/repositories.ts';
import { account, alice, project, teamId } from '../../../support/store-rows.ts';

const producer = { teamId, enterpriseId: null, userId: alice };
const own = account({ id: 'own', userId: alice, projectId: project('producer') });
const [tenant, other] = [project('consumer'), project('other')];
const hour = 3_600_000;

let database: Database;
beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
  await database.transaction(async (tx) => {
    await storeOf(database).accounts.insertAccount(tx, own);
    for (let n = 0; n < 20; n += 1)
      await storeOf(database).accounts.insertAccount(
        tx,
        account({ id: `linked${n}`, userId: `ULINKED${n}` as SlackUserId, projectId: tenant }),
      );
  });
});
afterEach(() => database.close());

const people = (kind: string, from: number, count: number) =>
  Array.from({ length: count }, (_, n) => `U${kind}${from + n}` as SlackUserId);
const depsAt = (hours: number) => ({
  store: storeOf(database),
  clock: createDrivenClock(1e12 + hours * hour),
  nudge: () => {},
});
const offer = (hours: number, asked: readonly SlackUserId[], more: Partial<OfferIntent> = {}) =>
  offerImage(depsAt(hours), producer, {
    account: own,
    region: 'R1',
    regionNamed: true,
    imageId: randomUUID() as ImageId,
    tenants: [tenant],
    people: asked,
    note: null,
    accept: false,
    ...more,
  });

it('ten in a command; people of the project do not count', async () => {
  const asked = { cloudId: own.cloudId, tenants: [tenant] };
  const eleven = people('NEW', 0, 11);
  const why = { kind: 'too-many-people', count: 11, max: 10, per: 'command' };
  expect(await whyTooMany(depsAt(0), producer, { ...asked, people: eleven })).toEqual(why);
  await expect(offer(0, eleven)).rejects.toMatchObject({ problem: why });
  const linked = people('LINKED', 0, 20);
  expect(await whyTooMany(depsAt(0), producer, { ...asked, people: linked })).toBeNull();
  await offer(0, [...eleven.slice(1), ...linked]);
  // of another project they are strangers
  await expect(offer(0, linked, { tenants: [other] })).rejects.toMatchObject({ problem: { count: 20 } });
  // and of one with the same id on another cloud
  const elsewhere = { cloudId: 'elsewhere' as CloudId, tenants: [tenant], people: linked };
  expect(await whyTooMany(depsAt(0), producer, elsewhere)).toMatchObject({ count: 20 });
});

it('thirty in a day', async () => {
  for (const n of [0, 1, 2]) await offer(n, people('NEW', 10 * n, 10));
  const why = { kind: 'too-many-people', count: 31, max: 30, per: 'day' };
  await expect(offer(3, people('NEW', 30, 1))).rejects.toMatchObject({ problem: why });
  await offer(3, []);
  await offer(3, people('LINKED', 0, 5));
  await offer(24.5, people('NEW', 30, 1));
  await expect(offer(24.5, people('NEW', 31, 10))).rejects.toMatchObject({ problem: { per: 'day' } });
});
