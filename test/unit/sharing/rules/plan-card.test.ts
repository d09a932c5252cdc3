/** What is done about one person's copy of a message, each rule as a row. */
import { describe, expect, it } from 'vitest';
import type { Person, SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import type { Card } from '../../../../src/model/card.ts';
import { newCard } from '../../../../src/sharing/cards/refresh.ts';
import { afterCardFailure, afterChange } from '../../../../src/sharing/delivery/deliver-card.ts';
import { type CardStep, methodOf, planCard, postSettlesMs } from '../../../../src/sharing/rules/plan-card.ts';

const now = 1_000_000;
const person: Person = { teamId: 'T1' as TeamId, enterpriseId: null, userId: 'UBOB' as SlackUserId };
const cardRow = (more: Partial<Card> = {}): Card => ({
  ...newCard('share', 'share-1', person, 0),
  name: 'bob',
  channel: 'D1',
  ...more,
});

describe('the next step', () => {
  const rows: [string, Partial<Card>, string | null, CardStep['do']][] = [
    ['nobody is written to before they are looked up', { name: null, channel: null }, 'a', 'vet'],
    ['then the conversation is opened', { channel: null }, 'a', 'open-conversation'],
    ['then the card is posted', {}, 'a', 'post'],
    ['a post whose answer was lost is waited out', { postingSince: now - 1_000 }, 'a', 'wait'],
    ['and then looked for', { postingSince: now - postSettlesMs }, 'a', 'find'],
    ['what is shown is not what should be: update', { ts: '1.1', shownHash: 'a' }, 'b', 'update'],
    ['what is shown is what should be', { ts: '1.1', shownHash: 'a' }, 'a', 'wait'],
    ['who gets no card is left alone', { problem: 'deactivated' }, 'a', 'wait'],
    ['nothing to show', {}, null, 'wait'],
    ['a Home is laid in without a conversation', { kind: 'home', channel: null }, 'a', 'publish'],
    ['its owner is looked up as well', { kind: 'home', name: null, channel: null }, 'a', 'vet'],
    ['a Home that shows what it should', { kind: 'home', channel: null, shownHash: 'a' }, 'a', 'wait'],
  ];
  it.each(rows)('%s', (_name, row, hash, step) => {
    expect(planCard(cardRow(row), hash, now).do).toBe(step);
  });
});

it('a step says where, which message, and until when', () => {
  const lost = cardRow({ postingSince: now - 1_000 });
  expect(planCard(cardRow(), 'a', now)).toEqual({ do: 'post', channel: 'D1' });
  expect(planCard(lost, 'a', now)).toEqual({ do: 'wait', until: now - 1_000 + postSettlesMs });
  expect(planCard(lost, 'a', now - 1_000 + postSettlesMs)).toEqual({ do: 'find', channel: 'D1' });
  expect(planCard(cardRow({ ts: '1.1', shownHash: 'a' }), 'b', now)).toEqual({
    do: 'update',
    channel: 'D1',
    ts: '1.1',
  });
  expect(planCard(cardRow({ ts: '1.1', shownHash: 'a', postingSince: now }), 'a', now)).toEqual({
    do: 'wait',
    until: null,
  });
  expect(planCard(cardRow({ kind: 'home', shownHash: 'a' }), 'a', now)).toEqual({ do: 'wait', until: null });
  expect(planCard(cardRow({ problem: 'deactivated' }), 'a', now)).toEqual({ do: 'wait', until: null });
});

it('each step has its call', () => {
  expect(methodOf).toEqual({
    vet: 'users.info',
    'open-conversation': 'conversations.open',
    find: 'conversations.history',
    post: 'chat.postMessage',
    update: 'chat.update',
    publish: 'views.publish',
  });
});

describe('after a change that Slack confirmed', () => {
  it('what is shown is known', () => {
    expect(afterChange(null, 'a', now)).toEqual([{ shownHash: 'a', postingSince: null, attempts: 0 }, null]);
  });

  it('but not while an earlier one, whose answer was lost, may still arrive: it is drawn once more', () => {
    const lost = now - 5_000;
    const [patch, dueAt] = afterChange(lost, 'a', now);
    expect({ patch, dueAt }).toEqual({
      patch: { shownHash: null, postingSince: lost, attempts: 0 },
      dueAt: lost + postSettlesMs,
    });
    const row = cardRow({ ts: '1.1', ...patch });
    expect(planCard(row, 'a', lost + postSettlesMs).do).toBe('update');
    expect(afterChange(lost, 'a', lost + postSettlesMs)).toEqual([
      { shownHash: 'a', postingSince: null, attempts: 0 },
      null,
    ]);
  });
});

describe('after a failed call', () => {
  const post: CardStep = { do: 'post', channel: 'D1' };
  const update: CardStep = { do: 'update', channel: 'D1', ts: '1.1' };
  const posting = cardRow({ postingSince: now });

  it('429: nothing was posted, the card keeps its place, and the method rests for as long as Slack says', () => {
    const failure = { kind: 'ratelimited', code: 'http_429', retryAfterMs: 30_000 } as const;
    expect(afterCardFailure(posting, post, failure, now)).toEqual({
      patch: { postingSince: null },
      dueAt: posting.dueAt,
      waits: { what: 'method', forMs: 30_000 },
    });
  });

  it('a lost answer to a post: looked for once it must have shown up, and nothing is posted before it', () => {
    const failure = { kind: 'unknown-outcome', code: 'ECONNRESET', retryAfterMs: 0 } as const;
    const { patch, dueAt, waits } = afterCardFailure(posting, post, failure, now);
    expect(patch).not.toHaveProperty('postingSince');
    expect({ dueAt, waits }).toEqual({
      dueAt: posting.dueAt,
      waits: { what: 'conversation', forMs: postSettlesMs },
    });
  });

  it('the message is gone: posted again', () => {
    const failure = { kind: 'gone', code: 'message_not_found', retryAfterMs: 0 } as const;
    expect(afterCardFailure(cardRow({ ts: '1.1' }), update, failure, now).patch).toMatchObject({
      ts: null,
      shownHash: null,
      postingSince: null,
    });
  });

  it('the bot’s own token is refused: waits for the operator, loses nothing', () => {
    const failure = { kind: 'refused', code: 'token_revoked', retryAfterMs: 0 } as const;
    const { patch, waits } = afterCardFailure(posting, post, failure, now);
    expect(patch).not.toHaveProperty('problem');
    expect(waits?.what).toBe('conversation');
    expect(waits?.forMs).toBeGreaterThan(0);
  });

  const stillFirst: [string, Partial<Card>, string, boolean][] = [
    ['Slack is away: however long', { attempts: 50 }, 'ECONNREFUSED', true],
    ['Slack has an error with it', { attempts: 1 }, 'internal_error', true],
    ['and goes on having it', { attempts: 2 }, 'internal_error', false],
    ['what was posted keeps nobody waiting', { ts: '1.1' }, 'ECONNREFUSED', false],
    ['a Home neither', { kind: 'home', channel: null }, 'ECONNREFUSED', false],
  ];
  it.each(stillFirst)('keeps the person’s later messages behind it: %s', (_name, row, code, first) => {
    const card = cardRow(row);
    const failure = { kind: 'unknown-outcome', code, retryAfterMs: 0 } as const;
    const { dueAt, waits } = afterCardFailure(card, card.ts === null ? post : update, failure, now);
    expect(waits !== undefined).toBe(first);
    if (first) expect(dueAt).toBe(card.dueAt);
    else expect(dueAt).toBeGreaterThan(now);
  });

  it('Slack refuses for good: the reason is kept', () => {
    const failure = { kind: 'refused', code: 'cannot_dm_bot', retryAfterMs: 0 } as const;
    expect(afterCardFailure(posting, post, failure, now)).toMatchObject({
      patch: { problem: 'cannot_dm_bot' },
      dueAt: null,
    });
  });
});
