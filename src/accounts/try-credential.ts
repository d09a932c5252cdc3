/** Tries a credential against Keystone while its owner waits, and puts the cloud's answer into words. */
import type { Cloud } from '../cloud/clouds.ts';
import {
  AccountRefusedError,
  CloudHttpError,
  CloudNetworkError,
  CloudSchemaError,
  ProxyAnswerError,
} from '../cloud/errors.ts';
import { NoProjectError } from '../cloud/no-project.ts';
import type { GivenCredential, Token } from '../cloud/token.ts';
import type { Clock } from '../core/clock.ts';
import { UserError } from '../core/problems/problem.ts';

/** Longer than an identity service with a slow directory behind it takes, and about as long as people wait. */
const signInDeadlineMs = 25_000;

/** What a person is asked to wait for a cloud that limits requests and names no time. */
const unnamedWaitMs = 60_000;

/** @throws UserError `credentials-refused` with the cloud's error as its cause, `cloud-silent`, `no-project`, `busy-for-now`, `proxy-answered`, `cloud-refused`, `token-unread` */
export const tryCredential = async (
  {
    signIn,
    clock,
  }: {
    readonly signIn: (cloud: Cloud, credential: GivenCredential, signal: AbortSignal) => Promise<Token>;
    readonly clock: Clock;
  },
  cloud: Cloud,
  credential: GivenCredential,
): Promise<Token> => {
  try {
    return await signIn(cloud, credential, clock.timeout(signInDeadlineMs));
  } catch (error) {
    if (error instanceof AccountRefusedError) {
      throw new UserError({ kind: 'credentials-refused', what: error.what }, { cause: error });
    }
    if (error instanceof CloudNetworkError)
      throw new UserError({ kind: 'cloud-silent', cloud: cloud.name, why: error.why });
    if (error instanceof NoProjectError)
      throw new UserError({ kind: 'no-project', cloud: cloud.name, scope: error.scope });
    // 429, and Rackspace's 413 and 498
    if (error instanceof CloudHttpError && error.retryable && error.status < 500) {
      const waitMs = error.retryAfterMs ?? unnamedWaitMs;
      throw new UserError({ kind: 'busy-for-now', cloud: cloud.name, waitMs });
    }
    if (error instanceof ProxyAnswerError) {
      const { status } = error;
      throw new UserError({ kind: 'proxy-answered', cloud: cloud.name, status, waits: false });
    }
    if (error instanceof CloudHttpError)
      throw new UserError({ kind: 'cloud-refused', status: error.status, requestId: error.requestId });
    if (error instanceof CloudSchemaError)
      throw new UserError({ kind: 'token-unread', cloud: cloud.name, requestId: error.requestId });
    throw error;
  }
};
