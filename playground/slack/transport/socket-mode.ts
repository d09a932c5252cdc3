/** Socket Mode: the same payloads, over WebSockets that the bot opened. @see https://docs.slack.dev/apis/events-api/using-socket-mode */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { limits } from '../format/limits.ts';
import { isObject } from '../format/shape.ts';
import type { Sockets } from '../format/sockets.ts';
import { emit, surprise, type Workspace } from '../workspace/workspace.ts';

/** Well within the 30 s of silence after which the client drops a connection. */
const pingEveryMs = 10_000;

interface Envelope {
  readonly type: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Record<string, unknown>;
  readonly accepts_response_payload: boolean;
  readonly retry_attempt?: number;
  readonly retry_reason?: string;
}

export interface SocketMode extends Sockets {
  /** A URL that connects once; for apps.connections.open. */
  open(): string;
  /** Takes an upgrade request of the HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Sends to the connections in turn; `undefined` if there is none. Settles when the bot acknowledges. */
  send(envelope: Envelope): Promise<unknown> | undefined;
  close(): void;
}

/** @param baseUrl such as `ws://127.0.0.1:1234` */
export const createSocketMode = (workspace: Workspace, baseUrl: string): SocketMode => {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  /** In the order of their turns; without those that were asked to close. */
  let connected: WebSocket[] = [];
  const awaited = new Map<string, { acked: boolean; resolve(payload: unknown): void }>();
  const changed = () => emit(workspace, { type: 'sockets', count: connected.length });

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
    envelope.resolve(ack.payload);
  };
  const admit = (socket: WebSocket) => {
    if (connected.length >= limits.sockets) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }));
      return socket.close();
    }
    const ping = setInterval(() => socket.ping(), pingEveryMs);
    socket.on('message', (data) => hear(String(data)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(ping);
      connected = connected.filter((other) => other !== socket);
      changed();
    });
    connected.push(socket);
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: connected.length,
        debug_info: { host: 'playground', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: workspace.appId },
      }),
    );
    changed();
  };

  return {
    get count() {
      return connected.length;
    },
    open() {
      const ticket = randomBytes(16).toString('hex');
      tickets.add(ticket);
      return `${baseUrl}/link/?ticket=${ticket}&app_id=${workspace.appId}`;
    },
    upgrade(request, socket, head) {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname === '/link/' && tickets.delete(searchParams.get('ticket') ?? ''))
        return server.handleUpgrade(request, socket, head, admit);
      surprise(workspace, 'socket', 'invalid_ticket');
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n');
    },
    send(envelope) {
      const socket = connected.shift();
      if (!socket) return undefined;
      connected.push(socket);
      const envelope_id = randomUUID();
      const { promise, resolve } = Promise.withResolvers<unknown>();
      awaited.set(envelope_id, { acked: false, resolve });
      socket.send(JSON.stringify({ envelope_id, ...envelope }));
      return promise;
    },
    disconnect(reason) {
      const told = connected;
      // Slack warns ten seconds ahead, and keeps delivering meanwhile.
      if (reason !== 'warning') connected = [];
      for (const socket of told)
        socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'playground' } }));
      changed();
    },
    cut() {
      for (const socket of server.clients) socket.terminate();
    },
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
};
