/** `/healthz`: no restart is needed. `/readyz`: the bot takes requests and keeps them, and if not, why. Both answer within a second, whatever hangs. */
import type { RequestListener, ServerResponse } from 'node:http';

/** Each part by name: true if it works; otherwise why it does not, or false. */
export type Checks = Readonly<Record<string, boolean | string>>;

/** What the two paths say. What takes too long counts as unanswered, so each part had better be asked {@link withinTime}. */
export interface Health {
  /** What only a restart helps; null if nothing does. */
  stuck(): Promise<string | null>;
  /** The bot is ready if all of them work. */
  checks(): Promise<Checks>;
  /** What else `/readyz` says; it decides nothing. */
  remarks(): object;
}

/** Probes give up after a second. */
const patienceMs = 800;

/** What `work` comes to; `otherwise` if that fails, or takes too long for a probe. */
export const withinTime = async <T, O>(work: Promise<T>, otherwise: O): Promise<T | O> => {
  const { promise: late, resolve } = Promise.withResolvers<O>();
  const timer = setTimeout(resolve, patienceMs, otherwise);
  try {
    return await Promise.race([work, late]);
  } catch {
    return otherwise;
  } finally {
    clearTimeout(timer);
  }
};

/** Ends a response with `body` as JSON. */
export const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
};

/** Both routes, by method and path. If the checks are not answered, the bot is not ready; an unanswered question is no reason to restart. */
export const healthRoutes = (health: () => Health): Readonly<Record<string, RequestListener>> => ({
  'GET /healthz': async (_request, response) => {
    const stuck = await withinTime(health().stuck(), null);
    answer(response, stuck === null ? 200 : 503, stuck === null ? { ok: true } : { ok: false, stuck });
  },
  'GET /readyz': async (_request, response) => {
    const checks = await withinTime(health().checks(), {});
    const all = Object.values(checks);
    const ready = all.length > 0 && all.every((check) => check === true);
    answer(response, ready ? 200 : 503, { ready, checks, ...health().remarks() });
  },
});
