/** What is done about one person's copy of a message, each rule as a row. */
import { describe, expect, it } from 'vitest';
import type { Person, SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import type { Card } from '../../../../src/model/card.ts';
import { newCard } from '../../../../src/sharing/cards/refresh.ts';
import { afterChange } from '../../../../src/sharing/delivery/deliver-card.ts';
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
    ['what came back with a backup may have been posted since: it is looked for', { asOf: 1 }, 'a', 'find'],
    ['and updated where it is', { asOf: 1, ts: '1.1' }, 'a', 'update'],
    ['what is shown is not what should be: update', { ts: '1.1', shownHash: 'a' }, 'b', 'update'],
    ['what is shown is what should be', { ts: '1.1', shownHash: 'a' }, 'a', 'wait'],
    ['what it replaced is deleted', { ts: '2.1', formerTs: '1.1', shownHash: 'a' }, 'b', 'delete'],
    ['but only once there is a new one', { formerTs: '1.1' }, 'a', 'post'],
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
    'vet-channel': 'conversations.info',
    'open-conversation': 'conversations.open',
    find: 'conversations.history',
    post: 'chat.postMessage',
    update: 'chat.update',
    delete: 'chat.delete',
    publish: 'views.publish',
  });
});

describe('after a change that Slack confirmed', () => {
  const taken = { attempts: 0, refusedWith: null, refusedSince: null };

  it('what is shown is known', () => {
    expect(afterChange(null, 'a', now)).toEqual([{ ...taken, shownHash: 'a', postingSince: null }, null]);
  });

  it('but not while an earlier one, whose answer was lost, may still arrive: it is drawn once more', () => {
    const lost = now - 5_000;
    const [patch, dueAt] = afterChange(lost, 'a', now);
    expect({ patch, dueAt }).toEqual({
      patch: { ...taken, shownHash: null, postingSince: lost },
      dueAt: lost + postSettlesMs,
    });
    const row = cardRow({ ts: '1.1', ...patch });
    expect(planCard(row, 'a', lost + postSettlesMs).do).toBe('update');
    expect(afterChange(lost, 'a', lost + postSettlesMs)).toEqual([
      { ...taken, shownHash: 'a', postingSince: null },
      null,
    ]);
  });
});
