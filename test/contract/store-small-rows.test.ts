/** Small things that rows keep apart: whose kept card is posted, who asked for a poll, who is being forgotten, and which lines of the trail are asked for. */
import { expect, test } from 'vitest';
import * as audit from '../../src/store/repositories/audit-lines.ts';
import * as cards from '../../src/store/repositories/cards.ts';
import * as erasures from '../../src/store/repositories/erasures.ts';
import {
  askProjectSync,
  findProjectSync,
  wakeProjectSync,
} from '../../src/store/repositories/project-syncs.ts';
import { onEveryStore } from '../support/every-store.ts';
import { onLab } from '../support/on-lab.ts';
import { alice, auditLine, bob, card, project, teamId } from '../support/store-rows.ts';

await onEveryStore('rows', (store) => {
  const db = () => store.database.kysely;

  test('a card that was kept is posted for one person, or for everybody; none that cannot be', async () => {
    const kept = { subjectId: 's1', dueAt: null };
    await cards.ensureCard(db(), card({ ...kept, recipientId: bob }));
    await cards.ensureCard(db(), card({ ...kept, recipientId: alice }));
    await cards.ensureCard(db(), card({ ...kept, recipientId: 'UGONE' as never, problem: 'deactivated' }));
    await cards.ensureCard(db(), card({ ...kept, recipientId: 'UPOSTED' as never, name: 'posted' }));
    await cards.ensureCard(db(), card({ ...kept, subjectId: 's2', recipientId: bob }));
    const due = async () =>
      (
        await db()
          .selectFrom('cards')
          .select(['subjectId', 'recipientId'])
          .where('dueAt', 'is not', null)
          .execute()
      )
        .map(({ subjectId, recipientId }) => `${subjectId} ${recipientId}`)
        .toSorted();
    await cards.postKept(db(), 's1', 7, bob);
    expect(await due()).toEqual(['s1 UBOB']);
    await cards.postKept(db(), 's1', 7);
    expect(await due()).toEqual(['s1 UALICE', 's1 UBOB']);
  });

  test('a line of the trail is found by each of its columns, and by none that is not given', async () => {
    const lines = [
      { at: 1, act: 'offer', subject: 'a' } as const,
      { at: 2, act: 'withdraw', subject: 'b' } as const,
    ];
    for (const one of lines) await audit.appendAudit(db(), auditLine(one));
    const found = async (filter: Partial<Parameters<typeof audit.readAudit>[1]>) =>
      (await audit.readAudit(db(), { teamId, ...filter })).map(({ subject }) => subject);
    expect(await found({})).toEqual(['b', 'a']);
    expect(await found({ subject: undefined, act: undefined } as object)).toEqual(['b', 'a']);
    expect(await found({ subject: 'a' })).toEqual(['a']);
    expect(await found({ act: 'withdraw' })).toEqual(['b']);
    expect(await found({ sinceAt: 2 })).toEqual(['b']);
    expect(await found({ untilAt: 2 })).toEqual(['a']);
    expect(await found({ limit: 1 })).toEqual(['b']);
    expect(await found({ person: alice })).toEqual(['b', 'a']);
    expect(await found({ person: bob })).toEqual([]);
  });

  test('who is being forgotten, until no row names them, and nobody else', async () => {
    const row = { id: 'e', teamId, userId: bob, messages: false, createdAt: 1 };
    const is = (userId: typeof bob, team = teamId) => erasures.isForgetting(db(), { teamId: team, userId });
    expect(await is(bob)).toBe(false);
    await erasures.putErasure(db(), row);
    expect([await is(bob), await is(alice), await is(bob, 'T2' as never)]).toEqual([true, false, false]);
    await erasures.endRows(db(), { teamId, userId: bob });
    expect(await is(bob)).toBe(false);
  });

  test('a poll that nobody asked for counts as asked by nobody', async () => {
    const { cloudId } = onLab;
    const place = { teamId, enterpriseId: null, cloudId, projectId: project('p') };
    const found = () => findProjectSync(db(), place);
    await wakeProjectSync(db(), place, 5);
    expect(await found()).toMatchObject({ asked: 0, read: 0, dueAt: 5, intervalMs: 0 });
    await askProjectSync(db(), place, 4);
    expect(await found()).toMatchObject({ asked: 1, dueAt: 4 });
    await askProjectSync(db(), place, 6);
    expect(await found()).toMatchObject({ asked: 2, dueAt: 4 });
    await db().updateTable('projectSyncs').set({ intervalMs: 9 }).execute();
    await wakeProjectSync(db(), place, 3);
    expect(await found()).toMatchObject({ asked: 2, dueAt: 3, intervalMs: 0 });
  });
});
