/** A click on a message that a newer one has replaced, because Slack lets nobody change it: it shows what is no longer so. */
import { isChannel, type Person } from '../../core/ids.ts';
import type { Message } from '../../slack/feature.ts';
import type { Store } from '../repositories.ts';
import type { ReadClickDeps } from './click.ts';
import { readValue, renderCard } from './render.ts';

/** Where a message is. */
export interface MessagePlace {
  readonly channel: string;
  readonly ts: string;
}

/** The message was posted after the backup of `asOf`, by a bot that does not know of it any more. */
export interface Lost {
  readonly asOf: number;
}

/** What the card shows now, and where; `at` is null while its new message is still to be posted. */
export interface Successor {
  readonly message: Message;
  readonly at: MessagePlace | null;
}

const lostMessage = async ({ restores, database }: Store, { ts }: MessagePlace): Promise<Lost | null> => {
  const restore = await restores.restoreThatLost(database.kysely, Math.floor(Number(ts) * 1000));
  return restore && { asOf: restore.asOf };
};

/** The successor of the clicked message; null: the message is a card's current one, or no card's at all. */
export const successorOf = async (
  { store, renderers, clock }: ReadClickDeps,
  person: Person,
  value: string,
  clicked: MessagePlace,
): Promise<Successor | Lost | null> => {
  const { kysely } = store.database;
  const read = readValue(value);
  const card = read && (await store.cards.findCard(kysely, read.cardId));
  if (read && !card) return lostMessage(store, clicked);
  if (!card || card.ts === clicked.ts || card.channel !== clicked.channel || card.post === 0) return null;
  if (card.recipientId !== person.userId && !isChannel(card.recipientId)) return null;
  // a message that is being posted may be clicked before Slack's answer is on record
  if (card.ts === null && card.formerTs !== clicked.ts) return null;
  // a digest has buttons of other cards
  if (await store.cards.isCurrent(kysely, card, clicked.ts)) return null;
  const rendered = await renderCard(store, renderers, kysely, card, clock.now());
  if (rendered === null) return null;
  return {
    message: rendered.message,
    at: card.ts === null ? null : { channel: clicked.channel, ts: card.ts },
  };
};
