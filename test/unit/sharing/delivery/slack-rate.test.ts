/** How often Slack may be asked: each rule of the rate limiter as a row, and against the playground's own limits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRates } from '../../../../playground/slack/web-api/rates.ts';
import { systemClock } from '../../../../src/core/clock.ts';
import {
  conversationRate,
  createSlackRateLimiter,
  emptyUntil,
  methodRates,
  roomIn,
  taken,
} from '../../../../src/sharing/delivery/slack-rate.ts';

describe('a bucket', () => {
  const rate = { burst: 3, intervalMs: 1_000 };
  const rows: [string, number, number, number][] = [
    ['full from the start', 0, 5_000, 3],
    ['one taken', 6_000, 5_000, 2],
    ['two taken', 7_000, 5_000, 1],
    ['all taken', 8_000, 5_000, 0],
    ['all taken, and almost a second gone', 8_000, 5_999, 0],
    ['all taken, and a second gone', 8_000, 6_000, 1],
    ['never overfull', 8_000, 90_000, 3],
    ['resting: none before', emptyUntil(35_000, rate), 34_999, 0],
    ['resting: one then, not a burst', emptyUntil(35_000, rate), 35_000, 1],
  ];
  it.each(rows)('%s', (_name, fullAt, now, room) => expect(roomIn(fullAt, now, rate)).toBe(room));

  it('fills from now on, not from when it was full', () => expect(taken(1_000, 9_000, rate)).toBe(10_000));
});

describe('the rate limiter', () => {
  const alice = { teamId: 'T1', recipientId: 'UALICE' };
  const bob = { teamId: 'T1', recipientId: 'UBOB' };
  const start = () => {
    const clock = { ...systemClock, time: 1_000_000, now: () => clock.time };
    return { clock, rateLimiter: createSlackRateLimiter(clock) };
  };

  it('holds back who got a burst, for a second, and nobody else', () => {
    const { clock, rateLimiter } = start();
    for (let n = 0; n < conversationRate.burst; n++) {
      expect(rateLimiter.held()).toEqual([]);
      rateLimiter.posted(alice);
    }
    rateLimiter.posted(bob);
    expect(rateLimiter.held()).toEqual([alice]);
    expect(rateLimiter.freeAt()).toBe(clock.time + 1_000);
    clock.time += 1_000;
    expect(rateLimiter.held()).toEqual([]);
    expect(rateLimiter.freeAt()).toBeNull();
  });

  it('a method that Slack has enough of rests; the others go on', () => {
    const { clock, rateLimiter } = start();
    rateLimiter.rest('chat.update', 30_000);
    expect(rateLimiter.room().get('chat.update')).toBe(0);
    expect(rateLimiter.room().get('chat.postMessage')).toBeGreaterThan(0);
    expect(rateLimiter.freeAt()).toBe(clock.time + 30_000);
    clock.time += 30_000;
    expect(rateLimiter.room().get('chat.update')).toBe(1);
  });

  it('a conversation whose first message cannot be posted is held back as long', () => {
    const { clock, rateLimiter } = start();
    rateLimiter.holdBack(alice, 12_000);
    expect(rateLimiter.held()).toEqual([alice]);
    clock.time += 12_000;
    expect(rateLimiter.held()).toEqual([]);
  });

  it('the first 429 of a post pauses that conversation; one in another meanwhile, the method', () => {
    const { clock, rateLimiter } = start();
    rateLimiter.tooMany('chat.postMessage', alice, 30_000);
    rateLimiter.tooMany('chat.postMessage', alice, 60_000);
    expect(rateLimiter.held()).toEqual([alice]);
    expect(rateLimiter.room().get('chat.postMessage')).toBeGreaterThan(0);
    rateLimiter.tooMany('chat.postMessage', bob, 30_000);
    expect(rateLimiter.room().get('chat.postMessage')).toBe(0);
    clock.time += 60_000;
    expect(rateLimiter.held()).toEqual([]);
    rateLimiter.tooMany('chat.postMessage', bob, 30_000);
    expect(rateLimiter.room().get('chat.postMessage')).toBeGreaterThan(0);
  });

  it('a 429 of another method pauses the method', () => {
    const { rateLimiter } = start();
    rateLimiter.tooMany('chat.update', alice, 30_000);
    expect(rateLimiter.room().get('chat.update')).toBe(0);
    expect(rateLimiter.held()).toEqual([]);
  });

  it('whoever keeps it is never told “too many”', () => {
    const perMinute = new Map(
      [...methodRates].map(([method, { intervalMs }]) => [method, 60_000 / intervalMs]),
    );
    const wait = fc.integer({ min: 0, max: 3_000 });
    const intent = fc.record({
      wait,
      method: fc.constantFrom(...methodRates.keys()),
      person: fc.constantFrom(alice, bob),
    });
    fc.assert(
      fc.property(fc.array(intent, { maxLength: 400 }), (intents) => {
        const { clock, rateLimiter } = start();
        const rates = createRates(clock);
        for (const { wait, method, person } of intents) {
          clock.time += wait;
          const posts = method === 'chat.postMessage';
          if (!rateLimiter.room().get(method) || (posts && rateLimiter.held().includes(person))) continue;
          rateLimiter.called(method);
          expect(rates(method, perMinute.get(method) ?? 0, person.recipientId)).toBeUndefined();
          if (posts) rateLimiter.posted(person);
        }
      }),
    );
  });
});
