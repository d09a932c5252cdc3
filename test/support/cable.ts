/** The cable to a server: all connections go through it, and it can be pulled, or swallow what is sent. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Cable = Awaited<ReturnType<typeof createCable>>;

export const createCable = async (url: URL) => {
  const open = new Set<Socket>();
  let state: 'whole' | 'pulled' | 'swallows' = 'whole';
  const server = createServer((near) => {
    if (state === 'pulled') {
      near.destroy();
      return;
    }
    const far = connect({ host: url.hostname, port: Number(url.port || 5432) });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        if (state === 'whole') other.write(bytes);
      });
      socket.on('close', () => {
        open.delete(socket);
        // that one end is gone is swallowed too
        if (state !== 'swallows') other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: through.href,
    /** Cuts all connections and lets none be made. */
    pull: () => {
      state = 'pulled';
      cut();
    },
    /** From now on neither end hears of the other. */
    swallow: () => {
      state = 'swallows';
    },
    /** Lets connections be made again; what was swallowed stays lost, so those that there were are cut. */
    plug: () => {
      if (state === 'swallows') cut();
      state = 'whole';
    },
    close: () => {
      cut();
      server.close();
    },
  };
};
