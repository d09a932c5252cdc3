/** A reverse proxy in front of an image service, as operators have them: it passes all on, or answers in the service's place. */
import { createServer, type IncomingMessage, request } from 'node:http';
import { listenHere } from '../../playground/listen.ts';

/** An answer in the service's place. */
interface Instead {
  readonly status: number;
  /** The service's own marks; without any it is the proxy's own page. */
  readonly headers?: Readonly<Record<string, string>>;
}

export type ReverseProxy = Awaited<ReturnType<typeof startReverseProxy>>;

/**
 * @param target what it passes requests on to, such as `http://127.0.0.1:9292`; may be another for each
 * @param mount below which it does, besides `/` itself; all else is a page of its own
 */
export const startReverseProxy = async (target: string | (() => string), mount = '') => {
  let instead: (asked: IncomingMessage) => Instead | null = () => null;
  let sent = 0;
  const server = createServer((asked, answer) => {
    sent += 1;
    const { method = 'GET', headers, url = '/' } = asked;
    const isHere = url === '/' || url.startsWith(`${mount}/`);
    const own = instead(asked) ?? (isHere ? null : { status: 404 });
    if (own) {
      asked.resume();
      answer.writeHead(own.status, { 'content-type': 'text/html', ...own.headers });
      answer.end(`<html><body><h1>${own.status}</h1><hr>nginx</body></html>`);
      return;
    }
    const path = url.startsWith(`${mount}/`) ? url.slice(mount.length) : url;
    const to = typeof target === 'string' ? target : target();
    const passed = request(to + path, { method, headers: { ...headers, host: new URL(to).host } });
    passed.on('response', (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers);
      came.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  const url = `http://${await listenHere(server, 0)}`;
  return {
    url,
    /** How many requests came. */
    sent: () => sent,
    /** Answers so from now on; null: passes it on. */
    answer: (how: typeof instead): void => {
      instead = how;
    },
    close: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
};
