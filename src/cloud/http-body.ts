/** Reads the bodies of answers as they arrive, and never past a limit. */
import type { z } from 'zod';
import type { BodyReading } from './body-budget.ts';
import { shapeOf } from './json-shape.ts';
import { createKeptJson, TooLargeError } from './kept-json.ts';

/** A refusal's own words come first; a proxy's page may be long. */
const maxRefusalBytes = 64 * 1024;

/** The first 64 KiB of a refusal's body. Ignores the rest. */
export const readRefusal = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let left = maxRefusalBytes;
  for await (const chunk of body) {
    chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left <= 0) break;
  }
  // drops a byte order mark
  return new TextDecoder().decode(Buffer.concat(chunks));
};

const mark = Buffer.from('\ufeff');

/** Some proxies put a byte order mark before what they pass on; other tools read on behind it. */
const withoutMark = (chunk: Uint8Array): Uint8Array =>
  mark.equals(chunk.subarray(0, mark.length)) ? chunk.subarray(mark.length) : chunk;

/**
 * The fields of a JSON body that `schema` names; undefined if there is no body. Reads on when `reading` lets it.
 * @throws UnfitJsonError not JSON; TooLargeError more than `maxBytes` of it
 */
export const readKept = async (
  body: AsyncIterable<Uint8Array>,
  schema: z.ZodType,
  maxBytes: number,
  reading: BodyReading,
): Promise<unknown> => {
  const kept = createKeptJson(shapeOf(schema));
  let left = maxBytes;
  try {
    for await (const chunk of body) {
      const isFirst = left === maxBytes;
      left -= chunk.length;
      if (left < 0) throw new TooLargeError(`larger than ${maxBytes / 1024 / 1024} MiB`);
      await reading.read(chunk.length);
      kept.write(isFirst ? withoutMark(chunk) : chunk);
    }
    return kept.end();
  } finally {
    reading.end();
  }
};
