/** What can go wrong with a cloud, classified by what the caller can do next: repeat, read back, or ask for the account to be linked again. */

import type { Unreached } from '../core/problems/cloud-problems.ts';
import { NoProjectError } from './no-project.ts';
import { unreached } from './unreached.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The request that failed. `path` has no host; `safe` means that sending it again changes nothing. */
export interface RequestFacts {
  readonly method: Method;
  readonly path: string;
  readonly safe: boolean;
}

export interface HttpFacts extends RequestFacts {
  readonly status: number;
  /** The service's own words, on one line, without markup or secrets. */
  readonly detail: string;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  readonly retryable: boolean;
}

/** The service answered with a status that was not accepted. */
export class CloudHttpError extends Error implements HttpFacts {
  override readonly name: string = 'CloudHttpError';
  readonly method: Method;
  readonly path: string;
  readonly safe: boolean;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string | null;
  /** How long the service asked us to wait, if it did. */
  readonly retryAfterMs: number | null;
  /** The same request may succeed later. */
  readonly retryable: boolean;

  constructor(facts: HttpFacts) {
    super(
      `${facts.method} ${facts.path}: ${facts.status} ${facts.detail} [${facts.requestId ?? 'no request id'}]`,
    );
    this.method = facts.method;
    this.path = facts.path;
    this.safe = facts.safe;
    this.status = facts.status;
    this.detail = facts.detail;
    this.requestId = facts.requestId;
    this.retryAfterMs = facts.retryAfterMs;
    this.retryable = facts.retryable;
  }
}

/** The part of a credential that the identity service refused. */
export type Refused = 'id' | 'name' | 'secret' | 'password' | 'expired password' | 'apiKey';

/** The identity service refuses the account itself: only its owner can fix that. */
export class AccountRefusedError extends CloudHttpError {
  override readonly name = 'AccountRefusedError';
  readonly what: Refused;

  constructor(what: Refused, facts: HttpFacts) {
    super(facts);
    this.what = what;
  }
}

/** The access rules of the account's credential do not allow this one act; the account's other acts go on. */
export class ActRefusedError extends CloudHttpError {
  override readonly name = 'ActRefusedError';
  /** The rule that is missing, such as `POST /v2/images/*\/members`. */
  readonly rule: string;

  constructor(rule: string, facts: HttpFacts) {
    super(facts);
    this.rule = rule;
  }
}

/**
 * The image service refuses a token that the identity service has just issued, and no access rule is the cause. Its configuration
 * is wrong (`service_type`), or it cannot reach Keystone; the account is not to blame.
 */
export class TokenRefusedError extends CloudHttpError {
  override readonly name = 'TokenRefusedError';
  /** The credential has access rules, which some image services cannot check. */
  readonly hasRules: boolean;

  constructor(hasRules: boolean, facts: HttpFacts) {
    super({ ...facts, retryable: true });
    this.hasRules = hasRules;
  }
}

/** A refusal or redirect without any sign of the service: something in between answered. It says nothing about what was asked for. */
export class ProxyAnswerError extends Error implements RequestFacts {
  override readonly name = 'ProxyAnswerError';
  readonly method: Method;
  readonly path: string;
  readonly safe: boolean;
  readonly status: number;
  /** The proxy's words, on one line, without markup or secrets. */
  readonly detail: string;

  constructor(facts: RequestFacts & Pick<HttpFacts, 'status' | 'detail'>) {
    super(`${facts.method} ${facts.path}: ${facts.status} ${facts.detail} [not the service's answer]`);
    this.method = facts.method;
    this.path = facts.path;
    this.safe = facts.safe;
    this.status = facts.status;
    this.detail = facts.detail;
  }
}

/** The credential works, but for a different project from the one that was linked. */
export class WrongProjectError extends Error {
  override readonly name = 'WrongProjectError';

  constructor(expected: string, actual: string) {
    super(`the credential belongs to project ${actual}, not ${expected}`);
  }
}

/** The cloud takes another kind of credential: the operator has changed its `auth_type` since the account was linked. */
export class WrongMethodError extends Error {
  override readonly name = 'WrongMethodError';

  constructor(method: string, cloud: { readonly name: string; readonly authType: string }) {
    super(`${cloud.name} (${cloud.authType}) takes no credential of the kind ${method}`);
  }
}

/** No response, or only part of one. */
export class CloudNetworkError extends Error implements RequestFacts {
  override readonly name = 'CloudNetworkError';
  readonly method: Method;
  readonly path: string;
  readonly safe: boolean;
  /** Node's or undici's error code, or `timeout` or `aborted`. */
  readonly code: string;
  readonly why: Unreached;
  /** Whether the request may have reached the service. */
  readonly sent: 'no' | 'maybe';
  readonly retryable: boolean;

  constructor(facts: RequestFacts & Pick<CloudNetworkError, 'code' | 'sent' | 'retryable'>) {
    super(`${facts.method} ${facts.path}: no answer (${facts.code})`);
    this.method = facts.method;
    this.path = facts.path;
    this.safe = facts.safe;
    this.code = facts.code;
    this.why = unreached(facts.code);
    this.sent = facts.sent;
    this.retryable = facts.retryable;
  }
}

/** The request worked, but our model of the API is wrong. For the maintainers of this client. */
export class CloudSchemaError extends Error implements RequestFacts {
  override readonly name: string = 'CloudSchemaError';
  readonly method: Method;
  readonly path: string;
  readonly safe: boolean;
  readonly requestId: string | null;

  /** @param why the fields that did not fit; never their values */
  constructor(facts: RequestFacts & Pick<CloudSchemaError, 'requestId'>, why: string) {
    super(`${facts.method} ${facts.path}: unexpected answer: ${why} [${facts.requestId ?? 'no request id'}]`);
    this.method = facts.method;
    this.path = facts.path;
    this.safe = facts.safe;
    this.requestId = facts.requestId;
  }
}

/** The answer is larger than the bot reads. If asked for less at a time, the service may send what fits. */
export class AnswerTooLargeError extends CloudSchemaError {
  override readonly name = 'AnswerTooLargeError';
}

/** True if it is not known whether a write happened, so that the caller has to read before it decides. */
export const effectUnknown = (error: unknown): boolean => {
  if (error instanceof CloudHttpError) return !error.safe && error.status >= 500;
  if (error instanceof CloudNetworkError) return !error.safe && error.sent === 'maybe';
  return (error instanceof CloudSchemaError || error instanceof ProxyAnswerError) && !error.safe;
};

/** The account has no credential to sign in with, or it cannot be decrypted. */
export class CredentialLostError extends Error {
  override readonly name = 'CredentialLostError';
}

/**
 * True if the account has to be linked again: the identity service refuses its login, it now belongs to another project,
 * the cloud takes another kind of credential, or there is no credential to sign in with.
 * A login that could not be tried, because Keystone does not answer, is not a refusal; nor is anything the image service says.
 */
export const isAccountRefused = (error: unknown): boolean =>
  error instanceof AccountRefusedError ||
  error instanceof WrongProjectError ||
  error instanceof NoProjectError ||
  error instanceof WrongMethodError ||
  error instanceof CredentialLostError;

/** The operator no longer describes the account's cloud. */
export class NoSuchCloudError extends Error {
  override readonly name = 'NoSuchCloudError';
}

/** The service says that the thing does not exist. Excludes Keystone's 404 to a sign-in with a credential that is gone. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof CloudHttpError && !(error instanceof AccountRefusedError) && error.status === 404;

/** Whether the request may be sent again: it had no effect, or sending it twice has the same effect as once. */
export const mayRepeat = (error: unknown): boolean => {
  if (error instanceof CloudNetworkError) {
    if (!error.retryable || error.code === 'timeout' || error.code === 'aborted') return false;
    return error.safe || error.sent === 'no';
  }
  if (!(error instanceof CloudHttpError) || !error.retryable) return false;
  const refusedUnread = error.status < 500 || (error.status === 503 && error.retryAfterMs !== null);
  return refusedUnread || (error.safe && error.status !== 500);
};
