/** What stands where a bot looks for its PostgreSQL: nobody, a server that says no, one that says nothing, or a way to a real one. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What a server that lets nobody in answers to the first message. @see https://www.postgresql.org/docs/15/protocol-message-formats.html */
const errorResponse = (sqlState: string): Buffer => {
  const fields = [`SFATAL`, `VFATAL`, `C${sqlState}`, `Mof the user leak in database leak`];
  const body = Buffer.from(`${fields.join('\0')}\0\0`);
  const head = Buffer.alloc(5, 'E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

type Mood = { readonly do: 'hang' | 'forward' } | { readonly do: 'say'; readonly sqlState: string };

/** @param server the real one, if there is one */
export const createMoodyPostgres = async (server?: string) => {
  const to = server === undefined ? null : new URL(server);
  let mood: Mood = { do: 'hang' };
  const open = new Set<Socket>();
  const take = (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => open.delete(socket));
  };
  const gate = createServer((socket) => {
    take(socket);
    if (mood.do === 'hang') return;
    if (mood.do === 'say') {
      const words = errorResponse(mood.sqlState);
      socket.once('data', () => socket.end(words));
      return;
    }
    const onward = connect(Number(to?.port), to?.hostname ?? '');
    take(onward);
    socket.pipe(onward).pipe(socket);
    socket.once('close', () => onward.destroy());
    onward.once('close', () => socket.destroy());
  });
  const listen = async (port: number) => {
    gate.listen(port, '127.0.0.1');
    await once(gate, 'listening');
  };
  await listen(0);
  const { port } = gate.address() as AddressInfo;
  const close = async () => {
    for (const socket of open) socket.destroy();
    if (!gate.listening) return;
    gate.close();
    await once(gate, 'close');
  };
  const become = async (next: Mood) => {
    mood = next;
    if (!gate.listening) await listen(port);
  };
  const url = new URL(to?.href ?? 'postgres://leak:leak@127.0.0.1/leak');
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    /** Nobody listens; who was connected is cut off. */
    leave: close,
    /** Lets nobody in, with this SQLSTATE. */
    refuse: (sqlState: string) => become({ do: 'say', sqlState }),
    /** Takes connections and never answers; falls silent on those there are. */
    hang: async () => {
      await become({ do: 'hang' });
      for (const socket of open) socket.unpipe().pause();
    },
    /** Leads to the real one. */
    forward: () => become({ do: 'forward' }),
    close,
  };
};
