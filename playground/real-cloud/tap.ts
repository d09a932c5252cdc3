/** A tap between the bot and a real cloud: it notes each request, and can answer in place of the cloud, which is never harmed. */
import type { CloudConfig } from '../../src/cloud/cloud-config.ts';
import { CloudHttpError } from '../../src/cloud/errors.ts';
import { createHttp, type Http } from '../../src/cloud/http.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { Log } from '../../src/core/log.ts';
import { Secret } from '../../src/core/secret.ts';
import type { SeenRequest } from '../cloud/cloud-server.ts';
import type { CloudFaults } from '../cloud-backend.ts';

type Wanted = Parameters<Http['request']>[0];

export interface Tap {
  readonly requests: readonly SeenRequest[];
  readonly faults: CloudFaults;
  /** The tapped HTTP client; it closes with the bot that uses it. */
  readonly openHttp: (log: Log) => Http;
}

const refusal = ({ method, url, safe = method === 'GET' }: Wanted, status: 401 | 503) =>
  new CloudHttpError({
    method,
    path: url.pathname + url.search,
    safe,
    status,
    detail: 'said by the playground',
    requestId: null,
    retryAfterMs: null,
    retryable: status === 503,
  });

/** @param answered called after each request */
export const createTap = ({ authUrl }: CloudConfig, answered: () => void): Tap => {
  const requests: SeenRequest[] = [];
  let isAway = false;
  /** A token expires with its generation. */
  let generation = 0;
  const generations = new WeakMap<Secret, number>();

  const isSpent = (token: unknown) => {
    if (!(token instanceof Secret)) return false;
    const own = generations.get(token) ?? generation;
    generations.set(token, own);
    return own < generation;
  };

  const tapped = (http: Http): Http['request'] => {
    const request: Http['request'] = async (wanted) => {
      const { method, url, headers } = wanted;
      const at = Date.now();
      const started = performance.now();
      const note = (status: number) => {
        requests.push({
          service: url.href.startsWith(authUrl) ? 'keystone' : 'glance',
          region: null,
          method,
          path: url.pathname + url.search,
          user: null,
          status,
          at,
          ms: Math.round(performance.now() - started),
        });
        answered();
      };
      try {
        if (isAway) throw refusal(wanted, 503);
        if (isSpent(headers?.['x-auth-token'])) throw refusal(wanted, 401);
        const answer = await http.request(wanted);
        note(answer.status);
        return answer;
      } catch (error) {
        note(error instanceof CloudHttpError ? error.status : 0);
        throw error;
      }
    };
    return request;
  };

  return {
    requests,
    faults: {
      answer503: (on) => {
        isAway = on;
      },
      expireTokens: () => {
        generation += 1;
      },
    },
    openHttp: (log) => {
      const http = createHttp({ log, clock: systemClock });
      return { request: tapped(http), close: http.close };
    },
  };
};
