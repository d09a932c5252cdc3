/** The page's server: its files and its WebSocket, only on this machine and only for people who have the address that was printed. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Outcome } from '../cloud-snapshot.ts';
import { people } from '../people.ts';
import type { Stage } from '../start.ts';
import type { Say } from '../waiting.ts';
import { carryOut, requestSchema } from './acts.ts';
import { buildPage, type PageFile } from './build.ts';
import { readKey, snapshotFor } from './page-model.ts';
import type { Push } from './page-wire.ts';
import { createSwitches } from './switches.ts';

export interface Page {
  /** Contains the token that every act needs. */
  readonly url: string;
  /** A remark about how its people were set up. */
  readonly said: string | null;
  close(): Promise<void>;
}

export interface PageOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Called if `port` is in use and the next one is tried. */
  readonly taken?: (port: number) => void;
  /** Called if the start is slow. */
  readonly say?: Say;
}

const portsTried = 10;
/** How long to gather changes before sending them to a window. */
const sendDelayMs = 16;

const headers = {
  // Nothing is fetched from anywhere else, and no other page may frame this one.
  'content-security-policy':
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

const serveFile = (
  files: ReadonlyMap<string, PageFile>,
  request: IncomingMessage,
  response: ServerResponse,
) => {
  const path = request.url?.split('?')[0] ?? '/';
  const file = request.method === 'GET' ? files.get(path === '/' ? '/index.html' : path) : undefined;
  if (!file) response.writeHead(404, headers).end();
  else response.writeHead(200, { ...headers, 'content-type': file.type }).end(file.body);
};

const listen = (server: Server, port: number) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });

const listenNear = async (server: Server, { port, taken }: PageOptions) => {
  for (let next = port; ; next += 1) {
    try {
      return await listen(server, next);
    } catch (error) {
      const inUse = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!inUse) throw error;
      if (next + 1 >= Math.min(port + portsTried, 65_536))
        throw new Error(`ports ${port} to ${next} are all in use. PLAYGROUND_PORT chooses another.`);
      taken?.(next);
    }
  }
};

/** Gives the people their first accounts, unless an earlier start did. */
const setUp = async ({ notes, cloudBackend, slack, keepNotes }: Stage, say: Say): Promise<string | null> => {
  if (notes.isSetUp) return null;
  const said = await cloudBackend.setUp(slack, say);
  notes.isSetUp = true;
  keepNotes();
  return said;
};

/** Serves the page of that stage once its people have linked their accounts. */
export const startPage = async (stage: Stage, options: PageOptions): Promise<Page> => {
  // One after the other: while Vite builds, the bot may be too slow for the three seconds that Slack waits.
  const files = await buildPage();
  const said = await setUp(stage, options.say ?? (() => {}));
  const token = randomBytes(24).toString('base64url');
  const windows = new Map<WebSocket, { me: string }>();

  const send = (socket: WebSocket, push: Push) => socket.send(JSON.stringify(push));
  let gathering: NodeJS.Timeout | undefined;
  const changed = () => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      for (const [socket, { me }] of windows)
        send(socket, { type: 'snapshot', snapshot: snapshotFor(stage, switches, me) });
    }, sendDelayMs);
  };
  const switches = createSwitches(stage, changed);

  const take = async (socket: WebSocket, text: string): Promise<void> => {
    const window = windows.get(socket);
    const read = requestSchema.safeParse(parsed(text));
    if (!window || !read.success) return socket.close(1008, 'not understood');
    const { id, act } = read.data;
    let outcome: Outcome = {};
    if (act.do === 'be') window.me = act.person;
    else if (act.do === 'read') {
      stage.notes.lastRead.set(readKey(window.me, act.channel), act.ts);
      stage.keepNotes();
    } else
      outcome = await carryOut(stage, switches, window.me, act).catch((error: unknown) => ({
        error: error instanceof Error ? error.message : String(error),
      }));
    if (socket.readyState === socket.OPEN) send(socket, { type: 'outcome', id, outcome });
    changed();
  };

  const server = createServer((request, response) => {
    if (!isOwn(request)) response.writeHead(403, headers).end();
    else serveFile(files, request, response);
  });
  const isOwn = ({ headers: { host = '', origin } }: IncomingMessage) => {
    const { port } = server.address() as AddressInfo;
    const own = [`127.0.0.1:${port}`, `localhost:${port}`];
    return own.includes(host) && (origin === undefined || origin === `http://${host}`);
  };
  const knowsToken = (given: string) =>
    given.length === token.length && timingSafeEqual(Buffer.from(given), Buffer.from(token));

  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1_000_000 });
  server.on('upgrade', (request, socket, head): void => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
    const refused =
      !isOwn(request) || request.headers.origin === undefined ? 403 : pathname === '/live' ? 0 : 404;
    if (refused) {
      socket.end(`HTTP/1.1 ${refused} Refused\r\nConnection: close\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      // A browser cannot read why an upgrade was refused, but it can read a close code.
      if (!knowsToken(searchParams.get('token') ?? '')) return webSocket.close(4401, 'wrong token');
      const name = searchParams.get('as') ?? '';
      windows.set(webSocket, {
        me: Object.entries(people).find(([each]) => each === name)?.[1] ?? people.alice,
      });
      webSocket.on('close', () => windows.delete(webSocket));
      webSocket.on('message', (data) => void take(webSocket, String(data)));
      changed();
    });
  });

  const stopListening = [stage.slack.on(changed), stage.cloudBackend.on(changed)];
  await listenNear(server, options);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/?token=${token}`,
    said,
    close: async () => {
      for (const stop of stopListening) stop();
      clearTimeout(gathering);
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
