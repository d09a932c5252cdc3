/**
 * Reads JSON of any size as it arrives: keeps what a schema names, skips the rest, and holds no more memory than what is kept.
 * Own code, because of the two streaming parsers one says that it is not for hostile input (stream-json) and the other holds
 * each string whole (@streamparser/json). Skipped parts are checked only for their brackets; `JSON.parse` checks the kept ones.
 */
import type { Shape } from './json-shape.ts';

/** Not JSON, or more of it than any client of ours needs. The message says which, without any value. */
export class UnfitJsonError extends Error {
  override readonly name = 'UnfitJsonError';
}

/** More than is read or kept: if asked for less at a time, the service may send what fits. */
export class TooLargeError extends UnfitJsonError {}

/** Deeper than any answer from OpenStack. */
const maxDepth = 32;
/** Longer strings are cut: twice the longest address that counts. */
const maxStringBytes = 4 * 1024;
/** A longer key is not a field of any schema. */
const maxKeyBytes = 256;
/** No number or word is longer. */
const maxScalarBytes = 64;
/** Items of one list; a page has at most 1,000. */
const maxItems = 20_000;
const maxKeptBytes = 8 * 1024 * 1024;

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openArray, closeArray, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];
const isBlank = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
/** Letters, digits, `+`, `-` and `.`: the characters of numbers and words. */
const isScalar = (byte: number) =>
  (byte >= 0x30 && byte <= 0x39) ||
  ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a) ||
  byte === 0x2b ||
  byte === 0x2d ||
  byte === 0x2e;
/** True for every byte of a character but the first. */
const isInside = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

interface Frame {
  readonly closes: number;
  /** The shape of its contents; null: skipped. */
  readonly shape: Shape | null;
  items: number;
  /** Whether any of it was kept, so that a comma comes next. */
  begun: boolean;
}

type State = 'value' | 'first item' | 'first key' | 'key' | 'colon' | 'after' | 'string' | 'scalar' | 'done';

export interface KeptJson {
  /** @throws UnfitJsonError */
  write(chunk: Uint8Array): void;
  /** The kept parts as a value; undefined if nothing arrived. @throws UnfitJsonError */
  end(): unknown;
}

/** Reads one answer. */
export const createKeptJson = (root: Shape): KeptJson => {
  const frames: Frame[] = [];
  let kept = Buffer.alloc(4096);
  let length = 0;
  let state: State = 'value';
  /** The shape of the current or next value; null: skip it. */
  let shape: Shape | null = root;
  /** About the string or scalar being read. */
  let [isKey, isCut, isPlain, size, escapeLeft] = [false, false, true, 0, 0];
  /** The key being read. One byte more than counts shows that it is too long. */
  const key = Buffer.alloc(maxKeyBytes + 1);

  const makeRoom = (bytes: number) => {
    if (length + bytes > maxKeptBytes) throw new TooLargeError('more than a client needs');
    while (kept.length < length + bytes) kept = Buffer.concat([kept], kept.length * 2);
  };
  const keep = (chunk: Uint8Array, from: number, to: number) => {
    makeRoom(to - from);
    // byte by byte, as most are a few bytes long, for which a native copy takes longer
    for (let at = from; at < to; at += 1) kept[length++] = chunk[at] as number;
  };
  const keepByte = (byte: number) => {
    makeRoom(1);
    kept[length++] = byte;
  };

  const afterValue = () => {
    state = frames.length === 0 ? 'done' : 'after';
  };

  /** Keeps the bytes of a string, from a place where a character or an escape may end. */
  const takeString = (chunk: Uint8Array, from: number, to: number, isEscape: boolean) => {
    if (isKey) {
      for (let at = from; at < to && size < key.length; at += 1) key[size++] = chunk[at] as number;
      return;
    }
    if (shape === null || isCut) return;
    let end = isEscape ? to : Math.min(to, from + Math.max(0, maxStringBytes - size));
    while (end < to && isInside(chunk[end])) end += 1;
    keep(chunk, from, end);
    size += end - from;
    isCut = end < to;
  };

  const endString = () => {
    if (!isKey) {
      if (shape !== null) keepByte(quote);
      return afterValue();
    }
    const frame = frames[frames.length - 1];
    shape = frame?.shape && size <= maxKeyBytes ? fieldOf(frame.shape, key, size, isPlain) : null;
    if (frame && shape !== null) {
      if (frame.begun) keepByte(comma);
      frame.begun = true;
      keepByte(quote);
      keep(key, 0, size);
      keepByte(quote);
      keepByte(colon);
    }
    state = 'colon';
  };

  /** Continues inside a string; returns where it stopped. */
  const readString = (chunk: Uint8Array, from: number): number => {
    let at = from;
    if (escapeLeft > 0) {
      // the letter after the backslash says how long the escape is
      if (escapeLeft === 5) escapeLeft = chunk[at] === 0x75 ? 5 : 1;
      takeString(chunk, at, at + 1, true);
      escapeLeft -= 1;
      return at + 1;
    }
    while (at < chunk.length) {
      const byte = chunk[at] as number;
      if (byte === quote || byte === backslash) break;
      if (byte < 0x20) throw new UnfitJsonError('not JSON');
      at += 1;
    }
    takeString(chunk, from, at, false);
    if (at === chunk.length) return at;
    if (chunk[at] === quote) {
      endString();
      return at + 1;
    }
    isPlain = false;
    if (size >= maxStringBytes) isCut = true;
    takeString(chunk, at, at + 1, true);
    escapeLeft = 5;
    return at + 1;
  };

  const readScalar = (chunk: Uint8Array, from: number): number => {
    let at = from;
    while (at < chunk.length && isScalar(chunk[at] as number)) at += 1;
    size += at - from;
    if (size > maxScalarBytes) throw new UnfitJsonError('not JSON');
    if (shape !== null) keep(chunk, from, at);
    if (at < chunk.length) afterValue();
    return at;
  };

  const open = (byte: number) => {
    if (frames.length === maxDepth) throw new UnfitJsonError(`nested deeper than ${maxDepth}`);
    if (shape !== null) keepByte(byte);
    frames.push({ closes: byte + 2, shape, items: 0, begun: false });
    state = byte === openArray ? 'first item' : 'first key';
  };

  const close = (byte: number) => {
    const frame = frames.pop();
    if (frame?.closes !== byte) throw new UnfitJsonError('not JSON');
    if (frame.shape !== null) keepByte(byte);
    afterValue();
  };

  const beginString = (asKey: boolean) => {
    isKey = asKey;
    isCut = false;
    isPlain = true;
    size = escapeLeft = 0;
    state = 'string';
  };

  const beginValue = (byte: number) => {
    const frame = frames[frames.length - 1];
    if (frame?.closes === closeArray) {
      shape = frame.shape?.item ?? null;
      frame.items += 1;
      if (shape !== null && frame.items > maxItems) throw new TooLargeError('more than a client needs');
      if (shape !== null && frame.begun) keepByte(comma);
      frame.begun = true;
    }
    if (byte === openObject || byte === openArray) return open(byte);
    if (byte === quote) {
      if (shape !== null) keepByte(quote);
      return beginString(false);
    }
    if (!isScalar(byte)) throw new UnfitJsonError('not JSON');
    size = 0;
    state = 'scalar';
  };

  /** Takes one byte between strings and scalars; returns whether it did. */
  const step = (byte: number): boolean => {
    if (isBlank(byte)) return true;
    const closes = byte === closeArray || byte === closeObject;
    if (closes && (state === 'after' || state === (byte === closeArray ? 'first item' : 'first key')))
      close(byte);
    else if (state === 'value' || state === 'first item') {
      beginValue(byte);
      return state !== ('scalar' as State);
    } else if ((state === 'key' || state === 'first key') && byte === quote) beginString(true);
    else if (state === 'colon' && byte === colon) state = 'value';
    else if (state === 'after' && byte === comma)
      state = frames[frames.length - 1]?.closes === closeArray ? 'value' : 'key';
    else throw new UnfitJsonError('not JSON');
    return true;
  };

  return {
    write: (chunk) => {
      for (let at = 0; at < chunk.length; ) {
        if (state === 'string') at = readString(chunk, at);
        else if (state === 'scalar') at = readScalar(chunk, at);
        else if (step(chunk[at] as number)) at += 1;
      }
    },
    end: () => {
      if (state === 'value' && frames.length === 0) return undefined;
      if (state !== 'done' && !(state === 'scalar' && frames.length === 0))
        throw new UnfitJsonError('not JSON');
      return parse(kept.toString('utf8', 0, length));
    },
  };
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new UnfitJsonError('not JSON');
  }
};

/** `JSON.parse` is asked only about a key that it would not leave as it is. */
const fieldOf = (shape: Shape, key: Buffer, size: number, isPlain: boolean): Shape | null => {
  if (isPlain) return shape.field(key, size);
  const name = Buffer.from(String(parse(`"${key.toString('utf8', 0, size)}"`)));
  return shape.field(name, name.length);
};
