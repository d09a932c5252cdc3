/** The HTTP layer: reads and decodes bodies, and sends answers, or breaks them as a fault demands. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../src/core/clock.ts';
import { isObject } from '../format/shape.ts';
import type { Fault } from './slack-faults.ts';

export interface Reply {
  readonly status: number;
  /** An object is sent as JSON. */
  readonly body: string | Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** For the record: `ok` or an error. */
  readonly note: string;
}

/** The fields of a form or JSON body; `undefined` if it is neither, or not well formed. */
export const readFields = async (request: IncomingMessage): Promise<Record<string, unknown> | undefined> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const type = request.headers['content-type']?.split(';')[0];
  if (type === 'application/x-www-form-urlencoded' || body === '')
    return Object.fromEntries(new URLSearchParams(body));
  if (type !== 'application/json') return undefined;
  try {
    const fields: unknown = JSON.parse(body);
    return isObject(fields) ? fields : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Answers with what `act` returns, unless the fault prevents it; returns the note for the record.
 * @param clock says what time the answer names, and when a delayed one comes
 */
export const answer = (
  response: ServerResponse,
  fault: Fault | undefined,
  act: () => Reply,
  clock: Clock,
): string => {
  const send = ({ status, body, headers, note }: Reply) => {
    const json = typeof body !== 'string';
    response.writeHead(status, {
      'content-type': json ? 'application/json; charset=utf-8' : 'text/plain',
      date: new Date(clock.now()).toUTCString(),
      ...headers,
    });
    response.end(json ? JSON.stringify(body) : body);
    return note;
  };
  switch (fault?.do) {
    case undefined:
      return send(act());
    case 'ratelimited':
      return send(rateLimited(fault.retryAfterS ?? 1, fault.retryAfter));
    case 'status': {
      const status = fault.status ?? 503;
      return send({ status, body: fault.body ?? '', note: `http_${status}` });
    }
    case 'error':
      return send({ status: 200, body: { ok: false, error: fault.error, ...fault.more }, note: fault.error });
    case 'answer':
      return send({ status: 200, body: fault.body, note: 'answer' });
    case 'hang':
      return 'hanging';
    case 'delay':
      void clock.sleep(fault.ms).then(() => send(act()));
      return 'late';
    case 'drop-after-effect':
      act();
      response.destroy();
      return 'dropped';
    case 'drop':
      response.destroy();
      return 'dropped';
    default:
      return fault satisfies never;
  }
};

/** @see https://docs.slack.dev/apis/web-api/rate-limits */
export const rateLimited = (retryAfterS: number, header: string | null = String(retryAfterS)): Reply => ({
  status: 429,
  body: { ok: false, error: 'ratelimited' },
  headers: header === null ? {} : { 'retry-after': header },
  note: 'ratelimited',
});
