/** The bot's port: open before anything else, it says how the bot is doing, and passes Slack's requests on once somebody takes them. */
import type { RequestListener } from 'node:http';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Secret } from '../../core/secret.ts';
import { createFrontDoor, doorLimits, openDoor } from './front-door.ts';
import { answer, type Health, healthRoutes } from './health.ts';
import { createSignedRequests } from './signed-requests.ts';

interface PortConfig {
  /** The address to listen on. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** If set, Slack's requests come over sockets, not here. */
  readonly appToken: Secret | null;
  readonly signingSecret: Secret | null;
}

export interface Port {
  /** Waits for a port that is taken. Returns its number. @throws PortError; the signal's reason */
  open(signal: AbortSignal): Promise<number>;
  /** What `/healthz` and `/readyz` say from now on. */
  report(health: Health): void;
  /** Where what Slack signed goes from now on; until then it is answered with 503. */
  receive(listener: RequestListener): void;
  /** Accepts no more requests, and ends those still running after `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}

/** Before anything is there. */
const nothingYet: Health = {
  stuck: async () => null,
  checks: async () => ({ start: 'not yet begun' }),
  remarks: () => ({}),
};

export const createPort = (
  { host, port, appToken, signingSecret }: PortConfig,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Port => {
  let health = nothingYet;
  let take: RequestListener = (_request, response) => answer(response, 503, { ok: false });
  const routes = healthRoutes(() => health);
  const signed = (secret: Secret): RequestListener =>
    createSignedRequests({
      ...doorLimits,
      signingSecret: secret.reveal(),
      clock,
      log,
      onward: (request, response) => take(request, response),
    });
  const takesRequests = appToken === null && signingSecret !== null;
  const door = createFrontDoor({
    routes: takesRequests ? { ...routes, 'POST /slack/events': signed(signingSecret) } : routes,
    log,
  });
  return {
    open: async (signal) => {
      const number = await openDoor(door, host, port, { clock, signal });
      log.info({ port: number }, 'listening');
      return number;
    },
    report: (now) => {
      health = now;
    },
    receive: (listener) => {
      take = listener;
    },
    close: door.close,
  };
};
