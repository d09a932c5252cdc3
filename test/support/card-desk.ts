/** What people do on cards, on rows in memory: without Slack, without a cloud, and without the loop that carries it out. */
import { createClock } from '../../src/core/clock.ts';
import type { Person, SlackUserId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import type { Policy } from '../../src/core/policy.ts';
import type { Account } from '../../src/model/account.ts';
import type { Card } from '../../src/model/card.ts';
import type { NotificationEvent } from '../../src/model/notification.ts';
import type { Offer } from '../../src/model/offer.ts';
import type { Share } from '../../src/model/share.ts';
import { newCard } from '../../src/sharing/cards/refresh.ts';
import { type CardRenderers, renderCard } from '../../src/sharing/cards/render.ts';
import { inTransaction, type PolicyWork } from '../../src/sharing/transaction.ts';
import { openDatabase } from '../../src/store/open.ts';
import { insertLab } from './on-lab.ts';
import { storeOf } from './repositories.ts';
import { account, offer, project, share, teamId } from './store-rows.ts';

export const now = 1_000_000;
/** No reminders, and no quiet hours. */
export const policy: Policy = {
  remindAfterMs: [],
  quietHours: null,
  syncInterval: { minMs: 1, maxMs: 1 },
  syncRequestsPerMinute: 1,
};
export const personOf = (userId: SlackUserId): Person => ({ teamId, enterpriseId: null, userId });

// a card shows everything that it could show, but when the bot goes on: whatever else changes makes a click on it an old one
const drawn = (model: object) => ({
  text: JSON.stringify(model, (key, value) => (key === 'dueAt' ? undefined : value)),
  plain: { text: '' },
});
const renderers = {
  ...{ offer: drawn, share: drawn, withdrawal: drawn, act: drawn },
  closed: drawn,
} as unknown as CardRenderers;

export const openDesk = async () => {
  const database = await openDatabase('sqlite::memory:', { log: createLog('silent') });
  const db = database.kysely;
  await insertLab(db);
  const store = storeOf(database);
  const hands = { time: now };
  const clock = createClock(() => hands.time);
  let nudges = 0;
  let linkedAt = 1_000;
  const deps = { store, clock, renderers, nudge: () => (nudges += 1) };
  const cardOf = async (kind: Card['kind'], subjectId: string, reader: SlackUserId) => {
    const found = (await store.cards.cardsOf(db, kind, subjectId)).find((one) => one.recipientId === reader);
    if (found === undefined) throw new Error(`${reader} has no card of this ${kind}`);
    return found;
  };
  return {
    deps,
    store,
    db,
    hands,
    nudges: () => nudges,
    close: () => database.close(),
    run: <T>(act: (work: PolicyWork) => Promise<T>, under = policy) =>
      inTransaction(deps, (work) => act({ ...work, policy: under })),
    cardOf,
    /** Puts a card there, as it was posted: due again only once what it shows has changed. */
    put: async (kind: Card['kind'], subjectId: string, reader: SlackUserId, more: Partial<Card> = {}) => {
      const posted = { name: 'somebody', ts: '1.1', dueAt: null };
      await store.cards.ensureCard(db, {
        ...newCard(kind, subjectId, personOf(reader), 1),
        ...posted,
        ...more,
      });
    },
    /** The value of a button on the card, as it looks now. */
    value: async (kind: Card['kind'], subjectId: string, reader: SlackUserId, subject?: string) => {
      const card = await cardOf(kind, subjectId, reader);
      const rendered = await renderCard(store, renderers, db, card, hands.time);
      return [card.id, rendered?.hash ?? 'none', ...(subject === undefined ? [] : [subject])].join('.');
    },
    /** And as it looked before. */
    olderValue: async (kind: Card['kind'], subjectId: string, reader: SlackUserId, subject?: string) =>
      [(await cardOf(kind, subjectId, reader)).id, 'older', ...(subject === undefined ? [] : [subject])].join(
        '.',
      ),
    link: async (more: Partial<Account>) => {
      // one after the other: of one moment, their random ids would decide the order
      linkedAt += 1;
      const linked = account({ createdAt: linkedAt, ...more });
      const isNew = await database.transaction((tx) => store.accounts.insertAccount(tx, linked));
      if (!isNew) throw new Error(`${linked.userId} has an account “${linked.name}” already`);
      return linked;
    },
    share: (more: Partial<Share> = {}) =>
      store.shares.ensureShare(db, share({ unconfirmedWrites: [], dueAt: null, status: 'pending', ...more })),
    /** An offer that was carried out, of these shares. */
    offer: async (more: Partial<Offer> = {}, shares: readonly Share[] = []) => {
      const made = offer({ phase: 'placed', dueAt: null, people: [], ...more });
      await store.offers.insertOffer(db, made);
      for (const { id: shareId, intentRevision } of shares)
        await store.shares.linkOfferShare(db, {
          ...{ offerId: made.id, shareId, role: 'asked', revision: intentRevision },
        });
      return made;
    },
    readShare: async ({ id }: Pick<Share, 'id'>) => {
      const found = await store.shares.findShare(db, id);
      if (found === null) throw new Error('the share is gone');
      return found;
    },
    timers: () =>
      db.selectFrom('timers').select(['kind', 'subjectId', 'sequence', 'dueAt']).orderBy('dueAt').execute(),
    /** Whom something is told, and what, in the order of their names. */
    told: async () =>
      (
        await db
          .selectFrom('notifications')
          .select(['recipientId', 'event', 'dueAt'])
          .orderBy('recipientId')
          .execute()
      ).map(({ recipientId, event, dueAt }) => ({
        to: recipientId,
        event: JSON.parse(String(event)) as NotificationEvent,
        dueAt,
      })),
    /** What waits for its proof, or waited, the first one first. */
    pendingActs: async () => {
      const rows = await db.selectFrom('pendingActs').select('id').orderBy('createdAt').execute();
      const found = await Promise.all(rows.map(({ id }) => store.pendingActs.findPendingAct(db, id)));
      return found.filter((act) => act !== null);
    },
    /** The acts of the trail, the last one first. */
    acts: async () => store.audit.readAudit(db, { teamId }),
  };
};

export type Desk = Awaited<ReturnType<typeof openDesk>>;

/** Bob's account of the project that is a member in `share`, and alice's of the project that owns the image. */
export const linkBoth = async (desk: Desk, { alice, bob }: Record<'alice' | 'bob', SlackUserId>) => ({
  producer: await desk.link({ id: 'alices', userId: alice, projectId: project('p') }),
  consumer: await desk.link({ id: 'bobs', userId: bob, projectId: project('c1'), projectName: 'Consumer' }),
});
