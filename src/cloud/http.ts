/** HTTP requests: pooled connections, a deadline and a concurrency limit for each, JSON in and out; repeats only what does no harm twice. */
import type { z } from 'zod';
import { type Backoff, backoffMs } from '../core/back-off.ts';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { type CloudPlace, type Observer, unobserved } from '../core/observer.ts';
import { type Proxies, proxyFor } from '../core/proxies.ts';
import { reveal, Secret } from '../core/secret.ts';
import { createBodyBudget } from './body-budget.ts';
import type { Tls } from './cloud-config.ts';
import { createConcurrencyLimiter } from './concurrency-limiter.ts';
import { createCooldowns } from './cooldowns.ts';
import { AnswerTooLargeError, CloudHttpError, CloudSchemaError, type Method, mayRepeat } from './errors.ts';
import { networkError, readAnswer, refusalError, requestIdOf } from './http-answer.ts';
import { readKept, readRefusal } from './http-body.ts';
import { TooLargeError, UnfitJsonError } from './kept-json.ts';
import { observed } from './observed-request.ts';
import { createOddFields } from './odd-fields.ts';
import { notingOdd } from './readable.ts';
import { createTlsDispatchers } from './tls-dispatchers.ts';

export interface HttpRequest<T> {
  readonly method: Method;
  readonly url: URL;
  /** A {@link Secret} in the headers or anywhere in the body is revealed only on the wire. */
  readonly headers?: Readonly<Record<string, string | Secret>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly contentType?: string;
  /** The statuses that mean success. */
  readonly accept: readonly number[];
  /** Parses the body of an accepted answer; gets `undefined` if there is none. */
  readonly schema: z.ZodType<T>;
  /** The largest body that is read; 4 MiB by default. */
  readonly maxBytes?: number;
  /** Sending it twice changes nothing. By default true only for GET. */
  readonly safe?: boolean;
  readonly tls: Tls;
  /** For the observer. */
  readonly where?: CloudPlace;
  /** Whose request it is. Limits how many run at a time per account, and pauses all of them if the service says that it asks too much. */
  readonly account?: string;
  /** The service may ask another one first, as Keystone asks a directory: it gets {@link slowFactor} times as long. */
  readonly slow?: boolean;
  /** Nobody waits for it, as for a poll: if much is read at a time, others go first. */
  readonly patient?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Is called whenever it is sent. */
  readonly onSend?: () => void;
}

export interface HttpAnswer<T> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: T;
  readonly requestId: string | null;
}

export interface Http {
  /**
   * Sends the request when there is a place, repeats it if that does no harm, and checks the answer. Does not follow redirects.
   * @throws CloudHttpError a status not accepted; ProxyAnswerError one that the service did not send
   * @throws CloudNetworkError no answer, or only part of one, or `signal` fired
   * @throws CloudSchemaError a body that does not fit; AnswerTooLargeError one larger than `maxBytes`
   */
  request<T>(request: HttpRequest<T>): Promise<HttpAnswer<T>>;
  /** Closes every connection; requests in progress get no answer. */
  close(): Promise<void>;
}

export interface HttpOptions {
  readonly log: Log;
  readonly clock: Clock;
  /** For one attempt, from its first byte to the answer's last. */
  readonly timeoutMs?: number;
  readonly connectTimeoutMs?: number;
  /** How often a request is sent at most. */
  readonly attempts?: number;
  readonly backoff?: Backoff;
  /** A longer `Retry-After` is not waited for: the caller gets the error. */
  readonly maxRetryAfterMs?: number;
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<unknown>;
  readonly proxies?: Proxies | null;
  readonly observer?: Observer | undefined;
}

/** Bytes of an answer, unless its request says otherwise. Only what its schema names is held in memory. */
const defaultMaxBytes = 4 * 1024 * 1024;

/** 25 s by default. */
const slowFactor = 2.5;

/** Requests at a time, over all accounts; one more would only wait inside the service. */
const maxPerEndpoint = 32;
/** Requests at a time per account; more than the loop uses, so that its owner can look something up meanwhile. */
const maxPerAccount = 6;

/** One per process: it holds a pool of connections per origin and per way of checking certificates. */
export const createHttp = ({
  log,
  clock,
  timeoutMs = 10_000,
  connectTimeoutMs = 3_000,
  attempts = 3,
  backoff = { firstMs: 200, maxMs: 2_000 },
  maxRetryAfterMs = 5_000,
  wait = clock.sleep,
  proxies = null,
  observer = unobserved,
}: HttpOptions): Http => {
  const dispatchers = createTlsDispatchers(proxies, { connections: maxPerEndpoint, connectTimeoutMs });
  const limiter = createConcurrencyLimiter();
  const cooldowns = createCooldowns(clock);
  const budget = createBodyBudget({ now: clock.now, sleep: async (ms) => void (await wait(ms)) });
  const tellOdd = createOddFields(log);
  const factsOf = ({ method, url, safe }: HttpRequest<unknown>) => ({
    method,
    path: url.pathname + url.search,
    safe: safe ?? method === 'GET',
  });

  /** Another request of this account was told how long to wait: the same applies to this one. */
  const refuseResting = (wanted: HttpRequest<unknown>) => {
    const retryAfterMs = wanted.account === undefined ? 0 : cooldowns.leftMs(wanted.account);
    if (retryAfterMs === 0) return;
    const detail = 'not sent, as the account was told to wait';
    const told = { status: 429, detail, requestId: null, retryAfterMs, retryable: true };
    throw new CloudHttpError({ ...factsOf(wanted), ...told });
  };

  /** Sends it once there is a place. That wait is not the service's fault, so only the signal ends it, not the deadline. */
  const inTurn = async <T>(request: HttpRequest<T>, attempt: number): Promise<HttpAnswer<T>> => {
    const { url, account, signal } = request;
    const places = [{ key: url.origin, max: maxPerEndpoint }];
    if (account !== undefined) places.unshift({ key: `account ${account}`, max: maxPerAccount });
    const leave = await limiter.enter(places, signal).catch((reason) => {
      throw networkError(factsOf(request), reason, 'aborted', 'unsent');
    });
    try {
      // a later attempt has already waited
      if (attempt === 1) refuseResting(request);
      return await observed(observer, request, () => once(request));
    } finally {
      leave();
    }
  };

  const once = async <T>(request: HttpRequest<T>): Promise<HttpAnswer<T>> => {
    const { method, signal } = request;
    const facts = factsOf(request);
    const { path } = facts;
    const body = request.body === undefined ? null : reveal(request.body);
    const secrets = body?.secrets ?? [];
    const headers: Record<string, string> = { accept: 'application/json' };
    if (body) headers['content-type'] = request.contentType ?? 'application/json';
    for (const [name, value] of Object.entries(request.headers ?? {})) {
      headers[name] = value instanceof Secret ? value.reveal() : value;
      if (value instanceof Secret) secrets.push(value.reveal());
    }

    request.onSend?.();
    const started = performance.now();
    const line = (more: object) => ({ method, path, ms: Math.round(performance.now() - started), ...more });
    const deadline = AbortSignal.timeout(request.slow ? timeoutMs * slowFactor : timeoutMs);
    const unanswered = (cause: unknown) => {
      const why = signal?.aborted ? 'aborted' : deadline.aborted ? 'timeout' : null;
      const via = proxyFor(proxies, request.url) === null ? undefined : 'proxy';
      const error = networkError(facts, cause, why, via);
      log.warn(line({ error: error.message }), 'cloud request got no answer');
      return error;
    };
    const {
      statusCode: status,
      headers: answered,
      body: answer,
    } = await dispatchers
      .to(request.tls)
      .request({
        origin: request.url.origin,
        path,
        method,
        headers,
        body: body?.text ?? null,
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      })
      .catch((cause) => {
        throw unanswered(cause);
      });

    const requestId = requestIdOf(answered);
    if (!request.accept.includes(status)) {
      const text = await readRefusal(answer).catch((cause) => {
        throw unanswered(cause);
      });
      const error = refusalError(
        { ...facts, hasToken: 'x-auth-token' in headers },
        { status, headers: answered, text },
        requestId,
        secrets,
        clock.now(),
      );
      log[status >= 500 ? 'warn' : 'debug'](line({ status, requestId }), 'cloud request refused');
      throw error;
    }
    const { schema, maxBytes = defaultMaxBytes } = request;
    const reading = budget.open(request.url.origin, request.patient ?? false);
    const json = await readKept(answer, schema, maxBytes, reading).catch((cause) => {
      if (!(cause instanceof UnfitJsonError)) throw unanswered(cause);
      const Unfit = cause instanceof TooLargeError ? AnswerTooLargeError : CloudSchemaError;
      throw new Unfit({ ...facts, requestId }, cause.message);
    });
    log.debug(line({ status, requestId }), 'cloud request');
    const { value, odd } = notingOdd(() => readAnswer(schema, json, { ...facts, requestId }));
    tellOdd(request.url.origin, odd);
    return { status, headers: answered, body: value, requestId };
  };

  const request = async <T>(wanted: HttpRequest<T>): Promise<HttpAnswer<T>> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await inTurn(wanted, attempt);
      } catch (error) {
        const askedMs = error instanceof CloudHttpError ? error.retryAfterMs : null;
        if (error instanceof CloudHttpError && error.status < 500 && askedMs && wanted.account !== undefined)
          cooldowns.rest(wanted.account, askedMs);
        if (attempt >= attempts || !mayRepeat(error)) throw error;
        if (askedMs !== null && askedMs > maxRetryAfterMs) throw error;
        // If the service named a time, everyone who was refused comes back then: spread them a little.
        const ms =
          askedMs === null
            ? backoffMs(attempt, backoff, Math.random())
            : askedMs + backoffMs(1, backoff, Math.random());
        await wait(ms, wanted.signal).catch(() => {
          throw error;
        });
      }
    }
  };

  return {
    request,
    close: async () => {
      await dispatchers.close();
    },
  };
};
