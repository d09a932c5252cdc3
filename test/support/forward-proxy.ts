/** A forward proxy, as companies have them: CONNECT for tunnels, whole addresses for plain requests. Every name is this machine. */
import { createServer, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { listenHere } from '../../playground/listen.ts';

/** @param refuse the status to refuse a request with; null: it is let through */
export const startForwardProxy = async (refuse: (asked: IncomingMessage) => number | null = () => null) => {
  /** What was asked for: `CONNECT host:port`, or the method and the address. */
  const asked: string[] = [];
  /** Connections that the proxy made, by the port at its own end. */
  const made = new Set<number | undefined>();
  const here = (address: string) => {
    const { port, protocol } = new URL(address);
    return { host: '127.0.0.1', port: Number(port) || (protocol === 'https:' ? 443 : 80) };
  };
  const server = createServer((came, answer) => {
    const { method = 'GET', url = '/', headers } = came;
    asked.push(`${method} ${url}`);
    const no = refuse(came);
    if (no !== null) return void answer.writeHead(no, { 'content-type': 'text/html' }).end('<h1>no</h1>');
    const target = new URL(url);
    const passed = request({
      ...here(url),
      method,
      headers,
      path: target.pathname + target.search,
      agent: false,
    });
    passed.on('socket', (socket) => socket.on('connect', () => made.add(socket.localPort)));
    passed.on('response', (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    came.pipe(passed);
    return undefined;
  });
  server.on('connect', (came: IncomingMessage, client, head: Buffer) => {
    asked.push(`CONNECT ${came.url}`);
    const no = refuse(came);
    client.on('error', () => client.destroy());
    if (no !== null) return void client.end(`HTTP/1.1 ${no} No\r\ncontent-length: 0\r\n\r\n`);
    const socket = connect(here(`http://${came.url}`), () => {
      made.add(socket.localPort);
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.write(head);
      socket.pipe(client).pipe(socket);
    });
    for (const [one, other] of [
      [socket, client],
      [client, socket],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
    return undefined;
  });
  // a tunnel is no connection of the server's any more
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  const address = await listenHere(server, 0);
  return {
    url: `http://${address}`,
    asked,
    made,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
