/** Acts as an account: fetches its token once for all callers, keeps it until shortly before it expires, and renews it once on 401. */
import type { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { dayMs } from '../core/durations.ts';
import type { ProjectId } from '../core/ids.ts';
import type { Log } from '../core/log.ts';
import { isAllowed, ruleFor } from './access-rules.ts';
import { type Catalog, imageEndpoints } from './catalog.ts';
import type { CloudConfig } from './cloud-config.ts';
import { endpointIn } from './endpoint-in-region.ts';
import {
  ActRefusedError,
  CloudHttpError,
  type HttpFacts,
  type Method,
  TokenRefusedError,
  WrongProjectError,
} from './errors.ts';
import { glanceRoot, requestGlance } from './glance-root.ts';
import type { Http, HttpAnswer } from './http.ts';
import { accessIn } from './region-access.ts';
import { signIn } from './sign-in.ts';
import type { Credential, Token } from './token.ts';
import { waitedBy } from './waited-by.ts';
import { receiptOf, type WriteReceipt } from './write-receipt.ts';

interface SessionRequest<T> {
  readonly method: Method;
  /** Starts at the image service's root: `/v2/images`. Ids in it are already encoded. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept: readonly number[];
  readonly schema: z.ZodType<T>;
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/** A read that was not sent, because an earlier one was refused. */
const knownRefusal = ({ method, path }: Pick<SessionRequest<unknown>, 'method' | 'path'>): HttpFacts => ({
  ...{ method, path, safe: true, status: 401, detail: 'not sent, as it was refused before' },
  ...{ requestId: null, retryAfterMs: null, retryable: false },
});

/** One account. For what it throws, see {@link Http.request} and below. */
export interface Session {
  /** Rackspace's image service is older. */
  readonly authType: CloudConfig['authType'];
  /** @throws AccountRefusedError, WrongProjectError, WrongMethodError: {@link isAccountRefused} */
  token(signal?: AbortSignal): Promise<Token>;
  /** A token of a sign-in that begins after this call: what it permits, it permits now. @throws as {@link Session.token} */
  signInAgain(signal?: AbortSignal): Promise<Token>;
  /** The regions that this account can use, the default one first; empty = no image service. */
  regions(signal?: AbortSignal): Promise<string[]>;
  /** Where requests to the image service of `region` go: scheme, host and port. @throws as {@link Session.request} */
  originOf(region: string | null, signal?: AbortSignal): Promise<string>;
  /**
   * Sends a request to the image service of `region` (`null` = the first one) with the account's token.
   * @throws NoSuchRegionError, OtherInterfaceError, BadEndpointError
   * @throws AccountRefusedError the login is refused
   * @throws ActRefusedError, TokenRefusedError a fresh token got 401
   */
  request<T>(region: string | null, request: SessionRequest<T>): Promise<T>;
}

export interface Sessions {
  /**
   * A session of the account. All sessions opened with one `accountKey` share its token.
   * @param credential called for each login, so that no secret is held between logins
   * @param projectId the project for which the account was linked; a token of another project is refused
   * @param patient nobody waits for its answers
   * @param onWrite gets each write that reached the image service, before its answer is returned or thrown
   * @param onSend is called for each request to the image service as it is sent, repeats included
   * @param onSignIn gets each new token, before it is used
   * @param refusedActs rules that the credential is known to lack: reads that need one of them throw without being sent
   */
  open(
    cloud: CloudConfig,
    accountKey: string,
    credential: () => Promise<Credential>,
    projectId: ProjectId,
    more?: {
      readonly onWrite?: (receipt: WriteReceipt) => void;
      readonly onSend?: () => void;
      readonly onSignIn?: (token: Token) => Promise<void>;
      readonly refusedActs?: readonly string[];
      readonly patient?: boolean;
    },
  ): Session;
  /** Keeps a token from elsewhere, for instance from linking, for the account's first requests. */
  keep(accountKey: string, token: Token): void;
  /** Drops the account's token: after unlinking, or before its credential is replaced. */
  forget(accountKey: string): void;
}

interface Held {
  token: Token | null;
  /** When to renew it, by the bot's clock. */
  renewAt: number;
  login: Promise<Token> | null;
}

/** Any 2xx is, whichever the documentation names. */
const done = Array.from({ length: 100 }, (_, n) => 200 + n);

/** How long a token is used from its arrival, whatever its cloud says. One that expires sooner is answered with 401 and then renewed. */
const tokenLife = { minMs: 60_000, maxMs: dayMs };

export const createSessions = ({
  http,
  clock,
  log,
  onToken,
}: {
  http: Http;
  clock: Clock;
  log: Log;
  /** Gets each new token's catalog. */
  onToken?: (cloud: CloudConfig, catalog: Catalog) => void;
}): Sessions => {
  const accounts = new Map<string, Held>();

  const held = (accountKey: string): Held => {
    const known = accounts.get(accountKey) ?? { token: null, renewAt: 0, login: null };
    accounts.set(accountKey, known);
    return known;
  };

  const hold = (account: Held, token: Token): number => {
    const lifeMs = Math.min(tokenLife.maxMs, Math.max(tokenLife.minMs, token.lifeMs));
    account.token = token;
    account.renewAt = clock.now() + lifeMs - Math.min(60_000, lifeMs / 10);
    return lifeMs;
  };

  const open: Sessions['open'] = (
    cloud,
    accountKey,
    credential,
    projectId,
    { onWrite, onSend, onSignIn, refusedActs = [], patient = false } = {},
  ) => {
    const login = async (account: Held) => {
      const token = await signIn(http, cloud, await credential());
      if (token.project.id !== projectId) throw new WrongProjectError(projectId, token.project.id);
      await onSignIn?.(token);
      const lifeMs = hold(account, token);
      onToken?.(cloud, token.catalog);
      log.debug({ account: accountKey, cloud: cloud.name, lifeMs }, 'signed in to a cloud');
      for (const endpoint of imageEndpoints(token.catalog, cloud))
        if ('refused' in endpoint)
          log.warn(
            { cloud: cloud.name, region: endpoint.region, why: endpoint.refused },
            'the catalog names an image endpoint that the bot does not use; set image_endpoint_override in clouds.yaml to use another',
          );
      return token;
    };

    /** A token other than `spent`: the one kept, the one being fetched, or a new one. */
    const tokenOtherThan = (spent: Token | null, signal: AbortSignal | undefined): Promise<Token> => {
      const account = held(accountKey);
      if (account.token && account.token !== spent && clock.now() < account.renewAt)
        return Promise.resolve(account.token);
      account.login ??= login(account).finally(() => {
        account.login = null;
      });
      return waitedBy(account.login, signal);
    };

    const signInAgain = async (signal: AbortSignal | undefined): Promise<Token> => {
      const account = held(accountKey);
      // one that is under way may have been permitted what no longer is
      await waitedBy(Promise.allSettled([account.login]), signal);
      return tokenOtherThan(account.token, signal);
    };

    const send = <T>(token: Token, region: string | null, request: SessionRequest<T>) => {
      const endpoint = endpointIn(region, token.catalog, cloud);
      const headers = { 'x-auth-token': token.id };
      const tls = accessIn(cloud, endpoint.region) ?? cloud;
      const where = { cloud: cloud.name, region: endpoint.region };
      return requestGlance(http, endpoint, {
        ...request,
        accept: [...request.accept, ...done],
        ...{ headers, tls, where, account: accountKey, patient },
        ...(onSend && { onSend }),
      });
    };

    const answered = async <T>(region: string | null, request: SessionRequest<T>): Promise<HttpAnswer<T>> => {
      const first = await tokenOtherThan(null, request.signal);
      try {
        return await send(first, region, request);
      } catch (error) {
        if (!(error instanceof CloudHttpError) || error.status !== 401) throw error;
      }
      // A 401 proves that nothing was done, so even a write may be repeated. It does not prove that the token is bad.
      const second = await tokenOtherThan(first, request.signal);
      try {
        return await send(second, region, request);
      } catch (error) {
        if (!(error instanceof CloudHttpError) || error.status !== 401) throw error;
        const { method, path } = request;
        const { pathname: prefix } = new URL(glanceRoot(http, endpointIn(region, second.catalog, cloud)));
        const rules = second.accessRules;
        throw rules === null || isAllowed(rules, { method, path, prefix })
          ? new TokenRefusedError(rules !== null, error)
          : new ActRefusedError(ruleFor(method, path), error);
      }
    };

    return {
      authType: cloud.authType,
      token: (signal) => tokenOtherThan(null, signal),
      signInAgain,
      regions: async (signal) => {
        const { catalog } = await tokenOtherThan(null, signal);
        return imageEndpoints(catalog, cloud).map(({ region }) => region);
      },
      originOf: async (region, signal) => {
        const { catalog } = await tokenOtherThan(null, signal);
        return new URL(glanceRoot(http, endpointIn(region, catalog, cloud))).origin;
      },
      request: async (region, request) => {
        const report = request.method === 'GET' ? undefined : onWrite;
        const rule = ruleFor(request.method, request.path);
        if (request.method === 'GET' && refusedActs.includes(rule))
          throw new ActRefusedError(rule, knownRefusal(request));
        try {
          const { status, requestId, body } = await answered(region, request);
          report?.({ status, requestId });
          return body;
        } catch (error) {
          const came = report && receiptOf(error, request.path);
          if (came) report?.(came);
          throw error;
        }
      },
    };
  };

  return {
    open,
    keep: (accountKey, token) => void hold(held(accountKey), token),
    forget: (accountKey) => accounts.delete(accountKey),
  };
};
