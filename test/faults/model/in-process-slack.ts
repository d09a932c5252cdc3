/** Slack without a wire: what the bot posts and updates is kept in this process, or befallen by a fault. */
import { SlackCallError } from '../../../src/slack/api/call-error.ts';
import type { Messenger } from '../../../src/slack/api/messenger.ts';
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
  readonly cardId: string | undefined;
  message: Message;
}

const lateMs = 8_000;

export const createInProcessSlack = (faults: Faults<SlackFate>) => {
  const posted: Posted[] = [];
  const call = async <T>(method: string, answer: () => T): Promise<T> => {
    const fail = (kind: SlackCallError['kind'], code: string, retryAfterMs = 0) => {
      throw new SlackCallError(method, kind, code, retryAfterMs);
    };
    const fits = (fate: SlackFate | BotFate) =>
      /^chat\./.test(method) && (fate !== 'carries out an update 8 s late' || method === 'chat.update');
    return faults.befall(method, fits, answer, {
      fails: () => fail('unknown-outcome', 'internal_error') as never,
      'asks to wait': () => fail('ratelimited', 'http_429', 3_000) as never,
      'loses a call': () => fail('unknown-outcome', 'ECONNRESET') as never,
      'loses an answer': () => {
        answer();
        return fail('unknown-outcome', 'ECONNRESET') as never;
      },
      'carries out an update 8 s late': () => {
        faults.later(lateMs, () => void answer());
        return fail('unknown-outcome', 'TimeoutError') as never;
      },
    });
  };
  const messenger: Messenger = {
    vet: (userId) => call('users.info', () => ({ ok: true, name: userId, timeZone: 'UTC' })),
    openConversation: (userId) => call('conversations.open', () => `D${userId}`),
    post: (channel, message, cardId) =>
      call('chat.postMessage', () => {
        const ts = String(posted.length);
        posted.push({ channel, ts, cardId, message });
        return ts;
      }),
    update: (channel, ts, message) =>
      call('chat.update', () => {
        for (const one of posted) if (one.channel === channel && one.ts === ts) one.message = message;
      }),
    find: (channel, cardId) =>
      call(
        'conversations.history',
        () => posted.findLast((one) => one.channel === channel && one.cardId === cardId)?.ts ?? null,
      ),
    publishHome: () => call('views.publish', () => {}),
  };
  return { messenger, posted };
};
