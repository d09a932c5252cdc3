/** Learns of a card's recipient what Slack knows, before anything is sent to them. */
import type { Card, CardPatch } from '../../model/card.ts';
import type { Store } from '../repositories.ts';
import type { KnownPeople } from './slack-users.ts';

/** Keeps the recipient's name and time zone, or gives the card up. False: it was given up, or its lease was lost. */
export const vetRecipient = async (
  deps: { readonly store: Store },
  held: {
    readonly card: () => Card;
    readonly keep: (patch: CardPatch) => Promise<boolean>;
    readonly giveUp: (problem: string) => Promise<void>;
  },
  look: KnownPeople['vet'] | KnownPeople['vetChannel'],
): Promise<boolean> => {
  const found = await look(held.card().recipientId);
  if (!found.ok) {
    await held.giveUp(found.why);
    return false;
  }
  await keepTimeZone(deps, held.card(), found.timeZone);
  return held.keep({ name: found.name });
};

/** Everyone reads times by their own clock. */
const keepTimeZone = async ({ store }: { readonly store: Store }, card: Card, timeZone: string | null) => {
  const { kysely, write } = store.database;
  const known = await store.preferences.preferencesOf(kysely, {
    teamId: card.teamId,
    userId: card.recipientId,
  });
  if (timeZone !== null && timeZone !== known.timeZone)
    await write((db) =>
      store.preferences.setPreferences(db, { teamId: card.teamId, userId: card.recipientId }, { timeZone }),
    );
};
