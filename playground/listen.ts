/** Opens a server on this machine. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * @param port 0: any free port
 * @returns its address, such as `127.0.0.1:8080`
 * @throws the server's error, for instance if the port is in use
 */
export const listenHere = async (server: Server, port: number): Promise<string> => {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};
