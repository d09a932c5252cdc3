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

/** Of one body: each costs the event loop a turn, however small it is. A body of 1 MiB comes in some 700 packets. */
const maxPieces = 4_096;

/** Reads bodies, and holds together no more than `maxBodies` of those that did not end yet. */
export const createBodyReader = ({ maxBody, maxBodies }: BodyLimits) => {
  let heldByAll = 0;

  /** Never rejects. After a refusal the rest is left unread. */
  return (request: IncomingMessage): Promise<Body> => {
    const { promise, resolve } = Promise.withResolvers<Body>();
    // one growing buffer: a body sent byte by byte would otherwise become a million buffers
    let held = Buffer.alloc(0);
    let length = 0;
    let pieces = 0;
    const settle = (body: Body) => {
      heldByAll -= length;
      length = 0;
      request.off('data', add);
      resolve(body);
    };
    const add = (part: Buffer) => {
      const end = length + part.length;
      pieces += 1;
      if (end > maxBody || pieces > maxPieces) return settle(413);
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
