/** Somebody has linked an account: the producer who waits for that reads it, and has as long to share as the sentence waited. */
import { expect, test } from 'vitest';
import { waitsMs } from '../../../src/accounts/link-requests.ts';
import type { SlackUserId } from '../../../src/core/ids.ts';
import { createLog } from '../../../src/core/log.ts';
import { type AskDeps, tellWhoWaits } from '../../../src/features/share-image/ask-to-link.ts';
import { openDatabase } from '../../../src/store/open.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';
import { insertLab, onLab } from '../../support/on-lab.ts';
import { storeOf } from '../../support/repositories.ts';
import { alice, bob, project, teamId } from '../../support/store-rows.ts';

const now = 10_000;
const producer = { teamId, enterpriseId: null, userId: alice };
const where = { cloudId: onLab.cloudId, projectId: project('p') };
const request = { ...where, producer, cloudName: onLab.cloudName, typed: 'image <@UBOB>', at: 1 };
const block = {
  id: 'block',
  teamId,
  ...where,
  producerProjectId: null,
  producerProjectName: null,
  createdAt: 1,
};

test.each<[string, { userId: SlackUserId; forProject: boolean } | null, boolean]>([
  ['of somebody who blocks nobody: it is told', null, true],
  ['of somebody who blocked the producer: it is not', { userId: bob, forProject: false }, false],
  ['of somebody whose project did: it is told', { userId: bob, forProject: true }, true],
  ['of somebody else than who did: it is told', { userId: 'UCAROL' as SlackUserId, forProject: false }, true],
])('%s', async (_, by, isTold) => {
  const database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  await insertLab(database.kysely);
  const store = storeOf(database);
  if (by !== null)
    await database.transaction((tx) =>
      store.producerBlocks.insertBlock(tx, { ...block, ...by, producer: alice }),
    );
  const drafts: unknown[] = [];
  const deps = {
    store,
    clock: createDrivenClock(now),
    nudge: () => {},
    replies: { put: async () => {} },
    linkRequests: {
      take: (_: unknown, __: unknown, tell: (one: typeof request) => Promise<void>) => tell(request),
    },
    drafts: {
      keep: async ({ userId }: typeof producer, typed: string, ms: number) => {
        drafts.push({ userId, typed, ms });
        return 'draft';
      },
    },
  } as unknown as AskDeps;
  await tellWhoWaits(deps, { ...producer, userId: bob });
  const told = await store.cards.cardsOfPerson(database.kysely, teamId, alice);
  expect(told.map(({ kind }) => kind)).toEqual(isTold ? ['reply'] : []);
  expect(drafts).toEqual(isTold ? [{ userId: alice, typed: request.typed, ms: waitsMs }] : []);
  await database.close();
});
