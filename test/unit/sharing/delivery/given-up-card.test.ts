/** A card that is given up, and what that means for others, are written together or not at all. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../../src/core/clock.ts';
import type { TeamId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import { newCard } from '../../../../src/sharing/cards/refresh.ts';
import { type CardStepDeps, carryOutCard } from '../../../../src/sharing/delivery/deliver-card.ts';
import { createSlackHealth } from '../../../../src/sharing/delivery/slack-health.ts';
import { createSlackRateLimiter } from '../../../../src/sharing/delivery/slack-rate.ts';
import { leaseMs } from '../../../../src/sharing/reconcile/lease-length.ts';
import { claimCards } from '../../../../src/store/claims/card-claims.ts';
import type { Database } from '../../../../src/store/engine/database.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import * as accounts from '../../../../src/store/repositories/accounts.ts';
import * as cards from '../../../../src/store/repositories/cards.ts';
import { bob } from '../../../support/share-row.ts';

const clock = createClock(() => 1_000);
const log = createLog('silent');
const card = newCard(
  'account',
  'account-1',
  { teamId: 'T1' as TeamId, enterpriseId: null, userId: bob },
  1_000,
);

let database: Database;
beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log, clock });
  await cards.ensureCard(database.kysely, card);
});
afterEach(() => database.close());

/** One step of the card of somebody who was deactivated, where `refusePerson` is what names them to others. */
const step = async (refusePerson: typeof cards.refusePerson) => {
  const rateLimiter = createSlackRateLimiter(clock);
  const { claims } = await claimCards(database.kysely, {
    now: 1_000,
    limit: 1,
    leaseMs,
    token: 'token',
    room: rateLimiter.room(),
    hold: [],
    from: null,
    random: () => 0,
  });
  const [claimed] = claims;
  if (claimed === undefined) throw new Error('the card was not claimed');
  // as much as looking somebody up needs
  const deps = {
    store: { database, accounts, cards: { ...cards, refusePerson } },
    renderers: { account: () => ({ text: 'Link it again' }) },
    people: { answers: () => true, vet: async () => ({ ok: false, why: 'deactivated' }) },
    rateLimiter,
    health: createSlackHealth(clock, log),
    clock,
    log,
  } as unknown as CardStepDeps;
  await carryOutCard(deps, claimed);
};
const problem = async () => (await cards.findCard(database.kysely, card.id))?.problem;

test('where the others cannot be told, the card is not given up either, and is tried again', async () => {
  const broken = () => Promise.reject(new Error('the database is gone'));
  await expect(step(broken)).rejects.toThrow('the database is gone');
  expect(await problem()).toBeNull();
});

test('else it is, once', async () => {
  await step(cards.refusePerson);
  expect(await problem()).toBe('deactivated');
});
