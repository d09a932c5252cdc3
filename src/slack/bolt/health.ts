/** `/healthz`: the process is there. `/readyz`: it can do its work, and if not, which part cannot. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Each part by name, and whether it works. */
export type Checks = Readonly<Record<string, boolean>>;

const answer = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
};

/** The two routes, for Bolt's `customRoutes` and for a plain server. If `checks` throws, the bot is not ready. */
export const healthRoutes = (checks: () => Promise<Checks>) => [
  {
    path: '/healthz',
    method: ['GET'],
    handler: (_request: IncomingMessage, response: ServerResponse) => answer(response, 200, { ok: true }),
  },
  {
    path: '/readyz',
    method: ['GET'],
    handler: (_request: IncomingMessage, response: ServerResponse) => {
      checks().then(
        (found) => {
          const ready = Object.values(found).every(Boolean);
          answer(response, ready ? 200 : 503, { ready, checks: found });
        },
        () => answer(response, 503, { ready: false }),
      );
    },
  },
];

/** A server's listener with the two routes and nothing else. */
export const healthListener =
  (checks: () => Promise<Checks>) => (request: IncomingMessage, response: ServerResponse) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const route = healthRoutes(checks).find(
      ({ path, method }) => path === pathname && method.includes(request.method ?? ''),
    );
    if (route) route.handler(request, response);
    else answer(response, 404, { ok: false });
  };
