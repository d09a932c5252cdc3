/** Deletes what the bot wrote to people who are forgotten and want that gone too: one message after the other, slowly, from wherever that broke off. */
import type { Log } from '../../core/log.ts';
import type { Erasure } from '../../model/erasure.ts';
import { SlackCallError } from '../../slack/api/call-error.ts';
import type { HistoryPage, Messenger } from '../../slack/api/messenger.ts';
import type { Store } from '../repositories.ts';

/** Slack takes fifty a minute, and cards need some of them. */
const paceMs = 2_000;

interface Deps {
  readonly store: Pick<Store, 'database' | 'erasures'>;
  readonly messenger: Pick<Messenger, 'openConversation' | 'history' | 'remove'>;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * Makes one call to Slack for whoever is next, and returns after how many ms to be called again; undefined: there is nobody, or Slack did not
 * answer, and the next hour will do. What is deleted is not in the conversation's history any more, so nothing else has to be kept.
 */
export const createMessageEraser = ({ store, messenger, log }: Deps): (() => Promise<number | undefined>) => {
  /** Where the search of an erasure's conversation is. */
  let at: { readonly id: string; readonly channel: string; page: HistoryPage | null } | null = null;
  const { database, erasures } = store;

  const end = async ({ id }: Erasure): Promise<void> => {
    at = null;
    await database.write((db) => erasures.dropErasure(db, id));
  };

  const step = async (erasure: Erasure): Promise<void> => {
    if (at?.id !== erasure.id) {
      const channel = erasure.channel ?? (await messenger.openConversation(erasure.userId));
      at = { id: erasure.id, channel, page: null };
    }
    const own = at.page?.messages.find(({ isOwn }) => isOwn);
    if (own !== undefined && at.page !== null) {
      await messenger.remove(at.channel, own.ts).catch((error: unknown) => {
        // it is gone, or Slack lets nobody delete it
        if (!(error instanceof SlackCallError && error.verdict === 'message')) throw error;
      });
      at.page = { ...at.page, messages: at.page.messages.filter((one) => one !== own) };
    } else if (at.page !== null && at.page.to === null) await end(erasure);
    else {
      const to = at.page?.to ?? (erasure.createdAt / 1000).toFixed(6);
      at.page = await messenger.history(at.channel, { from: null, to });
    }
  };

  return async () => {
    const [erasure] = await erasures.erasuresIn(database.kysely, 'messages');
    if (erasure === undefined) return undefined;
    try {
      await step(erasure);
    } catch (error) {
      if (!(error instanceof SlackCallError)) throw error;
      const { verdict, code } = error;
      if (verdict === 'ratelimited') return error.retryAfterMs;
      if (verdict !== 'person' && verdict !== 'place') throw error;
      log.warn({ code }, 'the messages to somebody who was forgotten cannot be deleted');
      await end(erasure);
    }
    return paceMs;
  };
};
