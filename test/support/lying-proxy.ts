/** A proxy in front of a cloud that passes all on, or sends other bytes in an answer's place. Addresses in answers lead to the proxy. */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { listenHere } from '../../playground/listen.ts';
import type { Mutate, TrueAnswer } from './mutated-answers.ts';

/** Earlier answers that may be sent in another's place. */
const remembered = 50;

/** @param target the cloud, such as `http://127.0.0.1:8080` */
export const startLyingProxy = async (target: string) => {
  let mutate: Mutate | null = null;
  let lies = 0;
  const earlier: TrueAnswer[] = [];
  const server = createServer(async (asked, answer) => {
    const { method = 'GET', url: path = '/', headers } = asked;
    const sent = await buffer(asked);
    const { host: _host, connection: _connection, 'content-length': _length, ...passed } = headers;
    const came = await fetch(target + path, {
      method,
      headers: passed as Record<string, string>,
      redirect: 'manual',
      ...(sent.length > 0 && { body: sent }),
    });
    const text = (await came.text()).replaceAll(target, url);
    const truth = { status: came.status, headers: Object.fromEntries(came.headers), body: Buffer.from(text) };
    if (mutate === null) {
      const { 'content-length': _, 'transfer-encoding': __, ...rest } = truth.headers;
      answer.writeHead(truth.status, rest).end(truth.body);
      return;
    }
    lies += 1;
    (asked.socket as Socket).end(mutate(truth, earlier));
    earlier.push(truth);
    if (earlier.length > remembered) earlier.shift();
  });
  const url = `http://${await listenHere(server, 0)}`;
  return {
    url,
    /** How many answers were not the cloud's own. */
    lies: () => lies,
    /** Sends what `how` makes of each answer from now on; null: the truth. */
    lie: (how: Mutate | null): void => {
      mutate = how;
    },
    close: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
};
