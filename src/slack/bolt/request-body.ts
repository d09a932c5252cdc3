/** Reads the bytes of a request, with one limit per body and one for all bodies being read. */
import type { IncomingMessage } from 'node:http';

export interface BodyLimits {
  /** Bytes per body. */
  readonly maxBody: number;
  /** Bytes of all bodies held at a time. */
  readonly maxBodies: number;
}

/** The body, or the status that refuses it, or nothing if the sender has gone. */
export type Body = Buffer | 413 | 503 | undefined;

/** Reads bodies; holds at most `maxBodies` bytes of unfinished ones. */
export const createBodyReader = ({ maxBody, maxBodies }: BodyLimits) => {
  let heldByAll = 0;

  /** Never rejects. After a refusal the rest is left unread. */
  return (request: IncomingMessage): Promise<Body> => {
    const { promise, resolve } = Promise.withResolvers<Body>();
    // one growing buffer: a body sent byte by byte would otherwise become a million buffers
    let held = Buffer.alloc(0);
    let length = 0;
    const settle = (body: Body) => {
      heldByAll -= length;
      length = 0;
      request.off('data', add);
      resolve(body);
    };
    const add = (part: Buffer) => {
      const end = length + part.length;
      if (end > maxBody) return settle(413);
      if (heldByAll + part.length > maxBodies) return settle(503);
      if (end > held.length) held = Buffer.concat([held.subarray(0, length)], Math.min(maxBody, 2 * end));
      part.copy(held, length);
      heldByAll += part.length;
      length = end;
    };
    if (Number(request.headers['content-length'] ?? 0) > maxBody) resolve(413);
    else {
      request.on('data', add);
      request.once('end', () => settle(held.subarray(0, length)));
      request.once('close', () => settle(undefined));
    }
    return promise;
  };
};
