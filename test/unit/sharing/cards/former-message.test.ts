/** A click on a message that a newer one has replaced: what the person is shown in its place, and when it is the current one after all. */
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import type { Card } from '../../../../src/model/card.ts';
import { successorOf } from '../../../../src/sharing/cards/former-message.ts';
import { personOf } from '../../../support/card-desk.ts';
import { desk, onDesk } from '../../../support/on-desk.ts';
import { alice, bob } from '../../../support/store-rows.ts';

const channel = 'CPROJECT' as SlackUserId;
onDesk();

const at = { channel: 'DBOB', ts: '2.2', post: 1 } as const;
const click = async (card: Partial<Card>, { ts = '1.1', where = 'DBOB', reader = bob, by = bob } = {}) => {
  const share = await desk.share();
  await desk.put('share', share.id, reader, { ...at, ...card });
  const value = await desk.olderValue('share', share.id, reader);
  return successorOf(desk.deps, personOf(by), value, { channel: where, ts });
};

test.each<[string, Partial<Card>, Parameters<typeof click>[1], object | null]>([
  ['one that was replaced', {}, {}, { at: { channel: 'DBOB', ts: '2.2' } }],
  ['the current one', {}, { ts: '2.2' }, null],
  ['one elsewhere', {}, { where: 'D2' }, null],
  ['one of a card that was never replaced', { post: 0 }, {}, null],
  ['somebody else’s', {}, { by: alice }, null],
  ['one in a channel, by anybody', {}, { reader: channel, by: alice }, { at: { ts: '2.2' } }],
  ['one whose successor is being posted', { ts: null, formerTs: '1.1' }, {}, { at: null }],
  ['one that is being posted itself', { ts: null, formerTs: '0.9' }, {}, null],
])('a click on %s', async (_, card, how, expected) => {
  const found = await click(card, how);
  if (expected === null) expect(found).toBeNull();
  else expect(found).toMatchObject({ ...expected, message: { text: expect.any(String) } });
});

test('a button of another card on a message that is current', async () => {
  await desk.put('digest', 'digest', bob, { channel: 'DBOB', ts: '1.1' });
  expect(await click({})).toBeNull();
});

test('a message of which the rows know nothing was lost with a backup, or is none', async () => {
  const lost = (ts: string) => successorOf(desk.deps, personOf(bob), 'gone.hash', { channel: 'DBOB', ts });
  expect(await lost('1.5')).toBeNull();
  await desk.db
    .insertInto('restores')
    .values({ id: 'r', asOf: 1_000, at: 2_000, how: 'command' } as never)
    .execute();
  expect(await lost('1.5')).toEqual({ asOf: 1_000 });
  expect(await lost('0.9')).toBeNull();
  expect(await lost('2.1')).toBeNull();
  expect(await successorOf(desk.deps, personOf(bob), 'no-value', { channel: 'DBOB', ts: '1.5' })).toBeNull();
});
