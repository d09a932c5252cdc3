/** Small things that rows keep apart: whose kept card is posted, and who asked for a poll. */
import { expect, test } from 'vitest';
import * as cards from '../../src/store/repositories/cards.ts';
import {
  askProjectSync,
  findProjectSync,
  wakeProjectSync,
} from '../../src/store/repositories/project-syncs.ts';
import { onEveryStore } from '../support/every-store.ts';
import { onLab } from '../support/on-lab.ts';
import { alice, bob, card, project, teamId } from '../support/store-rows.ts';

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
