/** Failed calls to Slack's Web API, and what each means. For the loop and for operators, not for people. */
import { webApi } from '@slack/bolt';
import { mayBeDone, type Verdict, verdictOf } from './verdicts.ts';

interface Failure {
  readonly verdict: Verdict;
  /** Slack's error code, an HTTP status, or the network error that cut the connection. */
  readonly code: string;
  /** Slack itself said no, and nobody between it and the bot. */
  readonly bySlack?: boolean;
  /** The call may have been carried out all the same: look before repeating it. */
  readonly unsure?: boolean;
  /** How long to wait; for `ratelimited`. */
  readonly retryAfterMs?: number;
  /** The scope that the token lacks, for `missing_scope`. */
  readonly needed?: string | null;
}

export class SlackCallError extends Error {
  override readonly name = 'SlackCallError';
  /** The method, such as `chat.update`. */
  readonly method: string;
  readonly verdict: Verdict;
  readonly code: string;
  readonly bySlack: boolean;
  readonly unsure: boolean;
  readonly retryAfterMs: number;
  readonly needed: string | null;

  constructor(
    method: string,
    { verdict, code, bySlack = false, unsure = false, retryAfterMs = 0, needed = null }: Failure,
  ) {
    super(`${method}: ${verdict} (${code})`);
    this.method = method;
    this.verdict = verdict;
    this.code = code;
    this.bySlack = bySlack;
    this.unsure = unsure;
    this.retryAfterMs = retryAfterMs;
    this.needed = needed;
  }
}

/** If Slack names no time. */
const someTimeMs = 30_000;
/** A longer rest is not believed. */
const longestRestMs = 60 * 60_000;

const restMs = (seconds: unknown): number =>
  typeof seconds === 'number' && seconds > 0 ? Math.min(seconds * 1000, longestRestMs) : someTimeMs;

const isCode = (code: unknown): code is string => typeof code === 'string' && /^[a-z0-9_]{1,80}$/i.test(code);

/** The scopes that an answer names as missing; whatever else may be there is left out. */
const neededIn = (answer: object): string | null =>
  'needed' in answer && typeof answer.needed === 'string' && /^[a-z:.,_-]{1,200}$/.test(answer.needed)
    ? answer.needed
    : null;

/** What Slack's own JSON says; null if this is not Slack's: a page of a proxy, or a part of an answer. */
const ownAnswer = (answer: unknown, retryAfterS?: number): Failure | null => {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer) || answer.ok !== false) return null;
  const code = 'error' in answer ? answer.error : undefined;
  if (!isCode(code)) return null;
  const verdict = verdictOf(code);
  return {
    verdict,
    code,
    bySlack: true,
    unsure: mayBeDone(code),
    needed: neededIn(answer),
    ...(verdict === 'ratelimited' && { retryAfterMs: restMs(retryAfterS) }),
  };
};

/** Nobody knows what became of the call. */
const lost = (code: string): Failure => ({ verdict: 'wait', code, unsure: true });

/** For an answer that says neither yes nor no to what was asked. */
export const incompleteAnswer = (method: string): SlackCallError =>
  new SlackCallError(method, lost('incomplete'));

/** `TimeoutError`, `ECONNRESET` and the like: the innermost name. */
const cutBy = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  if (error.cause instanceof Error) return cutBy(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};

const failureOf = (error: unknown): Failure => {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return {
      verdict: 'ratelimited',
      code: 'http_429',
      bySlack: true,
      retryAfterMs: restMs(error.retryAfter),
    };
  if (error instanceof webApi.WebAPIPlatformError)
    return ownAnswer(error.data, error.data.response_metadata?.retryAfter) ?? lost('not_slack');
  if (error instanceof webApi.WebAPIHTTPError)
    return ownAnswer(error.body) ?? lost(`http_${error.statusCode}`);
  return lost(cutBy(error));
};

/** Turns whatever a WebClient threw into a {@link SlackCallError} without the request, the response or headers. */
export const toCallError = (method: string, error: unknown): SlackCallError =>
  error instanceof SlackCallError ? error : new SlackCallError(method, failureOf(error));
