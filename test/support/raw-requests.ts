/** Requests as the bytes they are, over a raw socket: what no HTTP client would send. */
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';

export interface Answer {
  /** 0: the connection was closed without an answer. */
  readonly status: number;
  readonly body: string;
}

/** A whole response, or undefined while more of it is to come. */
const wholeOf = (received: string): Answer | undefined => {
  const text = received.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = text.slice(0, end);
  const body = text.slice(end + 4);
  const length = /^content-length: (\d+)$/im.exec(head)?.[1];
  if (length !== undefined && body.length < Number(length)) return undefined;
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), body };
};

/**
 * Sends `bytes` to the port of `url` and gives the first answer, however the connection ends. With `patienceMs` the sender says
 * that no more is to come once nothing has for so long: what is half a request would else stand until the server gives it up.
 */
export const exchange = (url: string, bytes: string | Buffer, patienceMs = 0): Promise<Answer> => {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.setTimeout(patienceMs, () => socket.end());
  socket.on('data', (part) => {
    text += part.toString('latin1');
    const whole = wholeOf(text);
    if (whole === undefined) return;
    resolve(whole);
    socket.destroy();
  });
  socket.on('error', () => {});
  socket.on('close', () => resolve(wholeOf(text) ?? { status: 0, body: text }));
  socket.write(bytes);
  return promise;
};

export const form = 'application/x-www-form-urlencoded';

/** The bytes of a request to `/slack/events`; `headers` are lines of its head. */
export const post = (body: string | Buffer, headers: readonly string[] = []): Buffer => {
  const length = headers.some((line) => /^(?:content-length|transfer-encoding):/i.test(line))
    ? []
    : [`content-length: ${Buffer.byteLength(body)}`];
  const head = ['POST /slack/events HTTP/1.1', 'host: bot', ...headers, ...length];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), Buffer.from(body)]);
};

export const nowSeconds = () => Math.floor(Date.now() / 1_000);

/** The two header lines with which Slack signs `body`. @see https://docs.slack.dev/authentication/verifying-requests-from-slack */
export const signatureLines = (
  secret: string,
  body: string | Buffer,
  timestamp: string = String(nowSeconds()),
): readonly string[] => {
  const hmac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
  return [`x-slack-request-timestamp: ${timestamp}`, `x-slack-signature: v0=${hmac}`];
};

/** Encoded so that a server reads it piece by piece. */
export const chunked = (body: string, size: number): Buffer => {
  const parts: string[] = [];
  for (let at = 0; at < body.length; at += size) {
    const part = body.slice(at, at + size);
    parts.push(`${part.length.toString(16)}\r\n${part}\r\n`);
  }
  return Buffer.from(`${parts.join('')}0\r\n\r\n`);
};
