/** Slack's requests over HTTP. Passes on to Bolt only whole requests that Slack signed, with a payload of a known kind. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { bodyJson, formFields, isForm } from '../input/body-json.ts';
import { payloadType } from '../input/payload.ts';
import { answer } from './health.ts';
import { type BodyLimits, createBodyReader } from './request-body.ts';
import { isSigned } from './signature.ts';

/** Bytes of a request with which Slack checks that somebody answers; the only kind that need not be signed. */
const maxCheck = 1_024;

/** @see https://docs.slack.dev/interactivity/implementing-slash-commands#responding_basic_receipt */
const isCheck = (body: Buffer, contentType: string | undefined): boolean =>
  body.length < maxCheck && isForm(contentType) && formFields(body).ssl_check === '1';

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

const refuse = (response: ServerResponse, status: number) => {
  // the rest of the body stays unread
  response.shouldKeepAlive = false;
  answer(response, status, { ok: false });
};

interface Options extends BodyLimits {
  readonly signingSecret: string;
  /** Bolt's listener, which takes `rawBody` as already read and verified. */
  readonly onward: RequestListener;
}

/** The listener of `/slack/events`. */
export const createSignedRequests = ({ signingSecret, onward, ...limits }: Options): RequestListener => {
  const read = createBodyReader(limits);

  const take = (request: IncomingMessage, response: ServerResponse, body: Buffer) => {
    const { headers } = request;
    const contentType = headers['content-type'];
    if (isCheck(body, contentType)) return response.writeHead(200).end();
    if (!isSigned(headers, body, signingSecret)) return refuse(response, 401);
    const json = bodyJson(body, contentType);
    if (!payloadType(parsed(json))) return refuse(response, 400);
    // Bolt gets exactly the text checked here: it would read parameters, repeated fields and invalid bytes differently
    headers['content-type'] = 'application/json';
    onward(Object.assign(request, { rawBody: Buffer.from(json), url: '/slack/events' }), response);
  };

  return (request, response) => {
    void read(request).then((body) => {
      if (Buffer.isBuffer(body)) take(request, response, body);
      else if (body) refuse(response, body);
    });
  };
};
