/** On PostgreSQL a transaction whose rows somebody else writes meanwhile is repeated as a whole: the claim of an offer's card must not do that to its step. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import type { SlackMethod } from '../../src/model/card.ts';
import { stepOffer } from '../../src/sharing/reconcile/reconcile-offer.ts';
import type { CarryingOutDeps } from '../../src/sharing/reconcile/step-deps.ts';
import { claimCards } from '../../src/store/claims/card-claims.ts';
import { openDatabase } from '../../src/store/open.ts';
import * as cards from '../../src/store/repositories/cards.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import { insertLab } from '../support/on-lab.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { storeOf } from '../support/repositories.ts';
import { postgresql } from '../support/services.ts';
import { alice, card, offer } from '../support/store-rows.ts';

const server = await postgresql('an offer’s step beside the claim of its card');
const log = createLog('silent');
const room = new Map<SlackMethod, number>([['users.info', 10]]);

describe('on a real PostgreSQL', () => {
  test('a claim between the first statement of a step’s save and its last leaves the card to it', async () => {
    const { url, drop } = await createPostgresDatabase(server ?? '');
    const database = await openDatabase(url, { log });
    const { kysely, clock } = database;
    await insertLab(kysely);
    // taken back before anybody was added: its step asks no cloud
    const row = offer({ stopped: offer().tenants });
    await offers.insertOffer(kysely, row);
    await cards.ensureCard(kysely, card({ kind: 'offer', subjectId: row.id, recipientId: alice }));
    const claim = async () => ({ now: await database.now(), limit: 8, leaseMs: 30_000, token: randomUUID() });
    const claimed = (await offers.claimOffers(kysely, await claim()))[0];
    if (claimed === undefined) throw new Error('nothing claimed');

    const saves: number[] = [];
    const finishOffer: typeof offers.finishOffer = async (...given) => {
      const done = await offers.finishOffer(...given);
      const options = { ...(await claim()), room, hold: [], from: null, random: () => 0 };
      saves.push((await claimCards(kysely, options)).claims.length);
      return done;
    };
    const store = { ...storeOf(database), offers: { ...offers, finishOffer } };
    const deps = { store, clock, log, openImageService: () => {} } as unknown as CarryingOutDeps;
    await stepOffer(deps, claimed, new AbortController().signal);

    expect(saves).toEqual([0]);
    expect(await offers.findOffer(kysely, row.id)).toMatchObject({ phase: 'failed' });
    expect(await cards.cardsOf(kysely, 'offer', row.id)).toMatchObject([{ dirty: 2 }]);
    await database.close();
    await drop();
  });
});
