/** What an error of a cloud means for a step: told apart here, so that every step treats one failure in one way. */
import {
  AccountRefusedError,
  BadEndpointError,
  CloudHttpError,
  CloudNetworkError,
  CloudSchemaError,
  effectUnknown,
  isAccountRefused,
  isNotFound,
  NoSuchCloudError,
  NoSuchRegionError,
} from '../cloud/errors.ts';
import type { Problem } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import { cloudGone } from './rules/share-state.ts';

export type Failure =
  /** The account itself is refused; only its owner can mend that. */
  | { readonly kind: 'account-refused'; readonly problem: Problem }
  /** A write that may have happened. */
  | { readonly kind: 'unknown'; readonly problem: Problem }
  /** Nothing happened; worth another try. */
  | { readonly kind: 'later'; readonly problem: Problem; readonly afterMs: number | null }
  /** An answer that says no; the step knows what it means. */
  | { readonly kind: 'answered'; readonly status: number; readonly requestId: string | null }
  | { readonly kind: 'impossible'; readonly problem: Problem };

/** The operator mends clouds.yaml, or the catalog, in minutes, not seconds. */
const goneMs = 5 * 60_000;

/**
 * The failure that `error` is, for a request made with `account`.
 * @throws `error` itself when it is none of the cloud's
 */
export const failureOf = (error: unknown, account: Account): Failure => {
  const silent: Problem = { kind: 'cloud-away', cloud: account.cloudName };
  if (isAccountRefused(error)) {
    return {
      kind: 'account-refused',
      problem: { kind: 'account-refused', account: account.name, cloud: account.cloudName },
    };
  }
  if (effectUnknown(error)) return { kind: 'unknown', problem: silent };
  if (error instanceof CloudNetworkError || error instanceof CloudSchemaError)
    return { kind: 'later', problem: silent, afterMs: null };
  if (error instanceof NoSuchRegionError) {
    return {
      kind: 'impossible',
      problem:
        error.have.length === 0
          ? { kind: 'no-image-service', cloud: account.cloudName }
          : { kind: 'no-such-region', region: error.region ?? '', have: error.have },
    };
  }
  if (error instanceof BadEndpointError) {
    const { region, why } = error;
    return {
      kind: 'later',
      problem: { kind: 'bad-endpoint', cloud: account.cloudName, region, why },
      afterMs: goneMs,
    };
  }
  if (error instanceof NoSuchCloudError) {
    return { kind: 'later', problem: cloudGone(account), afterMs: goneMs };
  }
  // a member id that no request can address, added elsewhere
  if (error instanceof RangeError)
    return { kind: 'impossible', problem: { kind: 'bad-tenant', typed: '', why: 'character' } };
  if (!(error instanceof CloudHttpError) || error instanceof AccountRefusedError) throw error;
  if (error.retryable) {
    const problem: Problem = error.status < 500 ? { kind: 'cloud-busy', cloud: account.cloudName } : silent;
    return { kind: 'later', problem, afterMs: error.retryAfterMs };
  }
  return { kind: 'answered', status: error.status, requestId: error.requestId };
};

/** What was asked for; null where the cloud says that it has no such thing, or none that the account may see. */
export const nullIfNotFound = async <T>(asked: Promise<T>): Promise<T | null> => {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
};
