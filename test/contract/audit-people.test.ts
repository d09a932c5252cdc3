/** The trail stays and people can go: it names them by an id, whose owner stands in one row elsewhere. */
import { expect, test } from 'vitest';
import type { TeamId } from '../../src/core/ids.ts';
import { type AuditEvent, writeAudit } from '../../src/sharing/audit.ts';
import { exportAudit } from '../../src/store/operator/export-audit.ts';
import { insertAccount } from '../../src/store/repositories/accounts.ts';
import * as audit from '../../src/store/repositories/audit-lines.ts';
import { onEveryStore } from '../support/every-store.ts';
import { account, alice, bob, share, teamId } from '../support/store-rows.ts';

await onEveryStore('the people of the trail', (store) => {
  const write = (event: Partial<AuditEvent>, now = 1) =>
    store.database.transaction((tx) =>
      writeAudit(
        { store: { audit }, tx, now },
        { act: 'offer', by: { userId: alice }, on: share(), ...event },
      ),
    );
  const exported = async (filter: audit.AuditFilter = {}) => {
    const lines: Record<string, unknown>[] = [];
    for await (const text of exportAudit(store.database.kysely, filter, 'json')) lines.push(JSON.parse(text));
    return lines;
  };
  const erase = (userId: string) =>
    store.database.kysely
      .deleteFrom('people')
      .where(({ and }) => and({ teamId, userId: userId as typeof bob }))
      .execute();
  const raw = async () =>
    JSON.stringify(await store.database.kysely.selectFrom('audit').selectAll().execute());

  test('a line names nobody, and is read and exported with their Slack ids', async () => {
    const own = account({ name: 'alice-the-first' });
    await store.database.transaction((tx) => insertAccount(tx, own));
    const by = { userId: alice, from: 'command /share-image' };
    await write({ by, people: [bob], detail: { accountId: own.id } });
    await write({ act: 'end-share', by: null, onBehalfOf: alice }, 2);
    await write({ act: 'observed-absent', by: null }, 3);
    for (const name of [alice, bob, 'alice-the-first']) expect(await raw()).not.toContain(name);
    const [offered, ended, seen] = await exported();
    expect(offered).toMatchObject({
      person: alice,
      account: 'alice-the-first',
      from: 'command /share-image',
      detail: { people: [{ person: bob, person_id: expect.any(String) }] },
    });
    expect(ended).toMatchObject({ person: null, on_behalf_of: alice, on_behalf_of_id: offered?.person_id });
    expect(seen).toMatchObject({ person: null, person_id: null, on_behalf_of: null, on_behalf_of_id: null });
  });

  test('who asked and in whose name are both found', async () => {
    await write({});
    await write({ act: 'end-share', by: null, onBehalfOf: alice }, 2);
    await write({ by: { userId: bob } }, 3);
    await write({ by: { userId: bob }, onBehalfOf: alice }, 4);
    const times = async (person: string) =>
      (await exported({ person })).map(({ at }) => Date.parse(String(at)));
    expect(await times(alice)).toEqual([1, 2, 4]);
    expect(await times(bob)).toEqual([3, 4]);
    expect(await times('UNOBODY')).toEqual([]);
  });

  test('erased, somebody is an id without a name, and whoever comes back is another', async () => {
    await write({ people: [bob] });
    await write({ by: { userId: bob }, onBehalfOf: alice }, 2);
    const before = await exported();
    await erase(alice);
    const id = String(before[0]?.person_id);
    expect(await exported()).toEqual([
      { ...before[0], person: null },
      { ...before[1], on_behalf_of: null },
    ]);
    expect(await exported({ person: alice })).toEqual([]);
    expect((await exported({ person: id })).map(({ person_id }) => person_id)).toEqual([
      id,
      before[1]?.person_id,
    ]);
    await write({}, 3);
    const [again] = await exported({ person: alice });
    expect(again).toMatchObject({ at: new Date(3).toISOString(), person: alice });
    expect(again?.person_id).not.toBe(id);
  });

  test('a write that comes back after its person was erased names nobody, and keeps nobody', async () => {
    await write({ people: [bob] });
    await erase(alice);
    await write({ act: 'add-member' }, 2);
    await write({ act: 'remove-member', by: null, onBehalfOf: alice }, 3);
    const [, added, removed] = await exported();
    expect(added).toMatchObject({ person: null, person_id: null });
    expect(removed).toMatchObject({ on_behalf_of: null, on_behalf_of_id: null });
    const people = await store.database.kysely.selectFrom('people').select('userId').execute();
    expect(people).toEqual([{ userId: bob }]);
  });

  test('one id for a person of a team, also when two lines are written at once', async () => {
    const ids = async () => new Set((await exported()).map(({ person_id }) => person_id));
    await Promise.all([write({}), write({}, 2), write({}, 3)]);
    expect((await ids()).size).toBe(1);
    await write({ on: { ...share(), teamId: 'T2' as TeamId } }, 4);
    expect((await ids()).size).toBe(2);
  });
});
