/** One turn: the course of every request from Slack, from checking who sent it to the line in the log. */
import { randomBytes } from 'node:crypto';
import type { RespondFn } from '@slack/bolt';
import type { Person, SlackUserId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import { type Problem, UserError } from '../../core/problems/problem.ts';
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
  /** Shows the message to this person alone, where they wrote to the bot in front of others. */
  readonly whisper?: (message: Message) => Promise<void>;
  /** Bolt's; called at most once, in every case. */
  readonly ack: (body?: never) => Promise<void>;
}

export interface Answering {
  readonly turn: Turn;
  /** Acknowledges on its first call; returns whether `body` was sent. Never throws. */
  ack(body?: unknown): Promise<boolean>;
  /**
   * Says what the turn is about, to somebody who waits for its answer: that follows a line that only they see, and takes the place
   * of one in the direct message. Says nothing where a modal or the Home shows that work goes on. Never throws.
   */
  tell(line: Message): Promise<void>;
  /** Returns what `run` returns, or the problem that it threw. */
  attempt<T>(run: () => Promise<T>): Promise<{ readonly done: T } | { readonly failed: Problem }>;
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

/** What an error means for the person. Unless it is a {@link UserError}, it is logged under the reference that the person reads. */
export const problemOf = (error: unknown, log: Log): Problem => {
  if (error instanceof UserError) return error.problem;
  const reference = randomBytes(4).toString('hex');
  log.error({ reference, stack: stackOf(error) }, 'failed to handle a slack request');
  return { kind: 'unknown', reference };
};

/** For a response URL or an acknowledgement: only the person sees it. */
export const ephemeral = (message: Message) => ({
  response_type: 'ephemeral' as const,
  ...wireMessage(message),
});

type Ack = Answering['ack'];

const createTurn = (
  incoming: Incoming,
  { installation, messenger, keepReply, log }: TurnDeps,
  ack: Ack,
): { readonly turn: Turn; readonly tell: Answering['tell'] } => {
  const { source, name, onHome = false, userId, userName, respond, whisper } = incoming;
  const person = { ...personOf(installation, userId), from: `${onHome ? 'home' : source} ${name}` };
  // unlike what a response_url takes, what is posted is limited as a whole
  const whole = (message: Message): Message => (fits(message) ? message : { text: message.text });
  const beside = async (message: Message) => {
    if (whisper) await whisper(whole(message));
    else await respond?.({ replace_original: false, ...ephemeral(message) });
  };
  /** Takes the next message for the person in its place, if Slack takes it. */
  let line: ((message: Message) => Promise<void>) | null = null;
  const inDirectMessage = async (message: Message) => {
    const channel = await messenger.openConversation(userId);
    const ts = await messenger.post(channel, message);
    line = (next) => messenger.update(channel, ts, next);
  };
  const direct = async (message: Message) => {
    if (relation(incoming.belonging, installation) === 'stranger') return;
    const posted = whole(message);
    const replaced = await line?.(posted).then(
      () => true,
      () => false,
    );
    line = null;
    try {
      if (!replaced) await keepReply(person, posted);
    } catch (error) {
      log.warn({ source, name, user: userId, why: String(error) }, 'failed to notify user');
    }
  };
  const tell = async (message: Message) => {
    if (source === 'command' && (await ack(ephemeral(message)))) return;
    const told = source === 'message' && !whisper ? inDirectMessage(message) : beside(message);
    await told.catch((error) => log.warn({ source, name, why: String(error) }, 'failed to tell who waits'));
  };
  const turn: Turn = {
    person,
    userName,
    source,
    async sendPrivately(message) {
      if (!respond && !whisper) return direct(message);
      // A response_url takes five posts in half an hour, and a channel may be gone; then only the direct message is left.
      await beside(message).catch(() => direct(message));
    },
  };
  return { turn, tell };
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
      return { failed: problemOf(error, log) };
    }
  };

  try {
    await answer({ ...createTurn(incoming, deps, ack), ack, attempt });
  } catch (error) {
    outcome = 'error';
    log.error({ name: incoming.name, stack: stackOf(error) }, 'failed to answer a slack request');
    await ack();
  }
  const { source, name, userId: user, belonging } = incoming;
  log.info({ source, name, user, team: belonging.teamId, ackMs, outcome }, 'handled a slack request');
};
