/**
 * Remembers whom it has just looked up, so that many cards need one lookup: Slack lets a workspace ask for about one person and
 * one conversation a second.
 */
import type { Clock } from '../../core/clock.ts';
import type { SlackUserId } from '../../core/ids.ts';
import type { SlackMethod } from '../../model/card.ts';
import type { Messenger, Vetted } from '../../slack/api/messenger.ts';

/** A person who is deactivated meanwhile gets one more message; the conversation stays the same. */
const vettedForMs = 60_000;
/** If a channel is shared meanwhile, an event says so. */
const channelVettedForMs = 60 * 60_000;
const openForMs = 60 * 60_000;

export interface KnownPeople extends Pick<Messenger, 'vet' | 'vetChannel' | 'openConversation'> {
  /** Whether the next such call about the person needs no call to Slack. */
  answers(method: SlackMethod, userId: SlackUserId): boolean;
  /** Slack no longer knows the person or the conversation. */
  forget(userId: SlackUserId): void;
}

export const createKnownPeople = (
  messenger: Pick<Messenger, 'vet' | 'vetChannel' | 'openConversation'>,
  clock: Clock,
): KnownPeople => {
  const vetted = remembering<Vetted>(clock, vettedForMs);
  const channels = remembering<Vetted>(clock, channelVettedForMs);
  const opened = remembering<string>(clock, openForMs);
  return {
    answers: (method, userId) =>
      (method === 'users.info' && vetted.get(userId) !== null) ||
      (method === 'conversations.info' && channels.get(userId) !== null) ||
      (method === 'conversations.open' && opened.get(userId) !== null),
    vet: async (userId) => {
      const person = vetted.get(userId) ?? (await messenger.vet(userId));
      if (person.ok) vetted.set(userId, person);
      return person;
    },
    vetChannel: async (channel) => {
      const found = channels.get(channel) ?? (await messenger.vetChannel(channel));
      if (found.ok) channels.set(channel, found);
      return found;
    },
    openConversation: async (userId) => {
      const channel = opened.get(userId) ?? (await messenger.openConversation(userId));
      opened.set(userId, channel);
      return channel;
    },
    forget: (userId) => {
      vetted.delete(userId);
      channels.delete(userId);
      opened.delete(userId);
    },
  };
};

/** Keeps a value for that long after it was first set; forgets the oldest beyond a thousand. */
export const remembering = <T>(clock: Clock, forMs: number) => {
  const held = new Map<string, { readonly value: T; readonly until: number }>();
  const get = (key: string) => {
    const found = held.get(key);
    return found !== undefined && found.until > clock.now() ? found.value : null;
  };
  return {
    get,
    set: (key: string, value: T) => {
      if (get(key) !== null) return;
      held.delete(key);
      held.set(key, { value, until: clock.now() + forMs });
      const [oldest] = held.keys();
      if (held.size > 1_000 && oldest !== undefined) held.delete(oldest);
    },
    delete: (key: string) => held.delete(key),
  };
};
