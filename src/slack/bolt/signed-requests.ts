/** Slack's requests over HTTP. Passes on to Bolt only whole requests that Slack signed, with a payload of a known kind. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { createSeldom } from '../../core/seldom.ts';
import { bodyJson, formFields, isForm } from '../input/body-json.ts';
import { payloadType } from '../input/payload.ts';
import { answer } from './health.ts';
import { type BodyLimits, createBodyReader } from './request-body.ts';
import { type SignatureFault, signatureFault } from './signature.ts';

/** Bytes of a request with which Slack checks that somebody answers; the only kind that need not be signed. */
const maxCheck = 1_024;

/** @see https://docs.slack.dev/interactivity/implementing-slash-commands#responding_basic_receipt */
const isCheck = (body: Buffer, contentType: string | undefined): boolean =>
  body.length < maxCheck &&
  isForm(contentType) &&
  // no other form is read twice
  body.includes('ssl_check') &&
  formFields(body).ssl_check === '1';

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

const tellEveryMs = 60_000;

/** What the operator can do about it. Anybody can send such requests, so they make the bot no less ready. */
const remedies: Readonly<Record<SignatureFault, string>> = {
  'not signed with this secret':
    'if they are Slack’s, SLACK_SIGNING_SECRET is not this app’s: copy it from “Basic Information”',
  'signed at another time':
    'the clock of this machine is more than five minutes off, or somebody repeats old requests',
};

/** Tells once a minute at most how many requests were refused, and why the last one was. */
const createRefusalLog = ({ clock, log }: Pick<Options, 'clock' | 'log'>) => {
  let refused = 0;
  const isNews = createSeldom(clock);
  return (why: SignatureFault) => {
    refused += 1;
    if (!isNews('refused', tellEveryMs)) return;
    log.warn({ refused, why }, `refused requests to /slack/events: ${remedies[why]}`);
    refused = 0;
  };
};

interface Options extends BodyLimits {
  readonly clock: Clock;
  readonly log: Log;
  readonly signingSecret: string;
  /** Bolt's listener, which takes `rawBody` as already read and verified. */
  readonly onward: RequestListener;
}

/** The listener of `/slack/events`. */
export const createSignedRequests = ({ signingSecret, onward, ...options }: Options): RequestListener => {
  const read = createBodyReader(options);
  const tell = createRefusalLog(options);

  const take = (request: IncomingMessage, response: ServerResponse, body: Buffer) => {
    const { headers } = request;
    const contentType = headers['content-type'];
    if (isCheck(body, contentType)) return response.writeHead(200).end();
    const fault = signatureFault(headers, body, signingSecret);
    if (fault) {
      tell(fault);
      return refuse(response, 401);
    }
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
