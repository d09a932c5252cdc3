/** One connection of Socket Mode, from its hello until it is told to go. Reads each frame before the SDK does. */
import type { Duplex } from 'node:stream';
import { type App, SocketModeReceiver, type webApi } from '@slack/bolt';
import type { Clock } from '../../core/clock.ts';
import { type Dispatcher, noticingUpgrades } from '../../core/dispatcher.ts';
import { type Frame, readFrame } from './socket-frames.ts';

/** A connection that ended before Slack said hello, or never got there; `code` says why. */
class NoHelloError extends Error {
  override readonly name = 'NoHelloError';
  readonly code: string;

  constructor(code: string) {
    super(`Slack did not say hello (${code})`);
    this.code = code;
  }
}

export interface Socket {
  /** The app that the app-level token belongs to, as Slack says hello with it. */
  readonly appId: string | null;
  /** Slack's reason to disconnect, of which it tells ahead, or `closed`. Never rejects. */
  readonly leaving: Promise<string>;
  readonly closed: Promise<void>;
  isOpen(): boolean;
  /**
   * Closes once Slack does, which delivers over it until then; in ten seconds at the latest. By then all is acknowledged.
   * Never rejects.
   */
  retire(): Promise<void>;
  /** Closes at once. Never rejects. */
  close(): Promise<void>;
}

export interface SocketDeps {
  /** Gets what Slack delivers, and acknowledges it. Null: nothing is done with it. */
  readonly app: App | null;
  readonly appToken: string;
  readonly logger: webApi.Logger;
  /** Made new for each client, because Bolt writes into it. */
  readonly clientOptions: () => webApi.WebClientOptions;
  /** The way to Slack's sockets. */
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  /** Ends every wait. */
  readonly closing: AbortSignal;
  /** Told of each frame that nothing can be done with. */
  readonly onForeign: (why: string) => void;
}

/** From the connection to the hello. */
const helloWithinMs = 30_000;
const retireWithinMs = 10_000;
/** Bytes of acknowledgements that the other end has not taken: it reads nothing, or far less than it sends. */
const maxUntaken = 1024 ** 2;

/** Puts our own reading before the SDK's. Uses only what the client's types offer. */
const readFirst = (
  client: SocketModeReceiver['client'],
  onFrame: (frame: Frame) => boolean,
  onForeign: (why: string) => void,
) => {
  const sdks = client.listeners('ws_message');
  for (const listener of sdks) client.off('ws_message', listener);
  const isOwnEvent = (name: string) => client.listenerCount(name) > 0;
  client.on('ws_message', async (data: unknown, isBinary: unknown) => {
    try {
      if (onFrame(readFrame(data, isOwnEvent))) for (const listener of sdks) await listener(data, isBinary);
    } catch {
      onForeign('unreadable for the SDK');
    }
  });
};

/** Opens one. @throws what the WebClient throws, or {@link NoHelloError} */
export const openSocket = async (deps: SocketDeps): Promise<Socket> => {
  const { clock, closing } = deps;
  // the SDK lets go of it only where the way is its own
  let connection: Duplex | undefined;
  const dispatcher = noticingUpgrades(deps.dispatcher, (upgraded) => {
    connection = upgraded;
  });
  const receiver = new SocketModeReceiver({
    appToken: deps.appToken,
    dispatcher,
    logger: deps.logger,
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: deps.clientOptions() },
  });
  if (deps.app) receiver.init(deps.app);
  const { client } = receiver;
  const left = Promise.withResolvers<string>();
  const closed = Promise.withResolvers<void>();
  let hello: { readonly appId: string | null } | undefined;

  const close = () => client.disconnect();
  const onFrame = (frame: Frame) => {
    if (connection !== undefined && connection.writableLength > maxUntaken) connection.destroy();
    if (frame.kind === 'hello') hello = frame;
    else if (frame.kind === 'disconnect') {
      left.resolve(frame.reason);
      if (!hello) void close();
    } else if (frame.kind === 'foreign') {
      deps.onForeign(frame.why);
      const ack = { envelope_id: frame.envelopeId, payload: {} };
      if (frame.envelopeId !== null) client.websocket?.send(JSON.stringify(ack), () => {});
    }
    return frame.kind === 'envelope' || frame.kind === 'hello';
  };
  readFirst(client, onFrame, deps.onForeign);
  client.on('disconnected', () => {
    connection?.destroy();
    left.resolve('closed');
    closed.resolve();
  });
  client.once('connecting', () => {
    clock.timeout(helloWithinMs).addEventListener('abort', () => {
      if (hello) return;
      left.resolve('no_hello');
      void close();
    });
  });
  // the SDK rejects with nothing if the connection ends before the hello
  await client.start().catch(async (error) => {
    throw error ?? new NoHelloError(await left.promise);
  });

  return {
    appId: hello?.appId ?? null,
    leaving: left.promise,
    closed: closed.promise,
    isOpen: () => client.websocket?.isActive() === true,
    async retire() {
      await Promise.race([closed.promise, clock.sleep(retireWithinMs, closing).catch(() => {})]);
      await close();
    },
    close,
  };
};
