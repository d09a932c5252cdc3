/**
 * Bolt writes the head of an answer before its body. Node does not know the length then, and would send the body in several
 * chunks. This class holds back the head until the body is there.
 * @see https://nodejs.org/api/http.html#httpcreateserveroptions-requestlistener
 */
import { type IncomingMessage, type OutgoingHttpHeaders, ServerResponse } from 'node:http';

export class WholeResponse<R extends IncomingMessage> extends ServerResponse<R> {
  #status = 200;
  #headers: OutgoingHttpHeaders = {};

  override writeHead(status: number, ...rest: readonly unknown[]): this {
    this.#status = status;
    this.#headers = (rest.at(-1) ?? {}) as OutgoingHttpHeaders;
    return this;
  }

  override end(body?: unknown): this {
    const whole = typeof body === 'string' ? body : '';
    super.writeHead(this.#status, { ...this.#headers, 'content-length': Buffer.byteLength(whole) });
    return super.end(whole);
  }
}
