/**
 * The bot's one port, open to anybody who can reach it, for either transport: three paths, and limits on what all requests
 * together may hold. No request may make it throw: an exception in a listener would end the process.
 */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { SetupError } from '../../core/setup-error.ts';
import { answer } from './health.ts';
import { WholeResponse } from './whole-response.ts';

/** Times in milliseconds. */
export interface DoorLimits {
  /** From the first byte to the end of the head. */
  readonly headersTimeout: number;
  /** From the first byte to the end of the body. */
  readonly requestTimeout: number;
  /** How often to check these two. */
  readonly checkEvery: number;
  /** Requests on further connections get 503; beyond twice as many, connections are closed at once. */
  readonly maxConnections: number;
  /** Bytes per body. */
  readonly maxBody: number;
  /** Bytes of all bodies being read. */
  readonly maxBodies: number;
}

export const doorLimits: DoorLimits = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  checkEvery: 1_000,
  maxConnections: 256,
  maxBody: 1024 ** 2,
  maxBodies: 16 * 1024 ** 2,
};

/** The port cannot be had. */
class PortError extends SetupError {
  override readonly name = 'PortError';
}

/** By the system's code: what to do about it. */
const portRemedies: Readonly<
  Record<string, (at: { readonly host: string; readonly port: number; readonly variable: string }) => string>
> = {
  EADDRINUSE: ({ port, variable }) =>
    `${variable} ${port} is taken by another process, still after 30 s. Stop that one, or set another ${variable}.`,
  EACCES: ({ port, variable }) =>
    `${variable} ${port} may not be used by this user. Set one of 1024 or more.`,
  EADDRNOTAVAIL: ({ host }) => `HOST ${host} is no address of this machine. Set one of its own, or 0.0.0.0.`,
};

const takenForMs = 30_000;

interface Waits {
  readonly clock: Clock;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** The variable that named the port. */
  readonly variable?: string;
}

/**
 * Opens the door. Waits for a port that is taken: the bot before this one may still be finishing its work.
 * @throws PortError
 */
export const openDoor = async (
  door: FrontDoor,
  host: string,
  port: number,
  { clock, signal, variable = 'PORT' }: Waits,
): Promise<number> => {
  const until = clock.now() + takenForMs;
  for (;;) {
    try {
      return await door.open(host, port);
    } catch (error) {
      const { code = '' } = error as { readonly code?: string };
      if (code !== 'EADDRINUSE' || clock.now() >= until) {
        const remedy = portRemedies[code]?.({ host, port, variable });
        throw remedy === undefined ? error : new PortError(remedy, { cause: error });
      }
      await clock.sleep(1_000, signal);
    }
  }
};

export interface FrontDoor {
  /** Returns the port; 0 asks for any free one. @throws the system's error; may be called again then */
  open(host: string, port: number): Promise<number>;
  /** Accepts no more requests, and ends those still running after `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}

interface Options {
  /** By method and path, such as `GET /healthz`; everything else is answered with 404. */
  readonly routes: Readonly<Record<string, RequestListener>>;
  readonly log: Log;
  readonly limits?: DoorLimits;
}

export const createFrontDoor = ({ routes, log, limits = doorLimits }: Options): FrontDoor => {
  const byName = new Map(Object.entries(routes));
  const { headersTimeout, requestTimeout, checkEvery, maxConnections } = limits;
  /** A connection keeps its place until it is closed. */
  const admitted = new Set<Socket>();
  /** Connections with a request that is not answered yet. Nobody in earnest asks on without waiting, and many who do hold up all others. */
  const asking = new WeakSet<Socket>();
  const server = createServer(
    {
      headersTimeout,
      requestTimeout,
      connectionsCheckingInterval: checkEvery,
      ServerResponse: WholeResponse,
    },
    (request, response) => {
      const { socket } = request;
      if (asking.has(socket)) return void socket.destroy();
      asking.add(socket);
      response.once('close', () => asking.delete(socket));
      if (!admitted.has(socket)) {
        response.shouldKeepAlive = false;
        return answer(response, 503, { ok: false });
      }
      // compared as received, because it need not be a valid URL
      const [path] = request.url?.split('?', 1) ?? [];
      const route = byName.get(`${request.method} ${path}`);
      if (route) route(request, response);
      else answer(response, 404, { ok: false });
    },
  );
  server.maxConnections = 2 * maxConnections;
  server.on('connection', (socket) => {
    if (admitted.size >= maxConnections) return;
    admitted.add(socket);
    socket.once('close', () => admitted.delete(socket));
  });

  return {
    async open(host, port) {
      server.listen(port, host);
      await once(server, 'listening');
      // for example a connection for which the system has no file descriptor
      server.on('error', (error) => log.warn({ why: error.message }, 'a connection could not be taken'));
      return (server.address() as AddressInfo).port;
    },
    async close(deadlineMs) {
      if (!server.listening) return;
      const { promise: closed, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      // idle connections that were kept open
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      const timer = setTimeout(() => server.closeAllConnections(), deadlineMs);
      await closed;
      clearInterval(sweep);
      clearTimeout(timer);
    },
  };
};
