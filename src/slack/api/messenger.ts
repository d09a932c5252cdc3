/**
 * Slack's Web API for the loop: each call is one request without a retry, and every failure is a {@link SlackCallError}.
 * Only the loop repeats a call, because only it knows what a second try would do.
 */
import type { types } from '@slack/bolt';
import type { SlackUserId } from '../../core/ids.ts';
import { historyPage, messageTextBytes } from '../blocks/limits.ts';
import { clip } from '../blocks/mrkdwn.ts';
import type { Block, Message } from '../feature.ts';
import { incompleteAnswer, SlackCallError, toCallError } from './call-error.ts';
import { type Installation, relation } from './installation.ts';
import { type ClientOptions, onceClient } from './once-client.ts';

/** Whether somebody can be asked, and if not, why. */
export type Vetted =
  | { readonly ok: true; readonly name: string; readonly timeZone: string | null }
  | { readonly ok: false; readonly why: 'bot' | 'deactivated' | 'stranger' | 'unknown' | 'shared' };

/** Which message it is: a card's first one, or the one that took its place. */
export interface CardMessage {
  readonly cardId: string;
  /** How many messages of the card came before. */
  readonly post: number;
  /** Hashes of what it is about: the first is posted, and a message with any of them is taken for the card's. */
  readonly subjects?: readonly string[];
}

/** Travels with a card, invisibly, so that it is recognized in the conversation. @see https://docs.slack.dev/messaging/message-metadata */
const cardMetadata = ({ cardId, post, subjects: [subject] = [] }: CardMessage): types.MessageMetadata => ({
  event_type: 'image_share_card',
  event_payload: { card_id: cardId, post, ...(subject && { subject }) },
});

/** The part of a conversation that is still to be read. */
export interface HistoryRange {
  /** ms UTC by Slack's clock; null: from the beginning. */
  readonly from: number | null;
  /** The `ts` before which it ends; null: it ends with the newest message. */
  readonly to: string | null;
}

/** Some messages of a conversation, the newest first. */
export interface HistoryPage {
  readonly messages: readonly {
    readonly ts: string;
    /** Whether the bot wrote it. */
    readonly isOwn: boolean;
    /** What its metadata says, which may be anybody's. */
    readonly card: { readonly card_id?: unknown; readonly post?: unknown; readonly subject?: unknown };
  }[];
  /** Where the next page ends; null: there is none. */
  readonly to: string | null;
}

/** Who is told something in front of others, and where. */
export interface WhisperTo {
  readonly channel: string;
  readonly user: SlackUserId;
  /** That of the thread's first message, if it is in a thread. */
  readonly thread_ts?: string;
}

/** Every method @throws SlackCallError */
export interface Messenger {
  /** Slack accepts posts to deactivated people, so check first. @see https://docs.slack.dev/reference/methods/users.info */
  vet(userId: SlackUserId): Promise<Vetted>;
  /** The same for a channel: people of other companies must not read what is posted there. @see https://docs.slack.dev/reference/methods/conversations.info */
  vetChannel(channel: string): Promise<Vetted>;
  /** The channel id of the direct message with somebody; always the same. @see https://docs.slack.dev/reference/methods/conversations.open */
  openConversation(userId: SlackUserId): Promise<string>;
  /** Returns the new message's `ts`. With `card`, its history names it. @see https://docs.slack.dev/reference/methods/chat.postMessage */
  post(channel: string, message: Message, card?: CardMessage): Promise<string>;
  /** Shows a message in a channel to one of its members alone; Slack does not promise that they see it. @see https://docs.slack.dev/reference/methods/chat.postEphemeral */
  whisper(to: WhisperTo, message: Message): Promise<void>;
  /** Its metadata stays. @see https://docs.slack.dev/reference/methods/chat.update */
  update(channel: string, ts: string, message: Message): Promise<void>;
  /** @see https://docs.slack.dev/reference/methods/chat.delete */
  remove(channel: string, ts: string): Promise<void>;
  /** A link to the message. @see https://docs.slack.dev/reference/methods/chat.getPermalink */
  permalink(channel: string, ts: string): Promise<string>;
  /** One page of the conversation, from the newest message on. @see https://docs.slack.dev/reference/methods/conversations.history */
  history(channel: string, range: HistoryRange): Promise<HistoryPage>;
  /** Replaces what somebody sees in the App Home; safe to repeat. @see https://docs.slack.dev/reference/methods/views.publish */
  publishHome(userId: SlackUserId, blocks: readonly Block[]): Promise<void>;
  /** Whether Slack itself answers at all, whatever it says. Never throws. @see https://docs.slack.dev/reference/methods/auth.test */
  answers(): Promise<boolean>;
  /** The time by Slack's clock at its last answer, ms UTC; null before the first. */
  slackTime(): number | null;
}

/** A message in the form that the Web API, an acknowledgement and a `response_url` take. */
export const wireMessage = (message: Message) => ({
  text: clip(message.text, messageTextBytes, 'bytes'),
  ...(message.blocks && { blocks: [...message.blocks] }),
});

interface Options extends ClientOptions {
  /** Called when somebody is vetted, so only after the bot has started. */
  readonly installation: () => Installation;
}

/** The part of the response without which the outcome is unknown. @throws SlackCallError if it is missing */
const present = <T>(method: string, value: T | undefined): T => {
  if (value === undefined || value === null) throw incompleteAnswer(method);
  return value;
};

/** @throws SlackCallError */
const call = async <T>(method: string, run: () => Promise<T>): Promise<T> => {
  try {
    return await run();
  } catch (error) {
    throw toCallError(method, error);
  }
};

export const createMessenger = (options: Options): Messenger => {
  let slackTime: number | null = null;
  const client = onceClient({
    ...options,
    onTime: (now) => {
      slackTime = now;
    },
  });

  return {
    async vet(user) {
      const found = await call('users.info', async () => {
        const its = present('users.info', (await client.users.info({ user })).user);
        if (its.id !== user) throw incompleteAnswer('users.info');
        return its;
      }).catch((error) => {
        const { verdict } = toCallError('users.info', error);
        if (verdict === 'person') return undefined;
        throw error;
      });
      if (!found) return { ok: false, why: 'unknown' };
      const belonging = {
        teamId: found.team_id,
        enterpriseId: found.enterprise_user?.enterprise_id ?? found.enterprise_id,
      };
      if (relation(belonging, options.installation()) === 'stranger') return { ok: false, why: 'stranger' };
      if (found.is_bot || user === 'USLACKBOT') return { ok: false, why: 'bot' };
      if (found.deleted) return { ok: false, why: 'deactivated' };
      return {
        ok: true,
        name: found.profile?.display_name || found.real_name || found.name || user,
        timeZone: found.tz ?? null,
      };
    },

    vetChannel: (channel) =>
      call('conversations.info', async () => {
        const found = present('conversations.info', (await client.conversations.info({ channel })).channel);
        if (found.is_archived)
          throw new SlackCallError('conversations.info', { verdict: 'place', code: 'is_archived' });
        return present('conversations.info', found.is_ext_shared) || found.is_pending_ext_shared
          ? { ok: false, why: 'shared' }
          : { ok: true, name: found.name || channel, timeZone: null };
      }),

    openConversation: (userId) =>
      call('conversations.open', async () =>
        present('conversations.open', (await client.conversations.open({ users: userId })).channel?.id),
      ),

    post: (channel, message, card) =>
      call('chat.postMessage', async () => {
        const quiet = { unfurl_links: false, unfurl_media: false };
        const posted = await client.chat.postMessage({
          channel,
          ...wireMessage(message),
          ...quiet,
          ...(card && { metadata: cardMetadata(card) }),
        });
        return present('chat.postMessage', posted.ts);
      }),

    whisper: (to, message) =>
      call('chat.postEphemeral', async () => {
        await client.chat.postEphemeral({ ...to, ...wireMessage(message) });
      }),

    update: (channel, ts, message) =>
      call('chat.update', async () => {
        // Without `blocks`, Slack would keep the old ones.
        await client.chat.update({ channel, ts, blocks: [], ...wireMessage(message) });
      }),

    remove: (channel, ts) =>
      call('chat.delete', async () => {
        await client.chat.delete({ channel, ts });
      }),

    permalink: (channel, ts) =>
      call('chat.getPermalink', async () =>
        present('chat.getPermalink', (await client.chat.getPermalink({ channel, message_ts: ts })).permalink),
      ),

    history: (channel, { from, to }) =>
      call('conversations.history', async () => {
        const page = await client.conversations.history({
          channel,
          limit: historyPage,
          include_all_metadata: true,
          ...(from !== null && { oldest: (from / 1000).toFixed(6) }),
          ...(to !== null && { latest: to }),
        });
        const { botUserId } = options.installation();
        const messages = present('conversations.history', page.messages).flatMap(({ ts, user, metadata }) =>
          ts ? [{ ts, isOwn: user === botUserId, card: { ...metadata?.event_payload } }] : [],
        );
        return { messages, to: page.has_more ? present('conversations.history', messages.at(-1)?.ts) : null };
      }),

    publishHome: (userId, blocks) =>
      call('views.publish', async () => {
        await client.views.publish({ user_id: userId, view: { type: 'home', blocks: [...blocks] } });
      }),

    answers: () =>
      client.auth.test().then(
        () => true,
        (error: unknown) => toCallError('auth.test', error).bySlack,
      ),

    slackTime: () => slackTime,
  };
};
