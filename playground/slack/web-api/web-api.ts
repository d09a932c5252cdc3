/** The Web API's entry: checks token, arguments, scope and rate, in Slack's order; the methods do the rest. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, badCall } from '../format/api-error.ts';
import type { ApiRequest } from '../format/requests.ts';
import { emit, surprise, type Workspace } from '../workspace/workspace.ts';
import { answer, type Reply, rateLimited, readFields } from './http.ts';
import type { Methods } from './method.ts';
import type { Rates } from './rates.ts';
import type { createFaults } from './slack-faults.ts';

interface Deps {
  readonly workspace: Workspace;
  readonly methods: Methods;
  readonly tokens: { readonly bot: string; readonly app: string; readonly config: string };
  readonly faults: ReturnType<typeof createFaults>;
  /** If missing: no limit. */
  readonly rates: Rates | undefined;
  readonly requests: ApiRequest[];
}

/** Serves one request for `method`. @see https://docs.slack.dev/apis/web-api */
export const serveApi = async (
  { workspace, methods, tokens, faults, rates, requests }: Deps,
  name: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const started = performance.now();
  const fields = await readFields(request);
  // The SDK adds the team to every call; only tokens of a whole organization need it.
  const { token: inBody, team_id: _, ...args } = fields ?? {};
  const record: ApiRequest = {
    method: name,
    args: decoded(args),
    at: workspace.clock.now(),
    ms: null,
    answer: null,
  };
  requests.push(record);
  emit(workspace, { type: 'request', request: record });

  const call = (): Reply => {
    const method = methods[name];
    if (!method) throw badCall('unknown_method', [], { req_method: name });
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? inBody;
    if (!token) throw badCall('not_authed');
    if (!Object.values(tokens).includes(String(token))) throw badCall('invalid_auth');
    if (token !== tokens[method.token ?? 'bot']) throw badCall('not_allowed_token_type');
    if (!fields) throw badCall('invalid_form_data');
    const prepared = method.prepare(args);
    const { scopes } = workspace.app;
    if (prepared.scope && !scopes.has(prepared.scope))
      throw badCall('missing_scope', [], { needed: prepared.scope, provided: [...scopes].join(',') });
    const retryAfterS = rates?.(name, method.perMinute, args.channel);
    if (retryAfterS !== undefined) return rateLimited(retryAfterS);
    const headers = {
      'x-oauth-scopes': [...scopes].join(','),
      'x-accepted-oauth-scopes': prepared.scope ?? '',
    };
    return { status: 200, body: { ok: true, ...prepared.run() }, headers, note: 'ok' };
  };
  const act = (): Reply => {
    try {
      return call();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.bug)
        surprise(workspace, name, error.error, [...error.messages, ...Object.values(error.extra)].join('; '));
      const messages = error.messages.length > 0 && { response_metadata: { messages: error.messages } };
      return {
        status: 200,
        body: { ok: false, error: error.error, ...error.extra, ...messages },
        note: error.error,
      };
    }
  };
  record.answer = answer(response, faults.take(name, record.args), act, workspace.clock);
  record.ms = performance.now() - started;
  emit(workspace, { type: 'request', request: record });
};

/** The arguments with the form's JSON texts parsed, for people who read the record. */
const decoded = (args: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      if (!['blocks', 'view', 'metadata'].includes(name) || typeof value !== 'string') return [name, value];
      try {
        return [name, JSON.parse(value)];
      } catch {
        return [name, value];
      }
    }),
  );
