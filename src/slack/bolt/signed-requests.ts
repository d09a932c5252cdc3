/** Slack's requests over HTTP: nothing goes on to Bolt but what Slack signed, whole, and a payload of a kind that Slack has. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { bodyJson, formFields, isForm } from '../input/body-json.ts';
import { payloadType } from '../input/payload.ts';
import { answer } from './health.ts';
import { type BodyLimits, createBodyReader } from './request-body.ts';
import { isSigned } from './signature.ts';

/** Bytes of a request by which Slack only tries whether somebody answers, the one kind that it need not sign. */
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
  // what is left of a body stays unread
  response.shouldKeepAlive = false;
  answer(response, status, { ok: false });
};

interface Options extends BodyLimits {
  readonly signingSecret: string;
  /** Bolt's listener, which takes a `rawBody` as read and verified. */
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
    // Bolt reads the very text that was tried here: it has another mind about parameters, double fields and bytes that are no text
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
