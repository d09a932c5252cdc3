/** What this process asks of its database, SQLite or PostgreSQL, and of an image service, in order. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { StatementSync } from 'node:sqlite';
import { listenToPostgres } from './postgres-statements.ts';

type Run = (this: StatementSync, ...values: never[]) => unknown;

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

/** Published as the request's first bytes leave. */
const sent = 'undici:client:sendHeaders';

/**
 * Writes down each statement until it is ended, and each request to an image service as its method and path.
 * @see https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 */
export const recordStatements = () => {
  const seen: string[] = [];
  const own = new Map<'all' | 'run', Run>();
  for (const name of ['all', 'run'] as const) {
    const run = StatementSync.prototype[name] as Run;
    own.set(name, run);
    StatementSync.prototype[name] = function (this: StatementSync, ...values: never[]) {
      seen.push(oneLine(this.sourceSQL));
      return run.apply(this, values);
    } as never;
  }
  const onSent = (message: unknown) => {
    const { request } = message as { readonly request: { readonly method: string; readonly path: string } };
    if (request.path.includes('/v2/images')) seen.push(`${request.method} ${request.path}`);
  };
  subscribe(sent, onSent);
  const endListening = listenToPostgres(({ text }) => seen.push(oneLine(text)));
  return {
    seen: seen as readonly string[],
    end: () => {
      unsubscribe(sent, onSent);
      endListening();
      for (const [name, run] of own) StatementSync.prototype[name] = run as never;
    },
  };
};

/** A round of the loop begins with the time, of PostgreSQL, and this. */
const round = /^select 'offers' as/;

/** What the loop asks, whatever is being carried out beside it: what is due, who is gone, which cards may go. */
const ofTheLoop = [
  round,
  /pg_locks/,
  /^select pg_advisory_xact_lock/,
  /^with recursive "person"/,
  /^select "first"\."id"/,
  /^update "cards" set "leaseToken"/,
];

/** What was asked between the commit of the first statement with `words` and the first request with that method, and by how many transactions. */
export const between = (seen: readonly string[], words: string, method: string) => {
  const written = seen.findIndex((one) => one.startsWith(words));
  const committed = seen.indexOf('commit', written);
  const request = seen.findIndex((one, at) => at > committed && one.startsWith(`${method} `));
  const all = seen.slice(committed + 1, request);
  const asked = all.filter((one) => !one.startsWith('GET ') && !ofTheLoop.some((words) => words.test(one)));
  const claims = all.filter((one) => one.startsWith('with recursive "person"')).length;
  const count = (word: string) => asked.filter((one) => one === word).length;
  // each claim of cards is a transaction of its own
  const times = asked.filter((one) => one.startsWith('select floor(extract(epoch')).length;
  const ofRounds = Math.min(times, all.filter((one) => round.test(one)).length);
  return { asked, statements: asked.length - 2 * claims - ofRounds, commits: count('commit') - claims };
};
