/** Answers that are nearly right, or nothing like it: a cloud's own, changed in its status, its headers, its fields or its bytes, and cut off anywhere. */
import fc from 'fast-check';
import { type Change, change, changed, otherValue, replaced } from './mutated-requests.ts';

/** What the cloud would have said. */
export interface TrueAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The bytes to send in its place; the connection ends after them. */
export type Mutate = (answer: TrueAnswer, earlier: readonly TrueAnswer[]) => Buffer;

const statuses = fc
  .oneof(
    fc.constantFrom(
      ...[200, 201, 203, 204, 206, 300, 301, 302, 304, 307, 400, 401, 403, 404, 405, 409],
      ...[410, 413, 418, 429, 498, 499, 500, 501, 502, 503, 504, 599, 600, 999, 100, 101, 102, 0, -1],
    ),
    fc.integer({ min: 100, max: 999 }),
  )
  .map(String);

/** Further header lines, which may contradict the others. */
const lines = [
  ...['content-length: 0', 'content-length: 5', 'content-length: -1', 'content-length: 99999999999999999999'],
  ...[
    'transfer-encoding: chunked',
    'content-encoding: gzip',
    'content-type: text/html',
    'x: y\0z',
    ': x',
    'x',
  ],
  ...['x-openstack-request-id: req-1', `x-openstack-request-id: ${'r'.repeat(3_000)}`, 'x-subject-token: '],
  ...[
    'x-subject-token: <!channel>',
    'x-subject-token: a\r\nx-subject-token: b',
    'www-authenticate: Keystone uri="x"',
  ],
  ...[
    'www-authenticate: Basic',
    'retry-after: 0',
    'retry-after: 999999999999',
    'retry-after: -1',
    'retry-after: x',
  ],
  ...['retry-after: Fri, 31 Dec 2999 23:59:59 GMT', 'location: http://169.254.169.254/', 'location: //['],
  ...['date: never', 'connection: upgrade\r\nupgrade: x', 'set-cookie: a=b', `x-long: ${'y'.repeat(20_000)}`],
];

const bodies = [
  ...[
    '',
    ' ',
    'null',
    '[]',
    '{}',
    '0',
    '""',
    '<html><title>502</title></html>',
    '{"images":null}',
    '{"images":[{}]}',
  ],
  ...['{"images":[{"id":1}],"next":5}', '{"images":[],"next":"//["}', '{"members":[null]}', '{"token":null}'],
  ...[
    '{"error":{"code":404,"message":"Could not find Application Credential: x."}}',
    '{"code":"404 Not Found"}',
  ],
  ...[
    '{"overLimit":{"retryAfter":5}}',
    '{"overLimit":[]}',
    '{"__proto__":{"id":"x"}}',
    '{"id":"\\ud800","status":"\u202e"}',
  ],
  ...[
    '['.repeat(2_000),
    '{"a":'.repeat(2_000),
    `"${'\\u0000'.repeat(2_000)}"`,
    `{"id":"${'x'.repeat(20_000)}"}`,
    '\ufeff{}',
  ],
];

const answers = fc.record({
  status: fc.option(statuses, { freq: 2 }),
  more: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    fc.array(fc.constantFrom(...lines), { maxLength: 2 }),
  ),
  without: fc.option(fc.nat(12), { freq: 2 }),
  body: fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.tuple(fc.nat(80), otherValue), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.constantFrom(...bodies) },
    // another request's answer
    { weight: 1, arbitrary: fc.nat(50) },
  ),
  changes: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(change, { maxLength: 3 })),
  framing: fc.constantFrom('length', 'length', 'chunked', 'end'),
  cutAt: fc.option(fc.nat(6_000), { freq: 4 }),
});

type Answer = typeof answers extends fc.Arbitrary<infer A> ? A : never;

const jsonOf = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null;
  }
};

const bodyOf = (from: Answer['body'], answer: TrueAnswer, earlier: readonly TrueAnswer[]): Buffer => {
  if (typeof from === 'string') return Buffer.from(from);
  if (typeof from === 'number')
    return earlier.at(-1 - (from % Math.max(1, earlier.length)))?.body ?? answer.body;
  if (from.length === 0) return answer.body;
  const json = from.reduce<unknown>((now, [nth, value]) => replaced(now, nth, value), jsonOf(answer.body));
  return Buffer.from(JSON.stringify(json) ?? '');
};

const own = /^(?:content-length|transfer-encoding|connection|keep-alive)$/;

const toBytes =
  ({ status, more, without, body, changes, framing, cutAt }: Answer): Mutate =>
  (answer, earlier) => {
    const content = changed(bodyOf(body, answer, earlier), changes as readonly Change[]);
    const headers = Object.entries(answer.headers)
      .filter(([name], at) => !own.test(name) && at !== without)
      .map(([name, value]) => `${name}: ${value}`);
    const frame = {
      length: `content-length: ${content.length}`,
      chunked: 'transfer-encoding: chunked',
      end: 'connection: close',
    }[framing];
    const chunk = Buffer.concat([
      Buffer.from(`${content.length.toString(16)}\r\n`),
      content,
      Buffer.from('\r\n'),
    ]);
    const sent =
      framing === 'chunked' ? [...(content.length > 0 ? [chunk] : []), Buffer.from('0\r\n\r\n')] : [content];
    const head = [`HTTP/1.1 ${status ?? answer.status} X`, ...headers, ...more, frame, '', ''].join('\r\n');
    return Buffer.concat([Buffer.from(head), ...sent]).subarray(0, cutAt ?? undefined);
  };

/** What to make of the next answers. */
export const mutatedAnswer: fc.Arbitrary<Mutate> = answers.map(toBytes);
