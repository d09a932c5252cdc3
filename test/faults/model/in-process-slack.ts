/** Slack without a wire: what the bot posts and updates is kept in this process, or befallen by a fault. */
import { SlackCallError } from '../../../src/slack/api/call-error.ts';
import type { CardMessage, Messenger } from '../../../src/slack/api/messenger.ts';
import type { Message } from '../../../src/slack/feature.ts';
import type { BotFate, Faults } from './fate.ts';

export type SlackFate =
  | 'fails'
  | 'asks to wait'
  | 'loses a call'
  | 'loses an answer'
  | 'carries out an update 8 s late';

export interface Posted {
  readonly channel: string;
  readonly ts: string;
  readonly card: CardMessage | undefined;
  message: Message;
}

const lateMs = 8_000;

export const createInProcessSlack = (faults: Faults<SlackFate>) => {
  const posted: Posted[] = [];
  const call = async <T>(method: string, answer: () => T): Promise<T> => {
    const fail = (failure: ConstructorParameters<typeof SlackCallError>[1]) => {
      throw new SlackCallError(method, failure);
    };
    const lost = (code: string) => fail({ verdict: 'wait', code, unsure: true });
    const fits = (fate: SlackFate | BotFate) =>
      /^chat\./.test(method) && (fate !== 'carries out an update 8 s late' || method === 'chat.update');
    return faults.befall(method, fits, answer, {
      fails: () => fail({ verdict: 'wait', code: 'internal_error', unsure: true, bySlack: true }) as never,
      'asks to wait': () =>
        fail({ verdict: 'ratelimited', code: 'http_429', retryAfterMs: 3_000, bySlack: true }) as never,
      'loses a call': () => lost('ECONNRESET') as never,
      'loses an answer': () => {
        answer();
        return lost('ECONNRESET') as never;
      },
      'carries out an update 8 s late': () => {
        faults.later(lateMs, () => void answer());
        return lost('TimeoutError') as never;
      },
    });
  };
  const messenger: Messenger = {
    vet: (userId) => call('users.info', () => ({ ok: true, name: userId, timeZone: 'UTC' })),
    vetChannel: async (channel) => ({ ok: true, name: channel, timeZone: null }),
    openConversation: (userId) => call('conversations.open', () => `D${userId}`),
    post: (channel, message, card) =>
      call('chat.postMessage', () => {
        const ts = String(posted.length);
        posted.push({ channel, ts, card, message });
        return ts;
      }),
    update: (channel, ts, message) =>
      call('chat.update', () => {
        for (const one of posted) if (one.channel === channel && one.ts === ts) one.message = message;
      }),
    remove: (channel, ts) =>
      call('chat.delete', () => {
        const at = posted.findIndex((one) => one.channel === channel && one.ts === ts);
        if (at >= 0) posted.splice(at, 1);
      }),
    history: (channel) =>
      call('conversations.history', () => ({
        messages: posted
          .filter((one) => one.channel === channel)
          .map(({ ts, card }) => ({ ts, isOwn: true, card: { card_id: card?.cardId, post: card?.post } }))
          .toReversed(),
        to: null,
      })),
    publishHome: () => call('views.publish', () => {}),
    whisper: async () => {},
    permalink: async () => 'https://example.slack.com/archives/D1/p1',
    answers: async () => true,
    slackTime: () => null,
  };
  return { messenger, posted };
};
