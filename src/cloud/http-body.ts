/** Bodies of answers, read as they come and never further than they may go. */
import type { z } from 'zod';
import { shapeOf } from './json-shape.ts';
import { createKeptJson, TooLargeError } from './kept-json.ts';

/** A refusal's own words are at its beginning; a proxy's page may be long. */
const maxRefusalBytes = 64 * 1024;

/** The first 64 KiB of the body of a refusal. The rest is not read. */
export const readRefusal = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let left = maxRefusalBytes;
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  return Buffer.concat(chunks).toString('utf8');
};

/**
 * What `schema` names of a body of JSON; undefined when there is no body.
 * @throws UnfitJsonError not JSON; TooLargeError more than `maxBytes` of it
 */
export const readKept = async (
  body: AsyncIterable<Uint8Array>,
  schema: z.ZodType,
  maxBytes: number,
): Promise<unknown> => {
  const kept = createKeptJson(shapeOf(schema));
  let left = maxBytes;
  for await (const chunk of body) {
    left -= chunk.length;
    if (left < 0) throw new TooLargeError(`larger than ${maxBytes / 1024 / 1024} MiB`);
    kept.write(chunk);
  }
  return kept.end();
};
