/** How often, and how many, a producer has the bot write to people without an account: exact, however many replicas count at once. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { dayMs } from '../../src/core/durations.ts';
import type { ImageId, SlackUserId } from '../../src/core/ids.ts';
import { UserError } from '../../src/core/problems/problem.ts';
import { offerImage } from '../../src/sharing/intents/make-offer.ts';
import { sendLinkAsks } from '../../src/sharing/intents/send-link-asks.ts';
import { onEveryStore } from '../support/every-store.ts';
import { storeOf } from '../support/repositories.ts';
import { account, alice, bob, project, teamId } from '../support/store-rows.ts';

const producer = { teamId, enterpriseId: null, userId: alice };
/** Two projects: limits are the person's, whichever they act for. */
const [own, other] = ['one', 'other'].map((name) => account({ name, projectId: project(name) }));
const people = (kind: string, count: number) =>
  Array.from({ length: count }, (_, n) => `U${kind}${n}` as SlackUserId);

await onEveryStore('people who are to link an account', (given) => {
  const deps = () => ({
    store: storeOf(given.database),
    clock: createClock(() => given.clock.time),
    nudge: () => {},
    replies: { put: async () => {} },
  });
  const begin = () =>
    given.database.transaction(async (tx) => {
      for (const row of [own, other]) if (row) await storeOf(given.database).accounts.insertAccount(tx, row);
    });
  const ask = (asked: readonly SlackUserId[], by = producer) =>
    sendLinkAsks(deps(), by, { cloudId: account().cloudId, projectId: project('one'), people: asked }, {});
  const offer = (asked: readonly SlackUserId[], by = own) =>
    offerImage(deps(), producer, {
      account: by ?? account(),
      region: 'R1',
      regionNamed: true,
      imageId: randomUUID() as ImageId,
      tenants: [project('consumer')],
      people: asked,
      note: null,
      accept: false,
    });
  const written = async () => {
    const rows = await given.database.kysely.selectFrom('cards').select(['kind', 'recipientId']).execute();
    return rows.filter(({ kind }) => kind === 'reply').map(({ recipientId }) => recipientId);
  };
  /** How many came to pass, and why the others did not. */
  const allAtOnce = async (all: readonly Promise<unknown>[]) => {
    const done = await Promise.allSettled(all);
    const why = done.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    return {
      passed: done.length - why.length,
      why: why.map((one) => (one instanceof UserError ? one.problem : one)),
    };
  };

  test('many at once write to a pair once, and a day later once more', async () => {
    await begin();
    const asked = await Promise.all(Array.from({ length: 5 }, () => ask([bob, bob])));
    expect(asked.flat()).toEqual([bob]);
    expect(await ask([bob], { ...producer, userId: bob })).toEqual([bob]);
    given.clock.time += dayMs - 1;
    expect(await ask([bob])).toEqual([]);
    given.clock.time += 1;
    expect(await ask([bob])).toEqual([bob]);
    expect(await written()).toEqual([bob, bob, bob]);
  });

  test('ten in a command, thirty a day, of all that is asked at once', async () => {
    await begin();
    await expect(ask(people('X', 11))).rejects.toMatchObject({ problem: { count: 11, per: 'command' } });
    const all = ['A', 'B', 'C', 'D', 'E'].map((kind) => ask(people(kind, 10)));
    const { passed, why } = await allAtOnce(all);
    expect([passed, why.map(({ kind, per }) => [kind, per])]).toEqual([
      3,
      [
        ['too-many-people', 'day'],
        ['too-many-people', 'day'],
      ],
    ]);
    expect(await written()).toHaveLength(30);
    await expect(offer(people('Y', 1))).rejects.toMatchObject({ problem: { count: 31, per: 'day' } });
  });

  test('thirty a day, of offers for two projects and of what is asked at once', async () => {
    await begin();
    const all = [
      offer(people('A', 10)),
      ask(people('B', 10)),
      offer(people('C', 10), other),
      ask(people('D', 10)),
      offer(people('E', 10), other),
    ];
    const { passed, why } = await allAtOnce(all);
    expect([passed, why.map(({ kind }) => kind)]).toEqual([3, ['too-many-people', 'too-many-people']]);
  });
});
