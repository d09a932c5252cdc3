/** Failed calls to Slack's Web API, classified by what the caller can do next. For the loop and for operators, not for people. */
import { webApi } from '@slack/bolt';

/**
 * `ratelimited`: nothing was done; wait. `unknown-outcome`: it may have been done, so look before repeating.
 * `gone`: the target no longer exists. `refused`: Slack will not do this, now or later.
 */
export type SlackCallKind = 'ratelimited' | 'unknown-outcome' | 'gone' | 'refused';

export class SlackCallError extends Error {
  override readonly name = 'SlackCallError';
  /** The method, such as `chat.update`. */
  readonly method: string;
  readonly kind: SlackCallKind;
  /** Slack's error code, an HTTP status, or the network error that cut the connection. */
  readonly code: string;
  /** How long to wait; 0 unless `ratelimited`. */
  readonly retryAfterMs: number;

  constructor(method: string, kind: SlackCallKind, code: string, retryAfterMs = 0) {
    super(`${method}: ${kind} (${code})`);
    this.method = method;
    this.kind = kind;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

const goneCodes = new Set([
  'message_not_found',
  'channel_not_found',
  'is_archived',
  'user_not_found',
  'users_not_found',
  'user_disabled',
]);

/** Faults on Slack's side, which also come with status 200. */
const unsureCodes = new Set(['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable']);

/** If Slack names no time. */
const someTimeMs = 30_000;

const platformError = (method: string, code: string, retryAfterS: number | undefined): SlackCallError => {
  if (code === 'ratelimited' || code === 'rate_limited') {
    return new SlackCallError(method, 'ratelimited', code, retryAfterS ? retryAfterS * 1000 : someTimeMs);
  }
  // A proxy's HTML page may be where the code should be.
  if (!/^[a-z0-9_]{1,80}$/i.test(code)) return new SlackCallError(method, 'unknown-outcome', 'not_slack');
  if (unsureCodes.has(code)) return new SlackCallError(method, 'unknown-outcome', code);
  return new SlackCallError(method, goneCodes.has(code) ? 'gone' : 'refused', code);
};

/** `TimeoutError`, `ECONNRESET` and the like: the innermost name. */
const cutBy = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown';
  if (error.cause instanceof Error) return cutBy(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
};

/** Turns whatever a WebClient threw into a {@link SlackCallError} without the request, the response or headers. */
export const toCallError = (method: string, error: unknown): SlackCallError => {
  if (error instanceof SlackCallError) return error;
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return new SlackCallError(method, 'ratelimited', 'http_429', error.retryAfter * 1000);
  }
  if (error instanceof webApi.WebAPIPlatformError) {
    return platformError(method, error.data.error, error.data.response_metadata?.retryAfter);
  }
  if (error instanceof webApi.WebAPIHTTPError) {
    const kind = error.statusCode < 500 ? 'refused' : 'unknown-outcome';
    return new SlackCallError(method, kind, `http_${error.statusCode}`);
  }
  return new SlackCallError(method, 'unknown-outcome', cutBy(error));
};
