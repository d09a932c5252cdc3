/** Socket Mode: the same payloads, over WebSockets that the bot opened. @see https://docs.slack.dev/apis/events-api/using-socket-mode */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { limits } from '../format/limits.ts';
import { isObject } from '../format/shape.ts';
import type { SocketAnswer, Sockets } from '../format/sockets.ts';
import { emit, surprise, type Workspace } from '../workspace/workspace.ts';

/** Well within the 30 s of silence after which the client drops a connection. */
const pingEveryMs = 10_000;

/** From the warning to the end of a connection. */
const warnedMs = 10_000;

interface Envelope {
  readonly type: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Record<string, unknown>;
  readonly accepts_response_payload: boolean;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

interface InFlight {
  readonly socket: WebSocket;
  readonly resolve: (answer: SocketAnswer) => void;
  acked: boolean;
}

export interface SocketMode extends Sockets {
  /** A URL that connects once; for apps.connections.open. */
  open(): string;
  /** Takes an upgrade request of the HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /**
   * Sends to one connection, each in turn; to one that was told to go only if there is no other. Never sends it again: if the
   * connection ends before the bot acknowledges, or there is none, nobody was reached.
   */
  send(envelope: Envelope): Promise<SocketAnswer>;
  close(): void;
}

/** Not once the bot has said that it closes it. */
const isOpen = ({ readyState }: WebSocket) => readyState === WebSocket.OPEN;

/** @param baseUrl such as `ws://127.0.0.1:1234` */
export const createSocketMode = (
  workspace: Workspace,
  baseUrl: string,
  {
    appOfSockets: appId = workspace.appId,
    compressSockets: compress = false,
  }: { readonly appOfSockets?: string; readonly compressSockets?: boolean } = {},
): SocketMode => {
  // each message is compressed by itself, so that somebody may send another between two
  const perMessageDeflate = compress && { serverNoContextTakeover: true };
  const server = new WebSocketServer({ noServer: true, perMessageDeflate });
  const beneath = new WeakMap<WebSocket, Duplex>();
  const tickets = new Set<string>();
  /** In the order of their turns; without those that were asked to close. */
  let connected: WebSocket[] = [];
  /** Those that were, and are still open. */
  let leaving: WebSocket[] = [];
  let most: number = limits.sockets;
  const closing = new AbortController();
  const awaited = new Map<string, InFlight>();
  const changed = () => emit(workspace, { type: 'sockets', count: connected.length });
  const without = (sockets: readonly WebSocket[], gone: WebSocket) =>
    sockets.filter((other) => other !== gone);

  const hear = (text: string) => {
    let ack: unknown;
    try {
      ack = JSON.parse(text);
    } catch {}
    const id = isObject(ack) ? ack.envelope_id : undefined;
    const envelope = typeof id === 'string' ? awaited.get(id) : undefined;
    if (!isObject(ack) || !envelope)
      return surprise(workspace, 'socket', 'unknown_envelope', text.slice(0, 200));
    if (envelope.acked) return surprise(workspace, 'socket', 'acknowledged_twice', String(id));
    envelope.acked = true;
    envelope.resolve({ body: ack.payload });
  };
  const dismiss = (socket: WebSocket) => {
    connected = without(connected, socket);
    leaving = without(leaving, socket);
    socket.close();
  };
  const nextSocket = (): WebSocket | undefined => {
    const socket = connected.find(isOpen);
    if (!socket) return leaving.find(isOpen);
    connected = [...without(connected, socket), socket];
    return socket;
  };
  const admit = (socket: WebSocket) => {
    if (connected.length + leaving.length >= most) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      return socket.close();
    }
    const ping = setInterval(() => socket.ping(), pingEveryMs);
    socket.on('message', (data) => hear(String(data)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(ping);
      connected = without(connected, socket);
      leaving = without(leaving, socket);
      for (const { resolve, ...of } of awaited.values())
        if (of.socket === socket) resolve({ error: 'dispatch_failed' });
      changed();
    });
    connected.push(socket);
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: connected.length,
        debug_info: { host: 'playground', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: appId },
      }),
    );
    changed();
  };

  const sendFrame = (text: string, envelopeId?: string): Promise<SocketAnswer> => {
    const socket = nextSocket();
    if (!socket) return Promise.resolve({ error: 'dispatch_failed' });
    const { promise, resolve } = Promise.withResolvers<SocketAnswer>();
    if (envelopeId === undefined) resolve({ body: undefined });
    else awaited.set(envelopeId, { socket, resolve, acked: false });
    socket.send(text);
    return promise;
  };

  return {
    get count() {
      return connected.filter(isOpen).length;
    },
    open() {
      const ticket = randomBytes(16).toString('hex');
      tickets.add(ticket);
      return `${baseUrl}/link/?ticket=${ticket}&app_id=${workspace.appId}`;
    },
    upgrade(request, socket, head) {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname === '/link/' && tickets.delete(searchParams.get('ticket') ?? ''))
        return server.handleUpgrade(request, socket, head, (admitted) => {
          beneath.set(admitted, socket);
          admit(admitted);
        });
      surprise(workspace, 'socket', 'invalid_ticket');
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
    },
    send(envelope) {
      const envelope_id = randomUUID();
      return sendFrame(JSON.stringify({ envelope_id, ...envelope }), envelope_id);
    },
    sendFrame,
    limit(count) {
      most = count;
    },
    disconnect(reason) {
      const told = [...connected, ...leaving];
      // it delivers to those it has only warned as before
      if (reason !== 'warning') [connected, leaving] = [[], told];
      for (const socket of told) {
        socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'playground' } }));
        const noticeMs = reason === 'warning' || reason === 'refresh_requested' ? warnedMs : 0;
        workspace.clock.sleep(noticeMs, closing.signal).then(
          () => dismiss(socket),
          () => {}, // this Slack is closed
        );
      }
      changed();
    },
    beneath() {
      const socket = nextSocket();
      const bare = socket && beneath.get(socket);
      if (!bare) throw new Error('No socket is open.');
      return {
        write: (bytes) => void (bare.destroyed || bare.write(bytes)),
        pause: () => socket.pause(),
        ended: new Promise((resolve) => bare.once('close', () => resolve())),
      };
    },
    cut() {
      for (const socket of server.clients) socket.terminate();
    },
    close() {
      closing.abort();
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
};
