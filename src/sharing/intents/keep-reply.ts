/** A reply that has only the direct messages left to go to: kept, encrypted, until Slack takes it, and for an hour at most. */
import type { Person } from '../../core/ids.ts';
import { newRowId } from '../../core/row-id.ts';
import { newCard } from '../cards/refresh.ts';
import type { IntentDeps } from './intent.ts';

/** A reply that comes later answers a question that nobody remembers. */
export const replyKeptMs = 60 * 60_000;

/** Keeps values by their key for so long, and reads what no other part of the bot can. */
export interface KeptReplies {
  put(key: string, message: object, ttlMs: number): Promise<void>;
}

/** The record of the reply whose card has that subject. */
export const replyKey = (subjectId: string): string => `reply:${subjectId}`;

/**
 * Resolves once a crash cannot lose the reply.
 * @param message as it is to be posted
 */
export const keepReply = async (
  { store, clock, nudge, replies }: IntentDeps & { readonly replies: KeptReplies },
  person: Person,
  message: object,
): Promise<void> => {
  const id = newRowId();
  await replies.put(replyKey(id), message, replyKeptMs);
  await store.database.write((db) => store.cards.ensureCard(db, newCard('reply', id, person, clock.now())));
  nudge();
};
