/** What a failed call at the start means: Slack is waited for; a token that Slack refuses ends the start, unless it has worked here before. */
import { createHash } from 'node:crypto';
import { type Backoff, backoffMs } from '../../core/back-off.ts';
import type { Clock } from '../../core/clock.ts';
import type { TeamId } from '../../core/ids.ts';
import type { Log } from '../../core/log.ts';
import type { Secret } from '../../core/secret.ts';
import { createSeldom } from '../../core/seldom.ts';
import { SetupError } from '../../core/setup-error.ts';
import { toCallError } from '../api/call-error.ts';
import { verdictOf } from '../api/verdicts.ts';

/** The variables that hold one. */
export type TokenVariable = 'SLACK_BOT_TOKEN' | 'SLACK_APP_TOKEN';

export interface Team {
  readonly id: TeamId;
  readonly name: string;
}

/** The tokens that have worked with this database, which keeps a hash of each. */
export interface KnownTokens {
  isKnown(hash: string): Promise<boolean>;
  keep(hash: string, team: Team): Promise<void>;
  /** The team that the rows belong to; null before the first start. */
  team(): Promise<Team | null>;
}

/** Slack does not accept a token that has never worked here: it is mistyped, of another app, or lacks a scope. */
class SlackTokenError extends SetupError {
  override readonly name = 'SlackTokenError';

  constructor(variable: TokenVariable, code: string) {
    super(`Slack refuses ${variable} (${code}). Copy the token again from the Slack app's pages.`);
  }
}

/** Tokens are long and random, so nobody can guess one from its hash. */
export const tokenHash = (token: Secret): string =>
  createHash('sha256').update(token.reveal()).digest('base64url');

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Why a call failed, and how long Slack wants us to wait before the next one. */
export interface Setback {
  readonly code: string;
  readonly waitMs: number;
}

interface Options {
  readonly clock: Clock;
  readonly log: Log;
  readonly tokens: KnownTokens;
  /** Where Slack is, for the log. */
  readonly host: string;
  /** The environment's variable that names a proxy, if one is set. */
  readonly proxyVariable: string | undefined;
}

/** Says what a failed call with a token means. @throws SlackTokenError */
export type Judge = (
  variable: TokenVariable,
  token: Secret,
  method: string,
  error: unknown,
) => Promise<Setback>;

export const createJudge = ({ clock, log, tokens, host, proxyVariable }: Options): Judge => {
  const isNews = createSeldom(clock);
  return async (variable, token, method, error) => {
    const { code, retryAfterMs } = toCallError(method, error);
    if (verdictOf(code) !== 'operator') {
      if (isNews(method, minuteMs))
        log.warn({ method, host, code, proxyVariable }, 'slack is not answering; still trying');
      return { code, waitMs: retryAfterMs };
    }
    if (!(await tokens.isKnown(tokenHash(token)))) throw new SlackTokenError(variable, code);
    if (isNews(`${method} ${code}`, hourMs))
      log.error({ variable, code }, 'slack refuses a token that has worked before; still trying');
    return { code, waitMs: 0 };
  };
};

/** Between two tries to start. */
const tries: Backoff = { firstMs: 1_000, maxMs: minuteMs };

export interface Tries {
  readonly clock: Clock;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  readonly onFailure: (error: unknown) => Promise<Setback>;
}

/** Repeats `call` until it is answered. @throws what `onFailure` throws, or the signal's reason */
export const untilAnswered = async <T>(
  call: () => Promise<T>,
  { clock, signal, onFailure }: Tries,
): Promise<T> => {
  for (let failures = 1; ; failures += 1) {
    try {
      return await call();
    } catch (error) {
      signal.throwIfAborted();
      const { waitMs } = await onFailure(error);
      await clock.sleep(Math.max(waitMs, backoffMs(failures, tries, Math.random())), signal);
    }
  }
};
