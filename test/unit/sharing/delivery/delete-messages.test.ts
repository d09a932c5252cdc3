/** The bot's messages to somebody who was forgotten go, one at a time and no other's, however often that breaks off. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../../../src/core/log.ts';
import { createMessageEraser } from '../../../../src/sharing/delivery/delete-messages.ts';
import { SlackCallError } from '../../../../src/slack/api/call-error.ts';
import type { Messenger } from '../../../../src/slack/api/messenger.ts';
import type { Database } from '../../../../src/store/engine/database.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { storeOf } from '../../../support/repositories.ts';
import { alice, teamId } from '../../../support/store-rows.ts';

let database: Database;
let messages: { ts: string; isOwn: boolean }[];
let calls: string[];
let refuses: ConstructorParameters<typeof SlackCallError>[1] | null;
const warned: object[] = [];

const messenger: Pick<Messenger, 'openConversation' | 'history' | 'remove'> = {
  openConversation: async (userId) => {
    calls.push('open');
    return `D${userId}`;
  },
  history: async (_, { to }) => {
    calls.push('history');
    const older = messages.filter(({ ts }) => Number(ts) < Number(to)).toReversed();
    const page = older.slice(0, 2);
    return {
      messages: page.map((one) => ({ ...one, card: {} })),
      to: older.length > 2 ? (page.at(-1)?.ts ?? null) : null,
    };
  },
  remove: async (channel, ts) => {
    calls.push(`remove ${channel} ${ts}`);
    const failure = refuses;
    refuses = null;
    if (failure) throw new SlackCallError('chat.delete', failure);
    messages = messages.filter((one) => one.ts !== ts);
  },
};

beforeEach(async () => {
  database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  messages = [1, 2, 3, 4, 5, 9].map((n) => ({ ts: `${n}.000000`, isOwn: n !== 2 }));
  calls = [];
  warned.length = 0;
  refuses = null;
  const { erasures } = storeOf(database);
  await erasures.putErasure(database.kysely, {
    ...{ id: 'e', teamId, userId: alice, messages: true, createdAt: 8_000 },
  });
});
afterEach(() => database.close());

const under = () => storeOf(database).erasures.erasuresIn(database.kysely, 'messages');
const start = async () => {
  await storeOf(database).erasures.endRows(database.kysely, { teamId, userId: alice });
  const log = { warn: (fields: object) => void warned.push(fields) };
  return createMessageEraser({ store: storeOf(database), messenger, log });
};
/** As the loop calls it, so often at most. */
const run = async (erase: () => Promise<number | undefined>, times = 30) => {
  for (let n = 0; n < times; n += 1) if ((await erase()) === undefined) return 'over';
  return 'goes on';
};

test('from the time that it was asked for back, page by page; theirs and later ones stay', async () => {
  expect(await run(await start())).toBe('over');
  expect(messages.map(({ ts }) => ts)).toEqual(['2.000000', '9.000000']);
  expect(await under()).toEqual([]);
  expect(calls.filter((call) => call === 'open')).toHaveLength(1);
});

test('after a kill another process goes on', async () => {
  expect(await run(await start(), 3)).toBe('goes on');
  expect(messages.length).toBeLessThan(6);
  expect(await run(await start())).toBe('over');
  expect(messages.map(({ ts }) => ts)).toEqual(['2.000000', '9.000000']);
});

test('it waits for as long as Slack says, and then goes on', async () => {
  const erase = await start();
  await erase();
  refuses = { verdict: 'ratelimited', code: 'http_429', retryAfterMs: 42_000, bySlack: true };
  expect(await erase()).toBe(42_000);
  expect(await run(erase)).toBe('over');
  expect(messages.map(({ ts }) => ts)).toEqual(['2.000000', '9.000000']);
});

test('one that Slack lets nobody delete stays, and keeps no other', async () => {
  const erase = await start();
  await erase();
  refuses = { verdict: 'message', code: 'cant_delete_message', bySlack: true };
  expect(await run(erase)).toBe('over');
  expect(messages.map(({ ts }) => ts)).toEqual(['2.000000', '5.000000', '9.000000']);
});

test('where the conversation is gone, that is said, and the person is forgotten', async () => {
  const erase = await start();
  await erase();
  refuses = { verdict: 'place', code: 'channel_not_found', bySlack: true };
  expect(await run(erase)).toBe('over');
  expect(warned).toEqual([{ code: 'channel_not_found' }]);
  expect(await under()).toEqual([]);
});

test('while Slack is away, the next hour does it', async () => {
  const erase = await start();
  await erase();
  refuses = { verdict: 'wait', code: 'ECONNRESET' };
  await expect(erase()).rejects.toThrow('ECONNRESET');
  expect(await under()).toHaveLength(1);
  expect(await run(erase)).toBe('over');
});
