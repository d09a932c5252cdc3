/** Says what a cloud's error means for a step, in one place, so that every step treats the same failure alike. */
import { BadEndpointError, NoSuchRegionError, OtherInterfaceError } from '../cloud/endpoint-errors.ts';
import {
  AccountRefusedError,
  ActRefusedError,
  CloudHttpError,
  CloudNetworkError,
  CloudSchemaError,
  effectUnknown,
  isAccountRefused,
  isNotFound,
  NoSuchCloudError,
  ProxyAnswerError,
  TokenRefusedError,
} from '../cloud/errors.ts';
import type { Problem } from '../core/problems/problem.ts';
import type { Account } from '../model/account.ts';
import { cloudGone } from './rules/share-state.ts';

/** The account's owner is deactivated in Slack, so nothing was asked with it. */
export class OwnerAwayError extends Error {
  override readonly name = 'OwnerAwayError';
  readonly account: string;

  constructor(account: string) {
    super(`the owner of ${account} is deactivated in slack`);
    this.account = account;
  }
}

export type Failure =
  /** The identity service refuses the account; only its owner can fix that. */
  | { readonly kind: 'account-refused'; readonly problem: Problem }
  /** The account's credential lacks the rule for this act, and goes on with all others. */
  | { readonly kind: 'act-refused'; readonly act: string; readonly problem: Problem }
  /** A write that may have happened. */
  | { readonly kind: 'unknown'; readonly problem: Problem }
  /** Nothing happened; it is worth another try. `lasting`: the problem from the third failure in a row on. */
  | {
      readonly kind: 'later';
      readonly problem: Problem;
      readonly lasting?: Problem;
      readonly afterMs: number | null;
    }
  /** The cloud said no; the step knows what that means. */
  | { readonly kind: 'answered'; readonly status: number; readonly requestId: string | null }
  | { readonly kind: 'impossible'; readonly problem: Problem };

/** An operator fixes clouds.yaml, or the catalog, in minutes, not seconds. */
const goneMs = 5 * 60_000;
const waits = (problem: Problem): Failure => ({ kind: 'later', problem, afterMs: goneMs });

/** A shorter wait is over before anybody reads when it ends. */
const worthTellingMs = 60_000;

/** Nothing was sent: the account's owner is away, or there is no cloud, or no endpoint that the bot uses. Null: it is about something else. */
const unsent = (error: unknown, account: Account): Failure | null => {
  if (error instanceof OwnerAwayError) return waits({ kind: 'owner-away', account: error.account });
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
    return waits({ kind: 'bad-endpoint', cloud: account.cloudName, region, why });
  }
  if (error instanceof OtherInterfaceError) {
    const { region, have } = error;
    return waits({ kind: 'other-interface', cloud: account.cloudName, region, have });
  }
  if (error instanceof NoSuchCloudError) {
    return waits(cloudGone(account));
  }
  return null;
};

/**
 * The failure that `error` means for a request made with `account`.
 * @param now if the problem should say when the cloud wants to be asked again
 * @throws `error` itself if it did not come from the cloud
 */
export const failureOf = (error: unknown, account: Account, now?: number): Failure => {
  const silent: Problem = {
    kind: 'cloud-away',
    cloud: account.cloudName,
    ...(error instanceof CloudNetworkError && { why: error.why }),
  };
  if (isAccountRefused(error)) {
    return {
      kind: 'account-refused',
      problem: { kind: 'account-refused', account: account.name, cloud: account.cloudName },
    };
  }
  if (error instanceof ActRefusedError) {
    const { name, cloudName: cloud } = account;
    return {
      kind: 'act-refused',
      act: error.rule,
      problem: { kind: 'act-refused', account: name, cloud, act: error.rule },
    };
  }
  if (error instanceof TokenRefusedError) {
    const lasting: Problem = {
      kind: 'token-refused',
      cloud: account.cloudName,
      hasRules: error.hasRules,
      waits: true,
    };
    return { kind: 'later', problem: silent, lasting, afterMs: null };
  }
  if (error instanceof ProxyAnswerError) {
    const problem: Problem = {
      kind: 'proxy-answered',
      cloud: account.cloudName,
      status: error.status,
      waits: true,
    };
    return error.safe ? { kind: 'later', problem, afterMs: null } : { kind: 'unknown', problem };
  }
  if (effectUnknown(error)) return { kind: 'unknown', problem: silent };
  if (error instanceof CloudNetworkError || error instanceof CloudSchemaError)
    return { kind: 'later', problem: silent, afterMs: null };
  const failure = unsent(error, account);
  if (failure !== null) return failure;
  // somebody added a member outside the bot whose id no request can address
  if (error instanceof RangeError)
    return { kind: 'impossible', problem: { kind: 'bad-tenant', typed: '', why: 'character' } };
  if (!(error instanceof CloudHttpError) || error instanceof AccountRefusedError) throw error;
  if (error.retryable) {
    const afterMs = error.retryAfterMs;
    const isLong = now !== undefined && afterMs !== null && afterMs >= worthTellingMs;
    const busy: Problem = {
      kind: 'cloud-busy',
      cloud: account.cloudName,
      until: isLong ? now + afterMs : null,
    };
    return { kind: 'later', problem: error.status < 500 ? busy : silent, afterMs };
  }
  return { kind: 'answered', status: error.status, requestId: error.requestId };
};

/** Nobody knows what the answer would be, and it is worth asking again. @throws as {@link failureOf} */
export const isUnanswered = (error: unknown, account: Account): boolean =>
  ['later', 'unknown'].includes(failureOf(error, account).kind);

/** The service lets this account do no such thing. */
export const isForbidden = (error: unknown): boolean =>
  error instanceof CloudHttpError && !(error instanceof AccountRefusedError) && error.status === 403;

/** What was asked for; null if the cloud has no such thing, or the account may not see it. */
export const nullIfNotFound = async <T>(asked: Promise<T>): Promise<T | null> => {
  try {
    return await asked;
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
};
