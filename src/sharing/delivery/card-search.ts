/**
 * Looks for a card's message in its conversation. After a restore every card without one is looked for: those of one conversation share
 * the pages that were read.
 */
import type { Clock } from '../../core/clock.ts';
import type { Card } from '../../model/card.ts';
import { isUnchecked } from '../../model/restored.ts';
import type { CardMessage, HistoryPage, HistoryRange, Messenger } from '../../slack/api/messenger.ts';
import { remembering } from './slack-users.ts';

/** What may be missing of Slack's time: `Date` is in whole seconds, and a message's `ts` comes from another machine. */
const searchMarginMs = 60_000;

/** Where a search for what is posted now would begin, by Slack's time, if that is known. */
export const searchStart = (slackTime: number | null): number | null =>
  slackTime === null ? null : slackTime - searchMarginMs;

/** `ts`: there it is. `to`: not on this page; go on from there. Null: it is not in the conversation. */
type Found = { readonly ts: string } | { readonly to: string } | null;

/** Where the card's message is, by one page of its conversation. Pure. */
export const findOn = (
  { messages, to }: HistoryPage,
  { cardId, post, subjects = [] }: CardMessage,
): Found => {
  const found = messages.find(
    ({ card }) =>
      (card.card_id === cardId && card.post === post) || subjects.some((subject) => subject === card.subject),
  );
  if (found) return { ts: found.ts };
  return to === null ? null : { to };
};

/** How long a page is good for cards that came back with a backup: none of their messages is newer than the restore. */
const sharedForMs = 10 * 60_000;

export interface CardSearch {
  /** Whether the card's next page needs no call to Slack. */
  answers(card: Card): boolean;
  /** One page of the search for the card's message, in the card's conversation. @throws SlackCallError */
  find(card: Card, channel: string, wanted: CardMessage): Promise<Found>;
}

export const createCardSearch = (messenger: Pick<Messenger, 'history'>, clock: Clock): CardSearch => {
  const pages = remembering<HistoryPage>(clock, sharedForMs);
  const rangeOf = (card: Card): HistoryRange => ({
    from: isUnchecked(card) ? searchStart(card.asOf) : card.searchFrom,
    to: card.searchedTo,
  });
  const keyOf = (channel: string, { from, to }: HistoryRange) => [channel, from, to].join(' ');
  return {
    answers: (card) =>
      isUnchecked(card) && card.channel !== null && pages.get(keyOf(card.channel, rangeOf(card))) !== null,
    find: async (card, channel, wanted) => {
      const range = rangeOf(card);
      const key = keyOf(channel, range);
      const known = isUnchecked(card) ? pages.get(key) : null;
      const page = known ?? (await messenger.history(channel, range));
      if (isUnchecked(card)) pages.set(key, page);
      return findOn(page, wanted);
    },
  };
};
