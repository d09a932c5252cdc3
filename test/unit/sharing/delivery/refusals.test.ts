/**
 * Each kind of refusal at each step of a card: once, and for an hour. When it is over, every card is there once and shows what it
 * should, and meanwhile nobody else's waited for it.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from '../../../../src/core/clock.ts';
import { hourMs } from '../../../../src/core/durations.ts';
import type { SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import type { Card, SlackMethod } from '../../../../src/model/card.ts';
import { newCard } from '../../../../src/sharing/cards/refresh.ts';
import { createCardSearch } from '../../../../src/sharing/delivery/card-search.ts';
import { type CardStepDeps, carryOutCard } from '../../../../src/sharing/delivery/deliver-card.ts';
import { createSlackHealth, type SlackHealth } from '../../../../src/sharing/delivery/slack-health.ts';
import {
  createSlackRateLimiter,
  type SlackRateLimiter,
} from '../../../../src/sharing/delivery/slack-rate.ts';
import { createKnownPeople } from '../../../../src/sharing/delivery/slack-users.ts';
import { leaseMs } from '../../../../src/sharing/reconcile/lease-length.ts';
import { SlackCallError } from '../../../../src/slack/api/call-error.ts';
import type { Messenger } from '../../../../src/slack/api/messenger.ts';
import { mayBeDone, verdictOf } from '../../../../src/slack/api/verdicts.ts';
import { mrkdwn } from '../../../../src/slack/blocks/mrkdwn.ts';
import type { CardMessage, Message } from '../../../../src/slack/feature.ts';
import { claimCards } from '../../../../src/store/claims/card-claims.ts';
import { whatIsDue } from '../../../../src/store/claims/leases.ts';
import type { Database } from '../../../../src/store/engine/database.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { storeOf } from '../../../support/repositories.ts';
import { alice, bob } from '../../../support/share-row.ts';

const teamId = 'T1' as TeamId;
const log = createLog('silent');
const startAt = Date.UTC(2026, 10, 29);

let now: number;
let words: string;
let database: Database;
let posted: { channel: string; ts: string; cardId: string; post: number; text: string }[];
let home: string | null;
let fault: ((method: SlackMethod, whose: string) => SlackCallError | null) | null;
let struck: number;
let health: SlackHealth;
let rateLimiter: SlackRateLimiter;
let deps: CardStepDeps;

/** A Slack that says yes, unless `fault` says no. */
const slack = (): Messenger => {
  const ask = (method: SlackMethod, whose: string) => {
    const error = fault?.(method, whose);
    if (!error) return;
    struck += 1;
    throw error;
  };
  const of = (channel: string) => channel.slice(1);
  return {
    vet: async (userId) => {
      ask('users.info', userId);
      return { ok: true, name: userId, timeZone: null };
    },
    vetChannel: async (channel) => ({ ok: true, name: channel, timeZone: null }),
    openConversation: async (userId) => {
      ask('conversations.open', userId);
      return `D${userId}`;
    },
    whisper: async () => {},
    post: async (channel, { text }, card) => {
      const ts = `${posted.length + 1}.0`;
      const done = () =>
        posted.push({ channel, ts, cardId: card?.cardId ?? '', post: card?.post ?? 0, text });
      const error = fault?.('chat.postMessage', of(channel));
      if (!error) done();
      else {
        struck += 1;
        // what is unsure was done, this time
        if (error.unsure && !posted.some(({ cardId }) => cardId === card?.cardId)) done();
        throw error;
      }
      return ts;
    },
    update: async (channel, ts, { text }) => {
      ask('chat.update', of(channel));
      for (const message of posted) if (message.ts === ts) message.text = text;
    },
    remove: async (channel, ts) => {
      ask('chat.delete', of(channel));
      posted = posted.filter((message) => message.ts !== ts);
    },
    history: async (channel) => {
      ask('conversations.history', of(channel));
      const messages = posted.map(({ ts, cardId, post }) => ({
        ts,
        isOwn: true,
        card: { card_id: cardId, post },
      }));
      return { messages, to: null };
    },
    publishHome: async (userId, blocks) => {
      ask('views.publish', userId);
      home = JSON.stringify(blocks);
    },
    permalink: async () => '',
    answers: async () => true,
    slackTime: () => now,
  };
};

const cardFor = async (userId: SlackUserId, subject: string, kind: Card['kind'] = 'account') => {
  const card = newCard(kind, subject, { teamId, enterpriseId: null, userId }, now);
  await deps.store.cards.ensureCard(database.kysely, card);
  return card;
};

beforeEach(async () => {
  now = startAt;
  words = 'first';
  posted = [];
  home = null;
  fault = null;
  struck = 0;
  const clock = createClock(() => now);
  database = await openDatabase('sqlite::memory:', { log, clock });
  health = createSlackHealth(clock, log);
  rateLimiter = createSlackRateLimiter(clock);
  const messenger = slack();
  const message = (): CardMessage => {
    const text = mrkdwn`${words as Message['text']}`;
    return { text, plain: { text } };
  };
  deps = {
    store: storeOf(database),
    messenger,
    rateLimiter,
    health,
    people: createKnownPeople(messenger, clock),
    search: createCardSearch(messenger, clock),
    renderers: {
      account: message,
      home: () => [{ type: 'section', text: { type: 'mrkdwn', text: words } }],
    } as unknown as CardStepDeps['renderers'],
    keyedHashes: (parts) => [parts.join(' ')],
    policy: {} as CardStepDeps['policy'],
    clock,
    log,
  };
});
afterEach(() => database.close());

/** Carries out what is due, and moves the clock on to what is due next, until `until`. */
const runUntil = async (until: number) => {
  while (now <= until) {
    const { claims } = await claimCards(database.kysely, {
      now,
      limit: 32,
      leaseMs,
      token: `token-${now}-${Math.random()}`,
      room: rateLimiter.room(),
      hold: rateLimiter.held(),
      from: null,
      random: () => 0,
    });
    for (const claimed of claims) await carryOutCard(deps, claimed);
    if (claims.length > 0) continue;
    const next = [(await whatIsDue(database.kysely, now)).next, rateLimiter.freeAt()].filter(
      (at) => at !== null,
    );
    const at = Math.min(...next);
    if (at > until) break;
    now = Math.max(now + 1, at);
  }
  now = Math.max(now, until);
};

const texts = (userId: string) =>
  posted.filter(({ channel }) => channel === `D${userId}`).map(({ text }) => text);

/** What Slack shows changes. */
const change = async (to: string, subjects: readonly string[]) => {
  words = to;
  for (const subject of subjects) await deps.store.cards.dueCards(database.kysely, 'account', subject, now);
  await deps.store.cards.dueCards(database.kysely, 'home', bob, now);
};

const failure = (method: string, code: string) =>
  code.startsWith('http_')
    ? new SlackCallError(method, { verdict: 'wait', code, unsure: true })
    : new SlackCallError(method, {
        verdict: verdictOf(code),
        code,
        bySlack: true,
        unsure: mayBeDone(code),
        retryAfterMs: verdictOf(code) === 'ratelimited' ? 30_000 : 0,
      });

const codes = [
  'ekm_access_denied',
  'internal_error',
  'a_code_of_next_year',
  'http_403',
  'ratelimited',
  'missing_scope',
  'invalid_arguments',
  'restricted_action',
  'cant_update_message',
  'channel_not_found',
  'fatal_error',
  'method_deprecated',
  'http_451',
];
const steps: readonly SlackMethod[] = [
  'users.info',
  'conversations.open',
  'conversations.history',
  'chat.postMessage',
  'chat.update',
  'views.publish',
];

describe.each(steps)('%s', (method) => {
  describe.each(codes)('refused with %s', (code) => {
    it.each([
      ['once', 1, 0],
      ['for an hour', Number.POSITIVE_INFINITY, hourMs],
    ])('%s', async (_name, times, forMs) => {
      const changes = method === 'chat.update' || method === 'views.publish';
      const offer = async () => {
        await cardFor(bob, 'b1');
        await cardFor(bob, 'b2');
        await cardFor(alice, 'n1');
      };
      if (method === 'views.publish') await cardFor(bob, bob, 'home');
      if (changes) {
        await offer();
        await runUntil(now + 60_000);
      }
      const began = now;
      let lost = method === 'conversations.history' ? 1 : 0;
      fault = (called, whose) => {
        if (whose !== bob) return null;
        if (called === 'chat.postMessage' && lost > 0) {
          lost -= 1;
          return failure(called, 'http_502');
        }
        if (called !== method || struck - (method === 'conversations.history' ? 1 : 0) >= times) return null;
        return failure(method, code);
      };
      if (changes) await change('second', ['b1', 'b2', 'n1']);
      else await offer();
      // some pause the method for everybody: only the operator can act, or Slack has said how long
      const pauses = ['operator', 'ratelimited'].includes(verdictOf(code));
      await runUntil(began + Math.max(pauses ? 6 * 60_000 : 60_000, forMs));
      if (!pauses) expect(texts(alice), 'nobody else waits').toEqual([words]);
      expect(struck).toBeGreaterThan(0);
      expect(struck, 'nor is Slack asked all the time').toBeLessThan(130);

      fault = null;
      await runUntil(now + 10 * 60_000);
      await change('third', ['b1', 'b2', 'n1']);
      await runUntil(now + 10 * 60_000);
      expect(texts(alice)).toEqual(['third']);
      expect(texts(bob)).toEqual(['third', 'third']);
      if (method === 'views.publish') expect(home).toContain('third');
      const rows = await database.kysely.selectFrom('cards').selectAll().execute();
      for (const row of rows)
        expect(row).toMatchObject({ problem: null, refusedWith: null, refusedSince: null, dueAt: null });
      expect(health.degraded()).toEqual({});
    });
  });
});

it('what only the operator can change is tried by one card per method every five minutes, and named', async () => {
  fault = (method) =>
    method === 'conversations.open'
      ? new SlackCallError(method, {
          verdict: 'operator',
          code: 'missing_scope',
          bySlack: true,
          needed: 'im:write',
        })
      : null;
  for (let n = 0; n < 20; n++) await cardFor(`U${n}` as SlackUserId, `s${n}`);
  await runUntil(now + hourMs);
  expect(struck).toBeGreaterThanOrEqual(11);
  expect(struck).toBeLessThanOrEqual(13);
  expect(health.degraded()).toEqual({ 'conversations.open': 'missing_scope: im:write' });
  const waiting = await database.kysely.selectFrom('cards').selectAll().execute();
  expect(waiting.map(({ refusedWith }) => refusedWith)).toEqual(waiting.map(() => 'missing_scope'));
  fault = null;
  await runUntil(now + 10 * 60_000);
  expect(posted).toHaveLength(20);
  expect(health.degraded()).toEqual({});
});

it('after three tries the person’s other messages pass, and while Slack is away they stay in order', async () => {
  const away = new SlackCallError('chat.postMessage', {
    verdict: 'wait',
    code: 'ECONNREFUSED',
    unsure: true,
  });
  const first = await cardFor(bob, 'b1');
  now += 1;
  await cardFor(bob, 'b2');
  deps = { ...deps, messenger: { ...deps.messenger, answers: async () => false } };
  fault = () => away;
  // nothing was posted
  posted = [{ channel: 'x', ts: '0.0', cardId: first.id, post: 9, text: '' }];
  await runUntil(now + hourMs);
  fault = null;
  await runUntil(now + 10 * 60_000);
  expect(posted.slice(1).map(({ cardId }) => cardId === first.id)).toEqual([true, false]);
});

it('a conversation that Slack does not know any more is opened again, not remembered', async () => {
  let opened = 0;
  const former = deps.messenger;
  const messenger: Messenger = {
    ...former,
    openConversation: async () => {
      opened += 1;
      return `D${opened}`;
    },
    post: async (channel, ...message) => {
      if (channel === 'D1') throw failure('chat.postMessage', 'channel_not_found');
      return former.post(channel, ...message);
    },
  };
  deps = { ...deps, messenger, people: createKnownPeople(messenger, deps.clock) };
  await cardFor(bob, 'b1');
  await runUntil(now + 10 * 60_000);
  expect(posted.map(({ channel }) => channel)).toEqual(['D2']);
});

it('what only another version can make right is an error of the log that names card and size, of the Home too', async () => {
  const lines: string[] = [];
  deps = { ...deps, log: createLog('error', { write: (line) => lines.push(line) }) };
  const home = await cardFor(bob, bob, 'home');
  const card = await cardFor(bob, 'b1');
  fault = (method) =>
    ['views.publish', 'chat.postMessage'].includes(method) ? failure(method, 'invalid_blocks') : null;
  // whichever comes first holds the other up for a while
  await runUntil(now + 10 * 60_000);
  const said = lines.map((line) => JSON.parse(line)).filter(({ msg }) => /wrong|plain/.test(msg));
  const size = { textBytes: 5, blocks: 0, chars: 2 };
  expect(said).toContainEqual(
    expect.objectContaining({ card: card.id, kind: 'account', code: 'invalid_blocks', size }),
  );
  expect(said).toContainEqual(
    expect.objectContaining({
      card: home.id,
      kind: 'home',
      size: { textBytes: 0, blocks: 1, chars: expect.any(Number) },
    }),
  );
});
