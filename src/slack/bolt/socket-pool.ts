/**
 * Two sockets to Slack at all times, because it refreshes each every few hours and delivers a payload over any one of them. The
 * pool opens successors by itself, since the SDK closes a socket as soon as it is warned and then waits for five seconds.
 */
import { type Backoff, backoffMs } from '../../core/back-off.ts';
import type { Log } from '../../core/log.ts';
import type { Observer } from '../../core/observer.ts';
import { createSeldom } from '../../core/seldom.ts';
import { toCallError } from '../api/call-error.ts';
import { openSocket, type Socket, type SocketDeps } from './socket.ts';
import type { Setback } from './starting.ts';

export interface SocketPool {
  /** Resolves once a socket is open, or Slack has none left for the bot. @throws what `failed` throws */
  open(): Promise<void>;
  /** Why there is no socket, such as `link_disabled`; null while there is one. */
  whyClosed(): string | null;
  /** How many are open. */
  count(): number;
  /** Closes them all. */
  close(): Promise<void>;
}

export interface PoolDeps extends Omit<SocketDeps, 'closing' | 'onForeign'> {
  readonly log: Log;
  readonly observer: Observer;
  /**
   * Told of each connection that could not be opened; returns why, and how long to wait at least.
   * @throws what `open` is to throw; never once a socket has been open
   */
  readonly onFailure: (error: unknown) => Promise<Setback>;
  /** Told of the app that a socket belongs to. @throws like `onFailure` */
  readonly onHello: (appId: string | null) => Promise<void>;
}

const sockets = 2;

const openMethod = 'apps.connections.open';

/** A socket that has lived for so long has nothing to do with what went wrong before. */
const steadyMs = 10_000;
/** Slack warns ten seconds ahead. */
const successor: Backoff = { firstMs: 500, maxMs: 5_000 };
const reopened: Backoff = { firstMs: 1_000, maxMs: 60_000 };
const noSocketLeft: Backoff = { firstMs: 30_000, maxMs: 300_000 };
/** Only the app's settings can end it. */
const disabledMs = 300_000;
const tellEveryMs = 60_000;

/** Slack gives an app ten sockets: the others' are enough for its requests, and this bot takes one later. */
export const noneLeft = 'too_many_websockets';

/** Reasons without a warning: nothing is delivered any more. */
const isEnd: ReadonlySet<string> = new Set(['closed', 'no_hello', 'link_disabled', noneLeft]);

/** How long to wait before the next try; `before` counts the failures in a row so far, with sockets that did not last. */
const waitMs = (reason: string, before: number, pace = reopened): number => {
  if (reason === 'link_disabled') return disabledMs;
  if (reason === noneLeft) return backoffMs(before + 1, noSocketLeft, Math.random());
  if (before === 0) return 0;
  return backoffMs(before, pace, Math.random());
};

/** Counts frames that nothing can be done with, and tells of them once a minute. */
const createForeignFrames = ({ clock, log }: Pick<PoolDeps, 'clock' | 'log'>) => {
  let count = 0;
  const isNews = createSeldom(clock);
  return (why: string) => {
    count += 1;
    if (isNews('frames', tellEveryMs))
      log.warn({ why, count }, 'frames of slack’s that nothing can be done with');
  };
};

export const createSocketPool = (deps: PoolDeps): SocketPool => {
  const { clock, log } = deps;
  const closing = new AbortController();
  const onForeign = createForeignFrames(deps);
  const open = new Set<Socket>();
  const count = () => [...open].filter((socket) => socket.isOpen()).length;
  const isOpen = () => count() > 0;
  const pause = (ms: number) => clock.sleep(ms, closing.signal);
  const first = Promise.withResolvers<void>();
  const untried = new Set(Array(sockets).keys());
  let isUp = false;
  let whyClosed: string | null = 'not yet open';

  /** A bot that is up has two sockets, if Slack lets it have two. */
  const tried = (place: number) => {
    untried.delete(place);
    if (untried.size > 0 || !(isOpen() || whyClosed === noneLeft)) return;
    isUp = true;
    first.resolve();
  };

  const isLost = (reason: string) => {
    if (isOpen() || whyClosed === reason || closing.signal.aborted) return;
    whyClosed = reason;
    log.warn({ reason }, 'no socket to slack is open');
  };
  const isFound = (socket: Socket) => {
    open.add(socket);
    if (isUp && whyClosed !== null) log.info('a socket to slack is open again');
    whyClosed = null;
    void socket.closed.then(async () => {
      open.delete(socket);
      isLost(await socket.leaving);
    });
  };

  const opened = async (place: number): Promise<Socket> => {
    for (let failures = 1; ; failures += 1) {
      const socket = await openSocket({ ...deps, closing: closing.signal, onForeign }).catch(
        async (error) => {
          closing.signal.throwIfAborted();
          deps.observer.slackAnswered(openMethod, toCallError(openMethod, error).verdict);
          const { code, waitMs: atLeastMs } = await deps.onFailure(error);
          isLost(code);
          tried(place);
          await pause(Math.max(atLeastMs, waitMs(code, failures)));
        },
      );
      if (!socket) continue;
      deps.observer.slackAnswered(openMethod, 'done');
      isFound(socket);
      if (closing.signal.aborted) await socket.close();
      closing.signal.throwIfAborted();
      await deps.onHello(socket.appId).catch((error: unknown) => {
        if (!isUp) throw error;
        // the token has worked since the start; what was to be remembered of it is remembered already
        log.warn({ err: error }, 'could not look up the app-level token, which works');
      });
      tried(place);
      return socket;
    }
  };

  /** One socket after the other, until the pool closes. */
  const keep = async (place: number) => {
    let warned: Socket | undefined;
    let failures = 0;
    for (;;) {
      const socket = await opened(place);
      void warned?.retire();
      const since = clock.now();
      const reason = await socket.leaving;
      if (clock.now() - since >= steadyMs) failures = 0;
      warned = isEnd.has(reason) ? undefined : socket;
      if (!warned) await socket.close();
      await pause(waitMs(reason, failures, warned && successor));
      failures += 1;
    }
  };

  return {
    open() {
      for (const place of untried)
        keep(place).catch((error: unknown) => {
          if (isUp && !closing.signal.aborted) throw error;
          first.reject(error);
        });
      return first.promise;
    },
    count,
    whyClosed: () => (isOpen() ? null : (whyClosed ?? 'closed')),
    async close() {
      closing.abort();
      first.promise.catch(() => {}); // of a start that was given up
      await Promise.all([...open].map((socket) => socket.close()));
    },
  };
};
