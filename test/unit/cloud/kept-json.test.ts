/** What is kept of an answer while it is read, however it is cut into chunks and whatever it holds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { shapeOf } from '../../../src/cloud/json-shape.ts';
import { createKeptJson, TooLargeError, UnfitJsonError } from '../../../src/cloud/kept-json.ts';

const image = z.object({
  id: z.string(),
  size: z.number().nullable().default(null),
  tags: z.array(z.string()).default([]),
});
const page = z.object({ images: z.array(image), next: z.string().optional() });

/** Reads the text in chunks of so many bytes. */
const keptOf = (schema: z.ZodType, text: string | Uint8Array, chunkBytes = 7): unknown => {
  const bytes = Buffer.from(text);
  const kept = createKeptJson(shapeOf(schema));
  for (let at = 0; at < bytes.length; at += chunkBytes) kept.write(bytes.subarray(at, at + chunkBytes));
  return kept.end();
};

describe('what is kept', () => {
  test.each([1, 2, 3, 1_000])('is what the schema names, in chunks of %i', (chunkBytes) => {
    const one = { id: 'x', nested: [{ a: '"]}' }, 'é\\'], size: 5, tags: ['ü', '😀"'] };
    const text = JSON.stringify({
      schema: [[1]],
      images: [one, { id: 'y' }],
      next: '/v2/images?marker=y',
    });
    expect(keptOf(page, text, chunkBytes)).toEqual({
      images: [{ id: 'x', size: 5, tags: ['ü', '😀"'] }, { id: 'y' }],
      next: '/v2/images?marker=y',
    });
  });

  test('a field is the same however its name is written; the last of two counts', () => {
    expect(keptOf(image, '{"\\u0069d":"a","id":"b"}')).toEqual({ id: 'b' });
  });

  test('a value of another kind stays of another kind', () => {
    expect(keptOf(image, '{"id":{"deep":[1]},"size":[{}],"tags":"t"}')).toEqual({
      id: {},
      size: [],
      tags: 't',
    });
  });

  test('no field is a prototype', () => {
    const any = z.record(z.string(), z.unknown());
    for (const schema of [any, z.unknown()])
      expect(Object.keys(keptOf(schema, '{"__proto__":{"a":1},"b":2}') as object)).toEqual(['b']);
  });

  test.each([['x'], ['ü'], ['😀'], ['\\n'], ['\\u00fc']])(
    'a string of %s is cut at a whole character',
    (char) => {
      for (let lead = 0; lead < 6; lead += 1) {
        const { id } = keptOf(
          image,
          `{"id":"${'-'.repeat(lead)}${char.repeat(60_000)}","size":1}`,
          1_000,
        ) as { id: string };
        expect(id.length).toBeLessThan(5_000);
        expect(id.length).toBeGreaterThan(600);
        expect(id.slice(lead)).toMatch(/^(.)\1*$/su);
      }
    },
  );

  test('nothing is nothing', () => {
    expect(keptOf(page, '')).toBeUndefined();
    expect(keptOf(page, ' \n')).toBeUndefined();
  });

  test('is what JSON.parse gives, for any value in any chunks', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), fc.integer({ min: 1, max: 40 }), (text, chunkBytes) => {
        const wanted = JSON.parse(text, (key, value) => (key === '__proto__' ? undefined : value));
        expect(JSON.stringify(keptOf(z.unknown(), text, chunkBytes))).toBe(JSON.stringify(wanted));
      }),
    );
  });

  test('is what the schema reads of the whole, for any page in any chunks', () => {
    const any = fc.record({
      images: fc.array(
        fc.record({
          os: fc.jsonValue({ maxDepth: 5 }),
          id: fc.string({ unit: 'binary' }),
          size: fc.integer(),
          tags: fc.array(fc.string()),
        }),
      ),
      more: fc.jsonValue(),
    });
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 40 }), (value, chunkBytes) => {
        const text = JSON.stringify(value);
        expect(page.parse(keptOf(page, text, chunkBytes))).toEqual(page.parse(JSON.parse(text)));
      }),
    );
  });
});

describe('what is refused', () => {
  test.each([
    '{"id":"a"',
    '{"id" "a"}',
    '{"id":"a",}',
    '[1 2]',
    '[1,]',
    '{]',
    '}',
    '{"id":"a"}}',
    '{"id":"a"} x',
    '{id:1}',
    '"a\nb"',
    '<html>',
    '{"id":tru}',
    '{"size":1e}',
    `{"size":${'9'.repeat(100)}}`,
    '{"\\x":1}',
  ])('%s', (text) => {
    for (const chunkBytes of [1, 1_000])
      expect(() => keptOf(z.unknown(), text, chunkBytes)).toThrow(UnfitJsonError);
  });

  test('any bytes are read or refused, and nothing else', () => {
    const junk = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(...'{}[]":,\\u0019ae-. \n') }),
    );
    fc.assert(
      fc.property(junk, fc.integer({ min: 1, max: 9 }), (bytes, chunkBytes) => {
        try {
          keptOf(z.unknown(), bytes, chunkBytes);
        } catch (error) {
          expect(error).toBeInstanceOf(UnfitJsonError);
        }
        return true;
      }),
    );
  });

  test('deep nesting, at its 33rd bracket', () => {
    const read = createKeptJson(shapeOf(page));
    expect(() => read.write(Buffer.from('['.repeat(33)))).toThrow('nested deeper than 32');
  });

  test('more items than any page has, and more text than any client needs', () => {
    expect(() => keptOf(page, `{"images":[${'{},'.repeat(20_000)}{}]}`, 65_536)).toThrow(TooLargeError);
    const tags = Array(19_000).fill('t'.repeat(500));
    expect(() => keptOf(page, JSON.stringify({ images: [{ id: 'a', tags }] }), 65_536)).toThrow(
      TooLargeError,
    );
  });

  test('not: any amount of what nobody asked for', () => {
    const properties = Object.fromEntries(
      Array.from({ length: 128 }, (_, at) => [`p${at}`, 'x'.repeat(65_536)]),
    );
    const text = JSON.stringify({ images: [{ ...properties, junk: Array(100_000).fill(0), id: 'a' }] });
    expect(keptOf(page, text, 65_536)).toEqual({ images: [{ id: 'a' }] });
  });
});
