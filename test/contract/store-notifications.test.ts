/** What the store promises of whom to tell, whatever database is behind it: preferences, a project's channel, and messages let go of. */
import { CompiledQuery, createQueryId, type KyselyPlugin, type RootOperationNode } from 'kysely';
import { expect, test } from 'vitest';
import type { ProjectId, SlackUserId, TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import type { Notification } from '../../src/model/notification.ts';
import { newCard } from '../../src/sharing/cards/refresh.ts';
import { openDatabase } from '../../src/store/open.ts';
import * as cards from '../../src/store/repositories/cards.ts';
import * as notifications from '../../src/store/repositories/notifications.ts';
import * as preferences from '../../src/store/repositories/preferences.ts';
import type { Db } from '../../src/store/schema/tables.ts';
import { onEveryStore } from '../support/every-store.ts';
import { onLab } from '../support/on-lab.ts';
import { alice, bob } from '../support/share-row.ts';

const teamId = 'T1' as TeamId;
const project = { teamId, cloudId: onLab.cloudId, projectId: 'p1' as ProjectId };
const channel = 'C1' as SlackUserId;

/** How SQLite finds the rows of each statement of `work`. */
const plansOf = async (work: (db: Db) => Promise<unknown>): Promise<string[]> => {
  const { kysely, close } = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  const nodes: RootOperationNode[] = [];
  const listening: KyselyPlugin = {
    transformQuery: ({ node }) => {
      nodes.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  await work(kysely.withPlugin(listening));
  const plans: string[] = [];
  for (const node of nodes) {
    const { sql: text, parameters } = kysely.getExecutor().compileQuery(node, createQueryId());
    const { rows } = await kysely.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${text}`, [...parameters]),
    );
    plans.push(...rows.map(({ detail }) => detail));
  }
  await close();
  return plans;
};

test('whatever was told ever, who is to be told what is found along an index', async () => {
  const recipient = { teamId, recipientId: bob };
  const plans = await plansOf(async (db) => {
    await cards.dueDigests(db, 's1', 1_000);
    await notifications.forgetNotifications(db, 's1', 'added-', ['added-p1']);
    await notifications.notificationsOfDigest(db, 'b1');
    await notifications.putInDigest(db, recipient, 'b1', 1_000);
    await cards.refusePerson(db, recipient, 'deactivated');
  });
  expect(plans.filter((plan) => plan.startsWith('SCAN'))).toEqual([]);
  // what was told long ago is in none of them
  expect(plans.join()).toContain('notificationsOfPerson');
});

await onEveryStore('whom to tell', (store) => {
  test('who chose nothing has what everybody has; a change leaves the rest', async () => {
    const { kysely } = store.database;
    const owner = { teamId, userId: bob };
    expect(await preferences.preferencesOf(kysely, owner)).toMatchObject({ reminders: true, timeZone: null });
    await preferences.setPreferences(kysely, owner, { timeZone: 'Asia/Tokyo' });
    await preferences.setPreferences(kysely, owner, { reminders: false, quietFrom: 0, quietUntil: 0 });
    expect(await preferences.preferencesOf(kysely, owner)).toEqual({
      ...owner,
      timeZone: 'Asia/Tokyo',
      reminders: false,
      quietFrom: 0,
      quietUntil: 0,
      cleanupNotes: true,
    });
    expect(await preferences.preferencesOf(kysely, { teamId, userId: alice })).toMatchObject({
      reminders: true,
    });
  });

  test('a project has one channel, a channel any number of projects', async () => {
    const { kysely } = store.database;
    const row = { ...project, channel, setBy: bob };
    const other = { ...row, projectId: 'p2' as ProjectId };
    await preferences.setProjectChannel(kysely, { ...row, channel: 'C2' as SlackUserId });
    await preferences.setProjectChannel(kysely, row);
    await preferences.setProjectChannel(kysely, other);
    await preferences.setProjectChannel(kysely, { ...other, teamId: 'T2' as TeamId });
    expect(await preferences.channelOfProject(kysely, project)).toEqual(row);
    const found = await preferences.projectsOfChannel(kysely, { teamId, channel });
    expect(found.map(({ projectId }) => projectId).sort()).toEqual(['p1', 'p2']);
    await preferences.clearProjectChannel(kysely, project);
    expect(await preferences.channelOfProject(kysely, project)).toBeNull();
    expect(await preferences.projectsOfChannel(kysely, { teamId, channel })).toEqual([other]);
  });

  test('who cannot be reached gets no more cards of any Share, once; other kinds and people keep theirs', async () => {
    const { kysely } = store.database;
    const card = (kind: 'share' | 'offer', subjectId: string, userId: SlackUserId) =>
      newCard(kind, subjectId, { teamId, enterpriseId: null, userId }, 1_000);
    const rows = [
      card('share', 's1', bob),
      card('share', 's2', bob),
      card('share', 's1', alice),
      card('offer', 'o1', bob),
    ];
    for (const row of rows) await cards.ensureCard(kysely, row);
    const refuse = () => cards.refusePerson(kysely, { teamId, recipientId: bob }, 'deactivated');
    expect((await refuse()).sort()).toEqual(['s1', 's2']);
    expect(await refuse()).toEqual([]);
    const problems = await Promise.all(
      rows.map(async ({ id }) => (await cards.findCard(kysely, id))?.problem),
    );
    expect(problems).toEqual(['deactivated', 'deactivated', null, null]);
  });

  test('a message that is let go of is found by nobody; a channel’s is ready to be posted', async () => {
    const { kysely } = store.database;
    const row = newCard('share', 's1', { teamId, enterpriseId: null, userId: channel }, 1_000);
    expect(row).toMatchObject({ name: null, channel });
    await cards.ensureCard(kysely, row);
    await cards.dropCard(kysely, row.id);
    expect(await cards.findCard(kysely, row.id)).toBeNull();
    await cards.ensureCard(kysely, { ...row, id: 'another' });
    expect(await cards.findCard(kysely, 'another')).not.toBeNull();
  });

  test('one message tells what happened in the order in which it happened', async () => {
    const { kysely } = store.database;
    const happened = [
      ['b', 1_001],
      ['c', 1_000],
      ['a', 1_002],
      ['d', 1_000],
    ] as const;
    const first = { teamId, enterpriseId: null, recipientId: bob, subjectId: 's1', digestId: null } as const;
    for (const [id, createdAt] of happened)
      await notifications.addNotification(kysely, {
        ...first,
        id,
        event: { kind: 'remind' },
        dedupeKey: id,
        dueAt: 2_000,
        createdAt,
      });
    await notifications.putInDigest(kysely, first, 'b1', 2_000);
    const told = await notifications.notificationsOfDigest(kysely, 'b1');
    expect(told.map(({ id }) => id)).toEqual(['c', 'd', 'b', 'a']);
  });

  test('what is left out of a message counts as told', async () => {
    const { kysely } = store.database;
    const notification: Notification = {
      id: 'n1',
      teamId,
      enterpriseId: null,
      recipientId: bob,
      subjectId: 's1',
      event: { kind: 'remind' },
      dedupeKey: 'remind-0',
      digestId: null,
      dueAt: 1_000,
      createdAt: 1_000,
    };
    await notifications.addNotification(kysely, notification);
    expect(await notifications.putInDigest(kysely, notification, 'b1', 1_000)).toBe(true);
    await notifications.leaveOut(kysely, 'n1');
    expect(await notifications.notificationsOfDigest(kysely, 'b1')).toEqual([]);
    await notifications.addNotification(kysely, { ...notification, id: 'n2' });
    expect(await notifications.putInDigest(kysely, notification, 'b2', 1_000)).toBe(false);
  });
});
