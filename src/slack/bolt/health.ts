/** `/healthz`: the process runs. `/readyz`: it can do its work, and if not, which part cannot. */
import type { RequestListener, ServerResponse } from 'node:http';

/** Each part by name: true if it works; otherwise why it does not, or false. */
export type Checks = Readonly<Record<string, boolean | string>>;

/** Ends a response with `body` as JSON. */
export const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
};

/**
 * Both routes, by method and path. If `checks` throws, the bot is not ready.
 * @param remarks what else `/readyz` says; it decides nothing
 */
export const healthRoutes = (
  checks: () => Promise<Checks>,
  remarks: () => object,
): Readonly<Record<string, RequestListener>> => ({
  'GET /healthz': (_request, response) => answer(response, 200, { ok: true }),
  'GET /readyz': (_request, response) => {
    checks().then(
      (found) => {
        const ready = Object.values(found).every((check) => check === true);
        answer(response, ready ? 200 : 503, { ready, checks: found, ...remarks() });
      },
      () => answer(response, 503, { ready: false }),
    );
  },
});
