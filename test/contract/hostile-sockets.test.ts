/** Beneath the WebSockets of Socket Mode: whatever somebody between Slack and the bot sends, it holds little of it, and goes on. */
import { randomUUID } from 'node:crypto';
import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { readProxies } from '../../src/core/proxies.ts';
import { mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import type { Feature } from '../../src/slack/feature.ts';
import { createDrivenClock } from '../support/driven-clock.ts';
import { startForwardProxy } from '../support/forward-proxy.ts';
import { command, mounted } from '../support/mounted.ts';

const done: Feature = {
  commands: { '/do': { ...command, run: async () => ({ say: { text: mrkdwn`done` } }) } },
};
const mib = 1024 ** 2;

const onSockets = async () => {
  const clock = createDrivenClock();
  const all = await mounted('socket', done, clock, undefined, undefined, { compressSockets: true });
  const { slack, bot, alice } = all;
  return {
    ...all,
    clock,
    /** Both sockets are there again, and a command over each is answered. */
    goesOn: async () => {
      await slack.until(
        () => {
          clock.moveTo(clock.now() + 10_000);
          return slack.sockets.count === 2 && bot.sockets() === 2;
        },
        { what: 'two sockets' },
      );
      const answers = [await alice.command('/do'), await alice.command('/do')];
      return answers.flatMap(({ error }) => error ?? []);
    },
  };
};

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

interface Frame {
  readonly fin?: boolean;
  /** The first is set on what is compressed. */
  readonly reserved?: number;
  readonly masked?: boolean;
  /** As the frame says; by default as long as it is. */
  readonly length?: number;
}

/** @see https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
const frame = (opcode: number, payload: Buffer | string = '', how: Frame = {}): Buffer => {
  const { fin = true, reserved = 0, masked = false } = how;
  const body = Buffer.from(payload);
  const { length = body.length } = how;
  const head = Buffer.alloc(length < 126 ? 2 : length < 2 ** 16 ? 4 : 10);
  head[0] = (fin ? 0x80 : 0) | (reserved << 4) | opcode;
  head[1] = (masked ? 0x80 : 0) | (length < 126 ? length : length < 2 ** 16 ? 126 : 127);
  if (length >= 2 ** 16) head.writeBigUInt64BE(BigInt(length), 2);
  else if (length >= 126) head.writeUInt16BE(length, 2);
  return Buffer.concat([head, ...(masked ? [Buffer.alloc(4)] : []), body]);
};
/** Who reads nothing learns of the end by what it writes. */
const untilEnded = async (ended: Promise<void>, write: () => void) => {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver) {
    write();
    await new Promise(setImmediate);
  }
};
const { continuation, text, binary, close, ping } = opcodes;
const compressed = { reserved: 4 } as const;
const spaces = (bytes: number) => Buffer.alloc(bytes, ' ');
/** As a WebSocket sends it. */
const deflated = (bytes: string | Buffer) =>
  deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
const envelopeOf = (type: string) => JSON.stringify({ envelope_id: randomUUID(), type, payload: {} });

const ending: Readonly<Record<string, readonly Buffer[]>> = {
  'a message of 5 MiB': [frame(text, spaces(5 * mib))],
  'one that says it is 100 MiB long, and never ends': [frame(text, spaces(mib), { length: 100 * mib })],
  'one that says it is longer than anything': [frame(text, 'x', { length: 2 ** 53 })],
  'a message of six pieces of 1 MiB': [
    frame(text, spaces(mib), { fin: false }),
    ...Array.from({ length: 5 }, (_, n) => frame(continuation, spaces(mib), { fin: n === 4 })),
  ],
  'a message of pieces that never ends': [
    frame(text, 'x', { fin: false }),
    Buffer.concat(Array(10_000).fill(frame(continuation, 'x', { fin: false }))),
  ],
  '64 MiB, compressed': [frame(text, deflated(spaces(64 * mib)), compressed)],
  'what is not compressed, though it says so': [frame(text, Buffer.alloc(100, 0xff), compressed)],
  'a message within another': [frame(text, 'a', { fin: false }), frame(text, 'b')],
  'the rest of a message that has not begun': [frame(continuation, 'x')],
  'a piece of a ping': [frame(ping, '', { fin: false })],
  'a ping of 126 bytes': [frame(ping, 'x'.repeat(126))],
  'what only the bot may mask': [frame(text, '{}', { masked: true })],
  'a reserved bit': [frame(text, '{}', { reserved: 1 })],
  'an unknown kind of frame': [frame(3, '{}')],
  'text that is none': [frame(text, Buffer.from([0xc3, 0x28]))],
  'a close of one byte': [frame(close, 'x')],
  'a close for no reason that there is': [frame(close, Buffer.from([0, 1]))],
  'a close in words that are none': [frame(close, Buffer.from([3, 232, 0xc3, 0x28]))],
  'the answer to another request': [Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok')],
};

describe('the connection is given up, and another one opened, for', () => {
  it.each(Object.entries(ending))('%s', async (_, frames) => {
    const { slack, goesOn } = await onSockets();
    const { write, ended } = slack.sockets.beneath();
    for (const bytes of frames) write(bytes);
    await ended;
    expect(await goesOn()).toEqual([]);
  });
});

describe('the connection stays for', () => {
  it.each<[string, readonly Buffer[]]>([
    ['pings without number', [Buffer.concat(Array(20_000).fill(frame(ping, 'x'.repeat(125))))]],
    ['empty messages', [Buffer.concat(Array(5_000).fill(frame(text)))]],
    [
      'a message in pieces with pings between them',
      [
        frame(text, envelopeOf('odd').slice(0, 9), { fin: false }),
        frame(ping, 'a'),
        frame(continuation, '', { fin: false }),
        frame(continuation, 'x'),
      ],
    ],
    ['something binary', [frame(binary, spaces(1_000))]],
    ['a compressed message', [frame(text, deflated(envelopeOf('odd')), compressed)]],
  ])('%s', async (_, frames) => {
    const { slack, goesOn } = await onSockets();
    const asked = () => slack.requests.filter(({ method }) => method === 'apps.connections.open').length;
    const before = asked();
    const { write } = slack.sockets.beneath();
    for (const bytes of frames) write(bytes);
    expect(await goesOn()).toEqual([]);
    expect(asked()).toBe(before);
  });
});

it('who sends on and on, and reads no answer, is given up', async () => {
  const { slack, goesOn } = await onSockets();
  const { write, pause, ended } = slack.sockets.beneath();
  pause();
  // what the system holds of the answers is some megabytes
  await untilEnded(ended, () =>
    write(Buffer.concat(Array.from({ length: 100 }, () => frame(text, envelopeOf('odd'))))),
  );
  expect(await goesOn()).toEqual([]);
});

describe.each([
  ['directly', async () => null],
  [
    'through a proxy',
    async () => {
      const proxy = await startForwardProxy();
      return { close: proxy.close, ...readProxies({ HTTP_PROXY: proxy.url }) };
    },
  ],
])('%s', (_, way) => {
  it('one that does not answer a close is closed all the same when the bot stops', async () => {
    const its = await way();
    const { slack, bot } = await mounted(
      ...(['socket', done, systemClock, undefined, undefined, {}, its?.proxies ?? undefined] as const),
    );
    const sockets = [slack.sockets.beneath(), slack.sockets.beneath()];
    for (const { pause } of sockets) pause();
    // the first asks for the close, the second waits for it no longer
    for (const deadlineMs of [100, 100]) await bot.stop(deadlineMs);
    for (const { write, ended } of sockets) await untilEnded(ended, () => write(frame(ping)));
    expect(slack.surprises).toEqual([]);
    await its?.close();
  });
});

it('any bytes: the next command is answered', async () => {
  const { slack, goesOn } = await onSockets();
  const anyFrame = fc
    .record({
      opcode: fc.integer({ min: 0, max: 15 }),
      payload: fc.uint8Array({ maxLength: 200 }),
      fin: fc.boolean(),
      reserved: fc.constantFrom(0, 0, 0, 4, 7),
      masked: fc.constantFrom(false, false, false, true),
    })
    .map(({ opcode, payload, ...how }) => frame(opcode, Buffer.from(payload), how));
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 100 }).map((all) => Buffer.from(all)),
    fc.array(anyFrame, { maxLength: 6 }).map((all) => Buffer.concat(all)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (all) => {
      slack.sockets.beneath().write(all);
      // it may be the beginning of a frame
      slack.sockets.cut();
      await slack.until(() => slack.sockets.count === 0, { what: 'no socket open' });
      expect(await goesOn()).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
