/** That a message is being posted is on record before Slack is asked: whoever goes on after a crash has to search for it first. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../../src/core/clock.ts';
import type { TeamId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import { newCard } from '../../../../src/sharing/cards/refresh.ts';
import { type CardStepDeps, carryOutCard } from '../../../../src/sharing/delivery/deliver-card.ts';
import { createSlackHealth } from '../../../../src/sharing/delivery/slack-health.ts';
import { createSlackRateLimiter } from '../../../../src/sharing/delivery/slack-rate.ts';
import { leaseMs } from '../../../../src/sharing/reconcile/lease-length.ts';
import { SlackCallError } from '../../../../src/slack/api/call-error.ts';
import { claimCards } from '../../../../src/store/claims/card-claims.ts';
import type { Database } from '../../../../src/store/engine/database.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import * as accounts from '../../../../src/store/repositories/accounts.ts';
import * as cards from '../../../../src/store/repositories/cards.ts';
import { bob } from '../../../support/share-row.ts';

let now: number;
const clock = createClock(() => now);
const log = createLog('silent');
const owner = { teamId: 'T1' as TeamId, enterpriseId: null, userId: bob };
const card = { ...newCard('account', 'account-1', owner, 1_000), name: 'bob', channel: 'DBOB' };

let database: Database;
beforeEach(async () => {
  now = 1_000;
  database = await openDatabase('sqlite::memory:', { log, clock });
  await cards.ensureCard(database.kysely, card);
});
afterEach(() => database.close());

/** Carries out the card; what was on record at each post. */
const postedWith = async (beforeStep = () => {}, update: () => Promise<void> = async () => {}) => {
  const rateLimiter = createSlackRateLimiter(clock);
  const { claims } = await claimCards(database.kysely, {
    now,
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
  beforeStep();
  const posts: (number | null | undefined)[] = [];
  // as much as posting needs
  const deps = {
    store: { database, accounts, cards },
    renderers: { account: () => ({ text: 'Link it again' }) },
    people: { answers: () => false },
    messenger: {
      slackTime: () => null,
      post: async () => {
        posts.push((await cards.findCard(database.kysely, card.id))?.postingSince);
        return '1.1';
      },
      update,
      answers: async () => true,
    },
    rateLimiter,
    health: createSlackHealth(clock, log),
    clock,
    log,
    keyedHashes: (parts: readonly string[]) => [parts.join(' ')],
  } as unknown as CardStepDeps;
  await carryOutCard(deps, claimed);
  return posts;
};

test('it is on record when Slack is asked, and no more once it has answered', async () => {
  expect(await postedWith()).toEqual([1_000]);
  expect(await cards.findCard(database.kysely, card.id)).toMatchObject({ ts: '1.1', postingSince: null });
});

test('nothing is posted by who has lost the lease', async () => {
  const late = () => {
    now += leaseMs;
  };
  expect(await postedWith(late)).toEqual([]);
});

test.each([
  ['is lost: either version may be shown from then on', true, 1_000],
  ['is a no: it was not changed', false, null],
])('an update whose response %s', async (_, unsure, postingSince) => {
  await database.kysely.updateTable('cards').set({ ts: '1.1', shownHash: 'former' }).execute();
  const failure = new SlackCallError('chat.update', { verdict: 'wait', code: 'ECONNRESET', unsure });
  await postedWith(undefined, () => Promise.reject(failure));
  expect(await cards.findCard(database.kysely, card.id)).toMatchObject({
    refusedWith: 'ECONNRESET',
    postingSince,
  });
});
