/** One turn: the course of every request from Slack, from checking who sent it to the line in the log. */
import { randomBytes } from 'node:crypto';
import type { RespondFn } from '@slack/bolt';
import type { Person, SlackUserId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import { UserError, wordProblem } from '../../core/problems/problem.ts';
import { type Belonging, type Installation, personOf, relation } from '../api/installation.ts';
import { type Messenger, wireMessage } from '../api/messenger.ts';
import { fits } from '../blocks/assemble.ts';
import type { Message, Turn } from '../feature.ts';

export interface Incoming {
  readonly source: Turn['source'];
  /** The command, `action_id` or `callback_id`. */
  readonly name: string;
  /** The button is on the App Home. */
  readonly onHome?: boolean;
  readonly userId: SlackUserId;
  readonly userName: string | undefined;
  readonly belonging: Belonging;
  /** If the request has a `response_url`. */
  readonly respond: RespondFn | undefined;
  /** Bolt's; called at most once, in every case. */
  readonly ack: (body?: never) => Promise<void>;
}

export interface Answering {
  readonly turn: Turn;
  /** Acknowledges on its first call; returns whether `body` was sent. Never throws. */
  ack(body?: unknown): Promise<boolean>;
  /** Returns what `run` returns, or the words, not escaped, for what it threw. */
  attempt<T>(run: () => Promise<T>): Promise<{ readonly done: T } | { readonly failed: string }>;
}

export interface TurnDeps {
  readonly installation: Installation;
  readonly messenger: Messenger;
  /** Sends the message to the person's direct messages as soon as Slack takes it; resolves once nothing can lose it any more. */
  readonly keepReply: (person: Person, message: Message) => Promise<void>;
  readonly log: Log;
}

const stackOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? `${error.stack}` : `${error.stack}\ncaused by ${stackOf(error.cause)}`;
};

/** The words for an error. Unless it is a {@link UserError}, it is logged under the reference that the person reads. */
export const wordsFor = (error: unknown, log: Log): string => {
  if (error instanceof UserError) return error.message;
  const reference = randomBytes(4).toString('hex');
  log.error({ reference, stack: stackOf(error) }, 'failed to handle a slack request');
  return wordProblem({ kind: 'unknown', reference });
};

const createTurn = (incoming: Incoming, { installation, keepReply, log }: TurnDeps): Turn => {
  const { source, name, onHome = false, userId, userName, respond } = incoming;
  const person = { ...personOf(installation, userId), from: `${onHome ? 'home' : source} ${name}` };
  const direct = async (message: Message) => {
    if (relation(incoming.belonging, installation) === 'stranger') return;
    try {
      // unlike what a response_url takes, what is posted is limited as a whole
      await keepReply(person, fits(message) ? message : { text: message.text });
    } catch (error) {
      log.warn({ source, name, user: userId, why: String(error) }, 'failed to notify user');
    }
  };
  return {
    person,
    userName,
    source,
    async sendPrivately(message) {
      if (!respond) return direct(message);
      // A response_url takes five posts in half an hour; after that, only the direct message is left.
      await respond({ response_type: 'ephemeral', replace_original: false, ...wireMessage(message) }).catch(
        () => direct(message),
      );
    },
  };
};

/** Looks up people of another team of the enterprise: the request itself might name somebody of another enterprise. */
const refuseStrangers = async (incoming: Incoming, { installation, messenger }: TurnDeps): Promise<void> => {
  const related = relation(incoming.belonging, installation);
  if (related === 'own' || (related === 'sister' && (await messenger.vet(incoming.userId)).ok)) return;
  throw new UserError({ kind: 'outsider' });
};

/**
 * Takes a request through its turn: `answer` acknowledges it and returns the reply. Never throws.
 * Logs one line, without anything that was typed.
 */
export const takeTurn = async (
  incoming: Incoming,
  deps: TurnDeps,
  answer: (answering: Answering) => Promise<void>,
): Promise<void> => {
  const { log } = deps;
  const start = performance.now();
  let ackMs: number | undefined;
  let outcome = 'done';

  const ack = async (body?: unknown) => {
    if (ackMs !== undefined) return false;
    ackMs = Math.round(performance.now() - start);
    try {
      await incoming.ack(body as never);
    } catch (error) {
      log.warn({ name: incoming.name, why: String(error) }, 'failed to acknowledge a slack request');
      return false;
    }
    return true;
  };

  const attempt: Answering['attempt'] = async (run) => {
    try {
      await refuseStrangers(incoming, deps);
      return { done: await run() };
    } catch (error) {
      outcome = error instanceof UserError ? error.problem.kind : 'error';
      return { failed: wordsFor(error, log) };
    }
  };

  try {
    await answer({ turn: createTurn(incoming, deps), ack, attempt });
  } catch (error) {
    outcome = 'error';
    log.error({ name: incoming.name, stack: stackOf(error) }, 'failed to answer a slack request');
    await ack();
  }
  const { source, name, userId: user, belonging } = incoming;
  log.info({ source, name, user, team: belonging.teamId, ackMs, outcome }, 'handled a slack request');
};
