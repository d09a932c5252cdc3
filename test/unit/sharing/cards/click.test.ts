/** Whose click on a card counts: its recipient's, or in a channel anybody's of the card's team. */
import { expect, test } from 'vitest';
import type { SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import { createLog } from '../../../../src/core/log.ts';
import { readClick } from '../../../../src/sharing/cards/click.ts';
import { newCard } from '../../../../src/sharing/cards/refresh.ts';
import type { CardRenderers } from '../../../../src/sharing/cards/render.ts';
import { openDatabase } from '../../../../src/store/open.ts';
import { storeOf } from '../../../support/repositories.ts';
import { alice, bob, teamId } from '../../../support/store-rows.ts';

const channel = 'CPROJECT' as SlackUserId;
const sister = 'TSISTER' as TeamId;
const renderers = { account: () => ({ text: 'Link it again' }) } as unknown as CardRenderers;

test.each<[string, SlackUserId, { userId?: SlackUserId; teamId?: TeamId }, string | null]>([
  ['the recipient', bob, {}, null],
  ['somebody else', bob, { userId: alice }, 'stale-card'],
  ['the recipient, in another team', bob, { teamId: sister }, 'stale-card'],
  ['anybody in the channel', channel, { userId: alice }, null],
  ['anybody in a channel, in another team', channel, { userId: alice, teamId: sister }, 'stale-card'],
])('%s', async (_, recipient, by, problem) => {
  const database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  const store = storeOf(database);
  const owner = { teamId, enterpriseId: null, userId: recipient };
  const card = newCard('account', 'account', owner, 1_000);
  await store.cards.ensureCard(database.kysely, card);
  const clicked = database.transaction((tx) =>
    readClick({ renderers }, { store, tx, now: 1_000 }, { ...owner, userId: bob, ...by }, `${card.id}.hash`),
  );
  if (problem === null) expect((await clicked).card.id).toBe(card.id);
  else await expect(clicked).rejects.toMatchObject({ problem: { kind: problem } });
  await database.close();
});
