/** What to do next about one person's copy of a message. Pure. */
import { isChannel } from '../../core/ids.ts';
import type { Card, SlackMethod } from '../../model/card.ts';
import { isUnchecked } from '../../model/restored.ts';

export type CardStep =
  /** Look the person up: bots, deactivated people and people of other workspaces get no card. */
  | { readonly do: 'vet' }
  /** Look the channel up: one that is shared with another company gets no card. */
  | { readonly do: 'vet-channel' }
  | { readonly do: 'open-conversation' }
  /** The response to an earlier post was lost, or a backup that was put back does not know of it: look whether the message is there. */
  | { readonly do: 'find'; readonly channel: string }
  | { readonly do: 'post'; readonly channel: string }
  | { readonly do: 'update'; readonly channel: string; readonly ts: string }
  /** A newer message has taken its place. */
  | { readonly do: 'delete'; readonly channel: string; readonly ts: string }
  /** Publish it in the App Home, whatever is there. */
  | { readonly do: 'publish' }
  | { readonly do: 'wait'; readonly until: number | null };

/** How long a post whose response was lost may take to appear: the request's own deadline and a little more. */
export const postSettlesMs = 12_000;

/** The next step. `hash` is of what should be shown; null if there is nothing to show. */
export const planCard = (card: Card, hash: string | null, now: number): CardStep => {
  if (card.problem !== null || hash === null) return { do: 'wait', until: null };
  if (card.name === null) return { do: isChannel(card.recipientId) ? 'vet-channel' : 'vet' };
  if (card.kind === 'home') {
    return card.shownHash === hash ? { do: 'wait', until: null } : { do: 'publish' };
  }
  if (card.channel === null) return { do: 'open-conversation' };
  if (card.ts === null && card.postingSince !== null) {
    const settlesAt = card.postingSince + postSettlesMs;
    return now < settlesAt ? { do: 'wait', until: settlesAt } : { do: 'find', channel: card.channel };
  }
  if (card.ts === null && isUnchecked(card)) return { do: 'find', channel: card.channel };
  if (card.ts === null) return { do: 'post', channel: card.channel };
  if (card.formerTs !== null) return { do: 'delete', channel: card.channel, ts: card.formerTs };
  return card.shownHash === hash
    ? { do: 'wait', until: null }
    : { do: 'update', channel: card.channel, ts: card.ts };
};

/** What each step calls. */
export const methodOf: Readonly<Record<Exclude<CardStep['do'], 'wait'>, SlackMethod>> = {
  vet: 'users.info',
  'vet-channel': 'conversations.info',
  'open-conversation': 'conversations.open',
  find: 'conversations.history',
  post: 'chat.postMessage',
  update: 'chat.update',
  delete: 'chat.delete',
  publish: 'views.publish',
};
