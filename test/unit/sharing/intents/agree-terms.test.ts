/** A Share waits for its answer again: only a deadline that has passed is moved, and by as long as was meant. */
import { expect, test } from 'vitest';
import { createLog } from '../../../../src/core/log.ts';
import { renewTerms } from '../../../../src/sharing/intents/agree-terms.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { insertLab } from '../../../support/on-lab.ts';
import { storeOf } from '../../../support/repositories.ts';
import { offer, share } from '../../../support/store-rows.ts';

const now = 10_000;

test.each([
  ['over: as long again', now, { createdAt: 4_000, answerBy: 7_000 }, now + 3_000],
  ['not over: as agreed', now + 1, { createdAt: 4_000, answerBy: 7_000 }, now + 1],
  ['none agreed', null, { createdAt: 4_000, answerBy: 7_000 }, null],
  ['over, of an offer that named none', now, { createdAt: 4_000, answerBy: null }, now],
])('%s', async (_, answerBy, offered, left) => {
  const database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
  const store = storeOf(database);
  const row = share({ answerBy, endsAt: 90_000 });
  const of = offer(offered);
  await database.transaction(async (tx) => {
    await store.offers.insertOffer(tx, of);
    await store.shares.ensureShare(tx, row);
    await store.shares.linkOfferShare(tx, { offerId: of.id, shareId: row.id, role: 'asked', revision: 0 });
    await renewTerms({ store, tx, now }, row);
  });
  expect(await store.shares.findShare(database.kysely, row.id)).toMatchObject({
    answerBy: left,
    endsAt: 90_000,
  });
  await database.close();
});
