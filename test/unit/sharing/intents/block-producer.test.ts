/** Whom somebody blocks, for themselves or for their project, and which cards are held back for it and come again. */
import { expect, test } from 'vitest';
import { nobody, type SlackUserId } from '../../../../src/core/ids.ts';
import type { Account } from '../../../../src/model/account.ts';
import type { Card } from '../../../../src/model/card.ts';
import type { Share } from '../../../../src/model/share.ts';
import {
  type BlockChoice,
  blockable,
  blockProducer,
  endBlocks,
  listBlocks,
} from '../../../../src/sharing/intents/block-producer.ts';
import { now, personOf } from '../../../support/card-desk.ts';
import { desk, onDesk, problemKindOf } from '../../../support/on-desk.ts';
import { alice, bob, carol, project } from '../../../support/store-rows.ts';

onDesk();

/** Bob's card of what alice offers, or somebody did outside the bot. */
const asked = async (of: Partial<Share> = {}, producer: SlackUserId | null = alice) => {
  const share = await desk.share(of);
  if (producer !== null) await desk.offer({ producer, projectId: project('p') }, [share]);
  await desk.put('share', share.id, bob);
  return { share, value: await desk.value('share', share.id, bob) };
};
const block = (value: string, choice: BlockChoice) => blockProducer(desk.deps, personOf(bob), value, choice);
const list = (userId: SlackUserId = bob) => desk.run((work) => listBlocks(work, personOf(userId)));

test.each<[string, Partial<Share>, SlackUserId | null, object | string]>([
  ['offered by somebody', {}, alice, { producer: alice, forProject: true }],
  ['shared without the bot', {}, null, { producer: null, forProject: true }],
  ['of which nobody knows the owner', { ownerProjectId: null }, null, 'outdated'],
])('what can be blocked of an image %s', async (_, of, producer, expected) => {
  const { value } = await asked(of, producer);
  const found = blockable(desk.deps, personOf(bob), value);
  if (typeof expected === 'string') expect(await problemKindOf(found)).toBe(expected);
  else expect(await found).toMatchObject(expected);
});

test.each<[string, Partial<Account> | null, boolean]>([
  ['speaks', {}, true],
  ['only looks', { speaks: false }, false],
  ['has not linked it', null, false],
])('for the project blocks only who speaks for it: %s', async (_, account, forProject) => {
  const share = await desk.share();
  await desk.put('share', share.id, carol);
  if (account !== null) await desk.link({ ...account, userId: carol, projectId: project('c1') });
  const value = await desk.value('share', share.id, carol);
  expect(await blockable(desk.deps, personOf(carol), value)).toMatchObject({ forProject });
});

test.each<[BlockChoice, object]>([
  [
    { whom: 'person', forWhom: 'me' },
    { forProject: false, producer: alice, producerProjectId: null, producerProjectName: null },
  ],
  [
    { whom: 'person', forWhom: 'project' },
    { forProject: true, producer: alice, producerProjectId: null },
  ],
  [
    { whom: 'project', forWhom: 'me' },
    { forProject: false, producer: null, producerProjectId: 'p', producerProjectName: 'Producer' },
  ],
  [
    { whom: 'project', forWhom: 'project' },
    { forProject: true, producer: null, producerProjectId: 'p' },
  ],
])('%j is on the list, once, and in the trail', async (choice, expected) => {
  const { value } = await asked();
  await block(value, choice);
  await block(value, choice);
  expect(await list()).toMatchObject([
    { ...expected, userId: bob, projectId: 'c1', createdAt: now, producerName: null },
  ]);
  const forProject = choice.forWhom === 'project';
  expect(await desk.acts()).toMatchObject([
    {
      ...{
        act: 'block-producer',
        by: { userId: bob },
        people: choice.whom === 'person' ? [{ userId: alice }] : [],
      },
      detail: { forProject, ...(choice.whom === 'project' && { ownerProjectId: 'p' }) },
    },
  ]);
});

test('a person and their project are two blocks, and so are one’s own and the project’s', async () => {
  const { value } = await asked();
  for (const whom of ['person', 'project'] as const)
    for (const forWhom of ['me', 'project'] as const) await block(value, { whom, forWhom });
  expect(await list()).toHaveLength(4);
});

test('two people are two blocks, and so are two projects', async () => {
  const other = { imageId: 'other' as Share['imageId'], ownerProjectId: project('p2') };
  const { value } = await asked();
  const second = await desk.share(other);
  await desk.offer({ producer: carol, projectId: project('p2') }, [second]);
  await desk.put('share', second.id, bob);
  for (const whom of ['person', 'project'] as const)
    for (const of of [value, await desk.value('share', second.id, bob)])
      await block(of, { whom, forWhom: 'me' });
  const blocked = (await list()).map(({ producer, producerProjectId }) => producer ?? producerProjectId);
  expect(blocked.toSorted()).toEqual([alice, carol, 'p', 'p2'].toSorted());
});

test.each<[string, BlockChoice, SlackUserId | null, Partial<Share>]>([
  ['a person, where nobody offered', { whom: 'person', forWhom: 'me' }, null, {}],
  ['a person who was deleted', { whom: 'person', forWhom: 'me' }, nobody, {}],
  ['a project that nobody knows', { whom: 'project', forWhom: 'me' }, null, { ownerProjectId: null }],
])('nobody blocks %s', async (_, choice, producer, of) => {
  const { value } = await asked(of, producer);
  expect(await problemKindOf(block(value, choice))).toBe('stale-card');
  expect(await list()).toEqual([]);
});

test('for a project blocks only who has linked it', async () => {
  const { share } = await asked();
  await desk.put('share', share.id, carol);
  const value = await desk.value('share', share.id, carol);
  const choice = { whom: 'person', forWhom: 'project' } as const;
  expect(await problemKindOf(blockProducer(desk.deps, personOf(carol), value, choice))).toBe(
    'no-account-for-project',
  );
});

test.each<[string, Partial<Card>, boolean]>([
  ['was not posted yet', { ts: null }, true],
  ['was posted', {}, false],
  ['cannot be posted', { ts: null, problem: 'deactivated' }, false],
])('a card that %s is held back, or stays; unblocked, it comes', async (_, more, held) => {
  const { share, value } = await asked();
  // bob clicks on another card: this one is carol's, a colleague's
  await desk.link({ userId: carol, projectId: project('c1') });
  await desk.put('share', share.id, carol, { dueAt: 5, ...more });
  await block(value, { whom: 'person', forWhom: 'project' });
  const before = { problem: more.problem ?? null, dueAt: 5 };
  expect(await desk.cardOf('share', share.id, carol)).toMatchObject(
    held ? { problem: 'blocked', dueAt: null } : before,
  );
  expect(await desk.cardOf('share', share.id, bob)).toMatchObject({ problem: null });
});

test('only one’s own blocks end, and those of one’s project', async () => {
  const { value } = await asked();
  await block(value, { whom: 'person', forWhom: 'me' });
  await block(value, { whom: 'project', forWhom: 'project' });
  const ids = (await list()).map(({ id }) => id);
  await desk.run((work) => endBlocks(work, personOf(alice), ids));
  expect(await list()).toHaveLength(2);
  await desk.link({ userId: carol, projectId: project('c1') });
  await desk.run((work) => endBlocks(work, personOf(carol), ids));
  expect(await list()).toMatchObject([{ forProject: false }]);
  await desk.run((work) => endBlocks(work, personOf(bob), ['another']));
  expect(await list()).toHaveLength(1);
  await desk.run((work) => endBlocks(work, personOf(bob), ids));
  expect(await list()).toEqual([]);
  expect((await desk.acts()).map(({ act }) => act).slice(0, 2)).toEqual([
    'unblock-producer',
    'unblock-producer',
  ]);
});

test('the list names a person as the bot knows them', async () => {
  const { value } = await asked();
  await desk.put('home', alice, alice, { name: 'Alice' });
  await block(value, { whom: 'person', forWhom: 'me' });
  desk.hands.time += 1;
  await block(value, { whom: 'project', forWhom: 'me' });
  expect((await list()).map(({ producerName }) => producerName)).toEqual(['Alice', null]);
});
