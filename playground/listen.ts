/** Opening a server on this machine. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * @param port 0: any free one
 * @returns where it answers, as `127.0.0.1:8080`
 * @throws what the server says, when the port is taken
 */
export const listenHere = async (server: Server, port: number): Promise<string> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};
