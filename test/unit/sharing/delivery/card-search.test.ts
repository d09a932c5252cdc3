/** After a restore, the cards of one conversation share the pages that were read of it; any other search reads for itself. */
import { beforeEach, expect, test } from 'vitest';
import { createClock } from '../../../../src/core/clock.ts';
import { newCard } from '../../../../src/sharing/cards/refresh.ts';
import { type CardSearch, createCardSearch } from '../../../../src/sharing/delivery/card-search.ts';
import type { HistoryPage } from '../../../../src/slack/api/messenger.ts';
import { alice, teamId } from '../../../support/store-rows.ts';

let now: number;
let read: string[];
let fails: boolean;
let search: CardSearch;
const message = (ts: string, cardId: string) => ({ ts, isOwn: true, card: { card_id: cardId, post: 0 } });
/** By where they end. */
const pages: Record<string, HistoryPage> = {
  null: { messages: [message('5.0', 'c1'), message('4.0', 'c2')], to: '4.0' },
  '4.0': { messages: [message('3.0', 'c3')], to: null },
};
beforeEach(() => {
  now = 1_000_000;
  read = [];
  fails = false;
  search = createCardSearch(
    {
      history: async (channel, { from, to }) => {
        read.push([channel, from, to].join(' '));
        if (fails) throw new Error('Slack is away');
        return pages[String(to)] ?? { messages: [], to: null };
      },
    },
    createClock(() => now),
  );
});

const card = (id: string, more: object = {}) => ({
  ...newCard('share', id, { teamId, enterpriseId: null, userId: alice }, now),
  ...{ id, channel: 'D1', asOf: 600_000, ...more },
});
const look = (id: string, more: object = {}) => {
  const one = card(id, more);
  return search.find(one, one.channel, { cardId: id, post: 0 });
};

test('each page of a conversation is read once for all its cards', async () => {
  expect(search.answers(card('c1'))).toBe(false);
  expect(await look('c1')).toEqual({ ts: '5.0' });
  expect(search.answers(card('c2'))).toBe(true);
  expect(await look('c2')).toEqual({ ts: '4.0' });
  for (const id of ['c3', 'c4']) expect(await look(id)).toEqual({ to: '4.0' });
  expect(await look('c3', { searchedTo: '4.0' })).toEqual({ ts: '3.0' });
  expect(await look('c4', { searchedTo: '4.0' })).toBeNull();
  expect(read).toEqual(['D1 540000 ', 'D1 540000 4.0']);
});

test('another conversation is another search, and what failed is read again', async () => {
  fails = true;
  await expect(look('c1')).rejects.toThrow('Slack is away');
  fails = false;
  await look('c1');
  await look('c1', { channel: 'D2' });
  expect(read).toEqual(['D1 540000 ', 'D1 540000 ', 'D2 540000 ']);
});

test('a post that may be lost since is looked for on a page of its own', async () => {
  await look('c1');
  const lost = { asOf: null, postingSince: 900_000, searchFrom: 540_000 };
  expect(search.answers(card('c2', lost))).toBe(false);
  await look('c2', lost);
  expect(read).toHaveLength(2);
});

test('a page is good for ten minutes', async () => {
  await look('c1');
  now += 10 * 60_000;
  await look('c2');
  expect(read).toHaveLength(2);
});
