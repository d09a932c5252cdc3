/** Turns answers into errors, with the service's own words cleaned up, or into values that fit their schema. */
import type { z } from 'zod';
import { hourMs } from '../core/durations.ts';
import { clipText, oneLine, withoutMarkup } from '../core/plain-text.ts';
import { readTime } from '../core/read-time.ts';
import { withoutSecrets } from '../core/secret.ts';
import {
  CloudHttpError,
  CloudNetworkError,
  CloudSchemaError,
  ProxyAnswerError,
  type RequestFacts,
} from './errors.ts';

export interface Refusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Failures before the first byte of the request was sent. */
const beforeSending =
  /^(PROXY_\w+|UND_ERR_PRX_\w+|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;
/** Certificates that fail a check; nothing was sent here either, and trying again won't help. */
const certificate = /CERT|^ERR_TLS|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/;

/** A proxy's “no” to a connection, which undici says only in words. */
const refusedByProxy = /^Proxy (?:response|Authentication Required) \((\d{3})\)/;

/** Node's or undici's code; its parser's errors have only a name. */
const codeOf = (cause: unknown) => {
  if (!(cause instanceof Error)) return 'unknown';
  const [, status] = refusedByProxy.exec(cause.message) ?? [];
  if (status !== undefined) return `PROXY_${status}`;
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause.name === 'HTTPParserError' ? cause.name : 'unknown';
};

/** Failures of a connection that was not made: behind a proxy, of the one to the proxy. */
const unconnected =
  /^(E(CONNREFUSED|NOTFOUND|HOSTUNREACH|NETUNREACH|TIMEDOUT)|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT)$/;

/**
 * The error for a request without a whole answer; `why` is set if the bot gave up.
 * @param at `unsent`: nothing was sent; `proxy`: connections of this request lead to a proxy
 */
export const networkError = (
  facts: RequestFacts,
  cause: unknown,
  why: 'timeout' | 'aborted' | null,
  at?: 'unsent' | 'proxy',
): CloudNetworkError => {
  if (cause instanceof CloudNetworkError) return cause;
  const found = codeOf(cause);
  const code = why ?? (at === 'proxy' && unconnected.test(found) ? `PROXY_${found}` : found);
  const unsent = at === 'unsent' || beforeSending.test(code) || certificate.test(code);
  return new CloudNetworkError({
    ...facts,
    code,
    sent: unsent ? 'no' : 'maybe',
    retryable: !certificate.test(code),
  });
};

/** A wrong clock must neither keep anybody waiting longer nor make the bot ask at once. */
const retryAfterLimits = { minMs: 1_000, maxMs: hourMs };

/** Reads `Retry-After`, in seconds or as a date, as milliseconds; from a second to an hour. */
const retryAfter = (header: string | string[] | undefined, now: number): number | null => {
  const value = [header].flat()[0]?.trim() ?? '';
  const at = readTime(value);
  const ms = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : at === null ? null : at - now;
  const { minMs, maxMs } = retryAfterLimits;
  return ms === null ? null : Math.min(maxMs, Math.max(minMs, ms));
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Rackspace's rate limit, in the body of a 413: `{"overLimit": {…, "retryAfter": "2012-03-12T09:44:56.343-05:00"}}`. */
const overLimitOf = (text: string): { readonly retryAfter: string | undefined } | null => {
  const { overLimit } = { ...(parseJson(text) as object | undefined) } as { overLimit?: unknown };
  if (typeof overLimit !== 'object' || overLimit === null) return null;
  const { retryAfter } = overLimit as { retryAfter?: unknown };
  return { retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined };
};

/** Where each service puts its words: Glance `message`, Keystone `error.message`, Rackspace `overLimit.message`. */
const wordsOf = (text: string): string => {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null) return text;
  const inner = Object.values(body).find(
    (value) => typeof value === 'object' && value !== null && 'message' in value,
  );
  const { message } = { ...body, ...inner } as { message?: unknown };
  return typeof message === 'string' ? message : '';
};

/** One line of at most 300 characters, without markup, the request's secrets, or the long echo of a schema. */
const cleaned = (words: string, secrets: readonly string[]): string => {
  const [beforeEcho = ''] = withoutSecrets(words, secrets).split('Failed validating');
  const line = oneLine(withoutMarkup(beforeEcho));
  // a page may write one in another way, which is undone by now
  return clipText(withoutSecrets(line, [...secrets, ...secrets.map(oneLine)]), 300);
};

/**
 * The answer, if it is about what was asked for: a service or a proxy that mixes answers up must not have one image shown as another.
 * @throws CloudSchemaError
 */
export const aboutAsked = <T>(
  answer: T,
  isAsked: boolean,
  request: Pick<RequestFacts, 'method' | 'path'>,
): T => {
  if (isAsked) return answer;
  const facts = { ...request, safe: request.method === 'GET', requestId: null };
  throw new CloudSchemaError(facts, 'about something that was not asked for');
};

/** The service's id of the request, which helps its operator; null if the header holds anything else. */
export const requestIdOf = (headers: Refusal['headers']): string | null => {
  const id = [headers['x-openstack-request-id']].flat()[0];
  return id !== undefined && id.length <= 128 && /^[\w.:-]+$/.test(id) ? id : null;
};

/**
 * Each service repeats the status in its JSON in its own way: Glance `{"code": "404 Not Found", …}`, Keystone
 * `{"error": {"code": 404, "title": …}}`, Rackspace `{"itemNotFound": {"code": 404, …}}`. A gateway's `{"code": 404, …}` and
 * `{"error": {"code": 404, …}}` are none of these.
 */
const isServicesJson = (text: string, status: number): boolean => {
  const body = parseJson(text);
  if (typeof body !== 'object' || body === null) return false;
  const { code, message, error } = body as Record<string, unknown>;
  if (typeof message === 'string') return typeof code === 'string' && code.startsWith(`${status} `);
  return Object.values(body).some((one) => {
    const inner = { ...(one as object | null) } as Record<string, unknown>;
    const hasWords = typeof inner.message === 'string' && (one !== error || typeof inner.title === 'string');
    return hasWords && String(inner.code) === String(status);
  });
};

/** `WWW-Authenticate: Keystone uri=…`: where keystonemiddleware, in front of every service, sends a token that it refuses. */
const isChallenge = (header: string | string[] | undefined): boolean =>
  [header ?? []].flat().some((value) => /^\s*keystone\b/i.test(value));

/**
 * Whether the service itself refused, not something in between. A token is refused by keystonemiddleware, which knows no request ids;
 * a 5xx and a 429 mean the same whoever says so.
 */
const isServices = ({ status, headers, text }: Refusal, hasToken: boolean): boolean => {
  if (status >= 500 || status === 429) return true;
  if (status === 401 && hasToken) return isChallenge(headers['www-authenticate']);
  return (
    requestIdOf(headers) !== null ||
    isServicesJson(text, status) ||
    (status === 401 && isChallenge(headers['www-authenticate']))
  );
};

/** The error for an answer whose status was not accepted. */
export const refusalError = (
  facts: RequestFacts & { readonly hasToken: boolean },
  refusal: Refusal,
  requestId: string | null,
  secrets: readonly string[],
  now: number,
): CloudHttpError | ProxyAnswerError => {
  const { status, headers, text } = refusal;
  const detail = cleaned(wordsOf(text), secrets);
  if (!isServices(refusal, facts.hasToken)) return new ProxyAnswerError({ ...facts, status, detail });
  const limit = status === 413 ? overLimitOf(text) : null;
  const retryAfterMs = retryAfter(headers['retry-after'] ?? limit?.retryAfter, now);
  // A 413 is Glance's member quota, which waiting does not change, unless it names a rate limit.
  const overLimit = status === 413 && (retryAfterMs !== null || limit !== null);
  const retryable = overLimit || status === 429 || status === 498 || (status >= 500 && status !== 501);
  return new CloudHttpError({ ...facts, status, detail, requestId, retryAfterMs, retryable });
};

/** The body, parsed by `schema`. Errors name only fields: values may be secret, or half a megabyte long. */
export const readAnswer = <T>(
  schema: z.ZodType<T>,
  json: unknown,
  facts: RequestFacts & { readonly requestId: string | null },
): T => {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues
    .slice(0, 5)
    .map(({ path, code }) => `${path.join('.') || 'the body'} (${code})`);
  throw new CloudSchemaError(facts, wrong.join(', '));
};
