/** Tries a credential against Keystone while its owner waits, and puts the cloud's answer into words. */
import type { Cloud } from '../cloud/clouds.ts';
import {
  AccountRefusedError,
  CloudHttpError,
  CloudNetworkError,
  CloudSchemaError,
  ProxyAnswerError,
} from '../cloud/errors.ts';
import type { Credential, Token } from '../cloud/token.ts';
import type { Clock } from '../core/clock.ts';
import { UserError } from '../core/problems/problem.ts';

/** Slack stops waiting for a modal after 3 s. */
const signInDeadlineMs = 2_000;

/** @throws UserError `credentials-refused` with the cloud's error as its cause, `cloud-silent`, `proxy-answered`, `cloud-refused` */
export const tryCredential = async (
  {
    signIn,
    clock,
  }: {
    readonly signIn: (cloud: Cloud, credential: Credential, signal: AbortSignal) => Promise<Token>;
    readonly clock: Clock;
  },
  cloud: Cloud,
  credential: Credential,
): Promise<Token> => {
  try {
    return await signIn(cloud, credential, clock.timeout(signInDeadlineMs));
  } catch (error) {
    if (error instanceof AccountRefusedError) {
      throw new UserError({ kind: 'credentials-refused', what: error.what }, { cause: error });
    }
    if (error instanceof CloudNetworkError || (error instanceof CloudHttpError && error.retryable)) {
      throw new UserError({ kind: 'cloud-silent', cloud: cloud.name });
    }
    if (error instanceof ProxyAnswerError) {
      const { status } = error;
      throw new UserError({ kind: 'proxy-answered', cloud: cloud.name, status, waits: false });
    }
    if (error instanceof CloudHttpError || error instanceof CloudSchemaError) {
      throw new UserError({
        kind: 'cloud-refused',
        status: error instanceof CloudHttpError ? error.status : 200,
        requestId: error.requestId,
      });
    }
    throw error;
  }
};
