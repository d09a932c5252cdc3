/** What a cloud answers when it does not do what was asked, as its client throws it. */
import {
  AccountRefusedError,
  ActRefusedError,
  AnswerTooLargeError,
  CloudHttpError,
  CloudNetworkError,
  ProxyAnswerError,
} from '../../src/cloud/errors.ts';

const facts = { method: 'GET', path: '/v2/images', safe: true, detail: '', requestId: 'req' } as const;

/** `safe`: sending it again would change nothing. */
export const answered = (status: number, { safe = true, retryable = status >= 500 } = {}): CloudHttpError =>
  new CloudHttpError({ ...facts, safe, status, retryAfterMs: null, retryable });

/** A page of something in between. */
export const proxyAnswered = (status: number, { safe = true } = {}): ProxyAnswerError =>
  new ProxyAnswerError({ ...facts, safe, status });

export const accountRefused = (what: AccountRefusedError['what'] = 'secret'): AccountRefusedError =>
  new AccountRefusedError(what, { ...facts, status: 401, retryAfterMs: null, retryable: false });

/** The credential has no rule for it. */
export const ruleMissing = (rule: string): ActRefusedError =>
  new ActRefusedError(rule, { ...facts, status: 401, retryAfterMs: null, retryable: false });

export const silence = (): CloudNetworkError =>
  new CloudNetworkError({ ...facts, code: 'ECONNRESET', sent: 'no', retryable: true });

export const tooLarge = (): AnswerTooLargeError => new AnswerTooLargeError(facts, 'larger than 50 MiB');

export const busyFor = (retryAfterMs: number): CloudHttpError =>
  new CloudHttpError({ ...facts, status: 429, retryAfterMs, retryable: true });
