/** What the bot does with every turn, whatever it is about: replies that wait, what people should know, clicks on replaced messages. */
import type { Person } from '../core/ids.ts';
import { wordProblem } from '../core/problems/problem.ts';
import { successorOf } from '../sharing/cards/former-message.ts';
import { refusalOf } from '../sharing/cards/home-card.ts';
import type { ClickDeps } from '../sharing/intents/intent.ts';
import { type KeptReplies, keepReply } from '../sharing/intents/keep-reply.ts';
import { escapeText, mrkdwn } from '../slack/blocks/mrkdwn.ts';
import type { Message } from '../slack/feature.ts';

interface EveryTurnDeps extends ClickDeps {
  readonly replies: KeptReplies;
  /** @throws if Slack does not give one */
  readonly permalink: (channel: string, ts: string) => Promise<string>;
}

/** For so long the answer stands that Slack refuses no card: people are told of one only after minutes. */
const noneStandsMs = 10_000;

/** Slack's code for the card of theirs that it refuses; null if there is none. */
const createRefusal = ({ store, clock }: EveryTurnDeps) => {
  let noneUntil = Number.NEGATIVE_INFINITY;
  return async (person: Person): Promise<string | null> => {
    const now = clock.now();
    if (now < noneUntil) return null;
    const db = store.database.kysely;
    if (await store.refusedCards.anyRefused(db)) return refusalOf(store, db, person, now);
    noneUntil = now + noneStandsMs;
    return null;
  };
};

export const everyTurn = (deps: EveryTurnDeps) => {
  const refusal = createRefusal(deps);
  return {
    keepReply: (person: Person, message: Message) => keepReply(deps, person, message),
    notice: async (person: Person) => {
      const code = await refusal(person).catch(() => null);
      return code && mrkdwn`:warning: ${escapeText(wordProblem({ kind: 'slack-refuses', code }))}`;
    },
    successorOf: async (
      person: Person,
      value: string,
      clicked: { readonly channel: string; readonly ts: string },
    ) => {
      const successor = await successorOf(deps, person, value, clicked);
      if (successor === null || 'asOf' in successor) return successor;
      const { message, at } = successor;
      return { message, link: at && (await deps.permalink(at.channel, at.ts).catch(() => null)) };
    },
  };
};
