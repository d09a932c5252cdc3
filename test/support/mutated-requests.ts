/** Requests that are nearly right: what Slack sends, changed in its bytes, its fields or its signature. */
import fc from 'fast-check';
import { form, post, signatureLines } from './raw-requests.ts';

const person = { user: { id: 'UALICE', team_id: 'T1' }, team: { id: 'T1' }, enterprise: null };
const view = {
  id: 'V1',
  type: 'modal',
  callback_id: 'form',
  private_metadata: '',
  title: { type: 'plain_text', text: 'A form' },
  blocks: [{ type: 'input', block_id: 'name' }],
  state: { values: { name: { name: { type: 'plain_text_input', value: 'x' } } } },
};
const payloads: readonly object[] = [
  {
    type: 'block_actions',
    ...person,
    trigger_id: '1.1',
    channel: { id: 'C1' },
    actions: [{ action_id: 'press', value: 'x' }],
  },
  {
    type: 'block_actions',
    ...person,
    trigger_id: '1.1',
    view,
    actions: [{ action_id: 'name', selected_option: null }],
  },
  { type: 'block_suggestion', ...person, action_id: 'colour', value: 'r', view },
  { type: 'view_submission', ...person, view, trigger_id: '1.1', response_urls: [] },
  { type: 'view_closed', ...person, view },
  { type: 'shortcut', ...person, callback_id: 'make', trigger_id: '1.1' },
  { type: 'message_action', ...person, callback_id: 'use', trigger_id: '1.1', message: { text: 'x' } },
  {
    type: 'event_callback',
    team_id: 'T1',
    authorizations: [{ team_id: 'T1', enterprise_id: null, is_enterprise_install: false }],
    event: { type: 'app_home_opened', user: 'UALICE', tab: 'home', channel: 'C1' },
  },
  { type: 'event_callback', event: { type: 'reaction_added', user: { id: 'U1' }, item: { channel: 'C1' } } },
  { type: 'url_verification', challenge: 'c' },
  { command: '/do', text: 'x', user_id: 'UALICE', team_id: 'T1', trigger_id: '1.1' },
];
const command = 'command=/do&text=forged&user_id=UALICE&team_id=T1&trigger_id=1.1';

/** What parsers stumble over. */
const pieces = [
  ...['%', '%2', '%00', '+', '&', '=', '&payload=', 'payload=null', 'ssl_check=1', '&ssl_check=1&'],
  ...['\0', '\r', '\n', '\r\n', '\r\n\r\n', '\u2028', '😀', '{"', '[[[[', 'null', '1e999', '-', '"', '\\u'],
  ...['"__proto__":', '"constructor":', '"event":null,', '"command":', '"user":null', '"type":"'],
  ...['//:80', '//[', '*', 'http://x/', '/../', '?', ' HTTP/1.0', ' HTTP/9.9'],
  ...[
    'content-length: 0',
    'content-length: -1',
    'content-length: 9e9',
    'transfer-encoding: chunked',
    'upgrade: x',
  ]
    .concat('connection: upgrade', 'expect: 100-continue', 'x-slack-signature: v0=', 'content-type: ')
    .map((line) => `\r\n${line}\r\n`),
].map((piece) => Buffer.from(piece));

/** A place to change bytes at, and how. */
export const change = fc.record({
  at: fc.nat(4_000),
  remove: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(400)),
  insert: fc.oneof(
    fc.constantFrom(...pieces),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    fc
      .record({ piece: fc.constantFrom(...pieces), times: fc.nat(300) })
      .map(({ piece, times }) => Buffer.concat(Array(times).fill(piece))),
  ),
});
export type Change = typeof change extends fc.Arbitrary<infer C> ? C : never;

export const changed = (bytes: Buffer, changes: readonly Change[]): Buffer =>
  changes.reduce((now, { at, remove, insert }) => {
    const start = at % (now.length + 1);
    return Buffer.concat([now.subarray(0, start), insert, now.subarray(start + remove)]);
  }, bytes);

/** A copy in which the value that is met `nth` is another. */
export const replaced = (payload: unknown, nth: number, value: unknown): unknown => {
  let left = nth;
  return JSON.parse(JSON.stringify(payload), (_, it) => (left-- === 0 ? value : it)) ?? null;
};

const timestamps = ['', '0', '1e3', 'Infinity', 'NaN', '-1', '9'.repeat(20), '2000000000.5'];
const types = [form, 'application/json', `${form}; charset=utf-8`, 'text/plain', '', 'a'.repeat(200)];
/** A value that belongs nowhere. */
export const otherValue = fc.oneof(
  fc.constantFrom(null, 0, -1, true, '', 'x', [], {}, [null], { id: null }, '__proto__'),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Signed: the body is changed first, so that all of it comes as far as a body that Slack signed. */
const signedRequest = (secret: string) =>
  fc
    .record({
      payload: fc.constantFrom(...payloads),
      values: fc.array(fc.tuple(fc.nat(40), otherValue), { maxLength: 2 }),
      changes: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(change, { maxLength: 3 })),
      asForm: fc.boolean(),
      type: fc.option(fc.constantFrom(...types), { freq: 3 }),
      retry: fc.option(fc.constantFrom('1', 'x', '', '1, 1')),
    })
    .map(({ payload, values, changes, asForm, type, retry }) => {
      const json = JSON.stringify(
        values.reduce<unknown>((now, [nth, value]) => replaced(now, nth, value), payload),
      );
      const body = changed(Buffer.from(asForm ? `payload=${encodeURIComponent(json)}` : json), changes);
      const lines = [`content-type: ${type ?? (asForm ? form : 'application/json')}`];
      if (retry !== null) lines.push(`x-slack-retry-num: ${retry}`);
      return post(body, [...lines, ...signatureLines(secret, body)]);
    });

/** Not signed, or not so that it counts; then changed anywhere. */
const unsignedRequest = (secret: string) =>
  fc
    .record({
      whole: fc.constantFrom(
        ...[
          'GET /readyz',
          'GET //:80',
          'OPTIONS *',
          'CONNECT x:1',
          'GET http://x/healthz',
          'POST /healthz',
        ].map((line) => Buffer.from(`${line} HTTP/1.1\r\nhost: bot\r\n\r\n`)),
        ...timestamps.map((time) =>
          post(command, [`content-type: ${form}`, ...signatureLines(secret, command, time)]),
        ),
        post(command, [`content-type: ${form}`, ...signatureLines('another', command)]),
        post(`ssl_check=1&${command}`, [`content-type: ${form}`]),
        post(command),
      ),
      changes: fc.array(change, { maxLength: 4 }),
    })
    .map(({ whole, changes }) => changed(whole, changes));

/** The bytes of a request, of which none may do what `text=forged` asks for. */
export const mutatedRequest = (secret: string): fc.Arbitrary<Buffer> =>
  fc.oneof(signedRequest(secret), unsignedRequest(secret));
