/**
 * Slack's Web API for the loop: each call is one request without a retry, and every failure is a {@link SlackCallError}.
 * Only the loop repeats a call, because only it knows what a second try would do.
 */
import { type types, webApi } from '@slack/bolt';
import type { SlackUserId } from '../../core/ids.ts';
import { historyPage, messageTextBytes } from '../blocks/limits.ts';
import { clip } from '../blocks/mrkdwn.ts';
import type { Block, Message } from '../feature.ts';
import { toCallError } from './call-error.ts';
import { type Installation, relation } from './installation.ts';

/** Whether somebody can be asked, and if not, why. */
export type Vetted =
  | { readonly ok: true; readonly name: string; readonly timeZone: string | null }
  | { readonly ok: false; readonly why: 'bot' | 'deactivated' | 'stranger' | 'unknown' };

/** Travels with a card, invisibly, so that `find` recognizes it. @see https://docs.slack.dev/messaging/message-metadata */
const cardMetadata = (cardId: string): types.MessageMetadata => ({
  event_type: 'image_share_card',
  event_payload: { card_id: cardId },
});

/** Every method @throws SlackCallError */
export interface Messenger {
  /** Slack accepts posts to deactivated people, so check first. @see https://docs.slack.dev/reference/methods/users.info */
  vet(userId: SlackUserId): Promise<Vetted>;
  /** The channel id of the direct message with somebody; always the same. @see https://docs.slack.dev/reference/methods/conversations.open */
  openConversation(userId: SlackUserId): Promise<string>;
  /** Returns the new message's `ts`. With `cardId`, `find` can find it. @see https://docs.slack.dev/reference/methods/chat.postMessage */
  post(channel: string, message: Message, cardId?: string): Promise<string>;
  /** `find` still finds the message afterwards. @see https://docs.slack.dev/reference/methods/chat.update */
  update(channel: string, ts: string, message: Message): Promise<void>;
  /**
   * The `ts` of the card's message among the newest ones. Does not search by time, because Slack's clock may differ from ours.
   * @see https://docs.slack.dev/reference/methods/conversations.history
   */
  find(channel: string, cardId: string): Promise<string | null>;
  /** Replaces what somebody sees in the App Home; safe to repeat. @see https://docs.slack.dev/reference/methods/views.publish */
  publishHome(userId: SlackUserId, blocks: readonly Block[]): Promise<void>;
}

/** The wanted message is the newest in its conversation, except for what people wrote since. */
const maxPages = 5;

/** A message in the form that the Web API, an acknowledgement and a `response_url` take. */
export const wireMessage = (message: Message) => ({
  text: clip(message.text, messageTextBytes, 'bytes'),
  ...(message.blocks && { blocks: [...message.blocks] }),
});

interface Options {
  readonly token: string;
  readonly slackApiUrl?: string;
  /** For one request; shorter than the loop's lease. */
  readonly timeoutMs: number;
  readonly logger: webApi.Logger;
  /** Called when somebody is vetted, so only after the bot has started. */
  readonly installation: () => Installation;
}

/** A client that never retries, and reports a rate limit at once. Never give it `headers`: WebClient writes the token into them. */
export const onceClient = ({
  token,
  slackApiUrl,
  timeoutMs,
  logger,
}: Omit<Options, 'installation'>): webApi.WebClient =>
  new webApi.WebClient(token, {
    ...(slackApiUrl !== undefined && { slackApiUrl }),
    logger,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: timeoutMs,
  });

/** The required part of the response. @throws SlackCallError if it is missing, because then the outcome is unknown */
const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('incomplete');
  return value;
};

export const createMessenger = (options: Options): Messenger => {
  const client = onceClient(options);

  const call = async <T>(method: string, run: () => Promise<T>): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      throw toCallError(method, error);
    }
  };

  return {
    async vet(user) {
      const found = await call('users.info', async () =>
        present((await client.users.info({ user })).user),
      ).catch((error) => {
        const { code } = toCallError('users.info', error);
        if (code === 'user_not_found' || code === 'user_not_visible') return undefined;
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

    openConversation: (userId) =>
      call('conversations.open', async () =>
        present((await client.conversations.open({ users: userId })).channel?.id),
      ),

    post: (channel, message, cardId) =>
      call('chat.postMessage', async () => {
        const quiet = { unfurl_links: false, unfurl_media: false };
        const posted = await client.chat.postMessage({
          channel,
          ...wireMessage(message),
          ...quiet,
          ...(cardId !== undefined && { metadata: cardMetadata(cardId) }),
        });
        return present(posted.ts);
      }),

    update: (channel, ts, message) =>
      call('chat.update', async () => {
        // Without `blocks`, Slack would keep the old ones.
        await client.chat.update({ channel, ts, blocks: [], ...wireMessage(message) });
      }),

    find: (channel, cardId) =>
      call('conversations.history', async () => {
        let cursor: string | undefined;
        let pages = 0;
        do {
          const page = await client.conversations.history({
            channel,
            limit: historyPage,
            include_all_metadata: true,
            ...(cursor && { cursor }),
          });
          for (const { metadata, ts } of page.messages ?? []) {
            const { card_id: found } = (metadata?.event_payload ?? {}) as { card_id?: unknown };
            if (found === cardId && ts) return ts;
          }
          cursor = page.response_metadata?.next_cursor;
          pages += 1;
        } while (cursor && pages < maxPages);
        return null;
      }),

    publishHome: (userId, blocks) =>
      call('views.publish', async () => {
        await client.views.publish({ user_id: userId, view: { type: 'home', blocks: [...blocks] } });
      }),
  };
};
