/**
 * What was forgotten, in a file outside the database and its backups: a database that is put back still has what was unlinked since, and
 * only this tells. A line is JSON: a mark, or the keyed hash of a record's key. It names nobody.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { hourMs } from '../../core/durations.ts';
import { openFault, plainFault, plainly } from '../../core/plain-file.ts';
import { readTime } from '../../core/read-time.ts';
import { SetupError } from '../../core/setup-error.ts';
import { keyedHashes } from './keyed-hash.ts';
import type { Keys } from './keys.ts';

/** The forget list cannot be written, or is no such file. */
class ForgetListError extends SetupError {
  override readonly name = 'ForgetListError';

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(
      `${path} ${problem}. FORGET_LIST names the file that keeps what was unlinked, outside the database’s folder; none: no such file.`,
      options,
    );
  }
}

/** Where the list is: null for `none`, and by default for a database that is no file. */
export const forgetListPath = (typed: string | null, databaseUrl: string): string | null => {
  if (typed !== null) return typed === 'none' ? null : resolve(typed);
  const [, path = ':memory:'] = /^sqlite:(.+)$/i.exec(databaseUrl) ?? [];
  return path === ':memory:' ? null : `${dirname(resolve(path))}-forgotten`;
};

interface List {
  /** Null: no list is kept. */
  readonly path: string | null;
  readonly keys: Keys;
}

const line = z.union([
  // nothing is known of what was before; `list` names it
  z.object({ at: z.iso.datetime(), mark: z.literal('begin'), list: z.string() }),
  // `others`: other bots on the database kept another list, or none
  z.object({ at: z.iso.datetime(), mark: z.literal('hour'), others: z.literal(true).optional() }),
  z.object({ at: z.iso.datetime(), kid: z.string(), hash: z.string() }),
]);
type Line = z.infer<typeof line>;

/** Bytes: an hour's mark every hour for two hundred years, or a hundred thousand records that were forgotten. */
const maxBytes = 16 * 1024 ** 2;

/** @throws ForgetListError if it is no file, or too large to be read at every start */
const openList = async (path: string, how: keyof typeof plainly): Promise<FileHandle> => {
  const file = await open(path, plainly[how], 0o600);
  const wrong = plainFault(await file.stat(), maxBytes);
  if (wrong === null) return file;
  await file.close();
  throw new ForgetListError(path, wrong);
};

/** On the disk once it resolves, with the mark that begins it if it is new. A line that a crash cut off is followed by a whole one. */
const append = async (path: string, at: string, lines: readonly Line[]): Promise<void> => {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = await openList(path, 'appending');
    try {
      const isNew = (await file.stat()).size === 0;
      const first: Line[] = isNew ? [{ at, mark: 'begin', list: randomUUID() }] : [];
      const text = [...first, ...lines].map((one) => `\n${JSON.stringify(one)}\n`).join('');
      await file.appendFile(text);
      await file.sync();
      if (!isNew) return;
    } finally {
      await file.close();
    }
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  } catch (cause) {
    if (cause instanceof ForgetListError) throw cause;
    throw new ForgetListError(path, openFault(cause), { cause });
  }
};

/**
 * Notes that these records are forgotten. Call it, and wait for it, before the transaction that deletes them: a record that is on the list
 * and was not deleted after all costs its owner one more link; the other way round it comes back.
 * @param recordKeys such as `credential:<team>:<user>:<account>`; only their keyed hash is written
 * @param now ms UTC, by the database's clock
 * @throws ForgetListError
 */
export const noteForgotten = async (
  { path, keys }: List,
  recordKeys: readonly string[],
  now: number,
): Promise<void> => {
  if (path === null || recordKeys.length === 0) return;
  const at = new Date(now).toISOString();
  await append(
    path,
    at,
    recordKeys.map((recordKey) => ({ at, kid: keys.kid, hash: keyedHashes(keys, [recordKey])[0] })),
  );
};

/** In the place of a record's key: the key that sealed it was given up. Its owner has not unlinked it. */
export const lostRecord = (recordKey: string): string => `lost:${recordKey}`;

/**
 * Notes that the list is kept; for the start, and every hour.
 * @param others whether other bots on the database keep another list, or none: it is not whole then
 * @throws ForgetListError
 */
export const markKept = async (path: string | null, now: number, others = false): Promise<void> => {
  const at = new Date(now).toISOString();
  if (path !== null) await append(path, at, [{ at, mark: 'hour', ...(others && { others }) }]);
};

/** A list without a line for so long may lack some: an older copy was put back, or a bot kept another one. */
export const maxGapMs = 2 * hourMs;

/** No deletion takes longer, from its line on the list to its end. */
const underWayMs = hourMs;

const linesOf = async (path: string): Promise<(Line | null)[]> => {
  let text: string;
  try {
    const file = await openList(path, 'reading');
    text = await file.readFile('utf8').finally(() => file.close());
  } catch (cause) {
    if (cause instanceof ForgetListError) throw cause;
    if ((cause as { code?: unknown }).code === 'ENOENT') return [];
    throw new ForgetListError(path, openFault(cause), { cause });
  }
  const parsed = (one: string): Line | null => {
    try {
      return line.safeParse(JSON.parse(one)).data ?? null;
    } catch {
      return null;
    }
  };
  return text
    .split('\n')
    .filter((one) => one !== '')
    .map(parsed);
};

/** The name of the list, which is begun if there is none; of several beginnings at once the first counts. @throws ForgetListError */
export const nameOfList = async (path: string, now: number): Promise<string> => {
  const named = async () => (await linesOf(path)).flatMap((one) => (one && 'list' in one ? one.list : []))[0];
  const name = await named();
  if (name !== undefined) return name;
  await append(path, new Date(now).toISOString(), []);
  return (await named()) ?? '';
};

export interface Forgotten {
  /** Whether every record that was forgotten in that time is surely on the list, and `keys` have all of its keys. */
  readonly whole: boolean;
  /** Whether the record was forgotten, at whatever time: no key of a record comes twice. */
  readonly has: (recordKey: string) => boolean;
  /** The same, only since then: for somebody who was forgotten before, and came back. What was under way at that time counts. */
  readonly hasSince: (recordKey: string) => boolean;
}

/**
 * What was forgotten from `since` on.
 * @param since, now ms UTC
 * @throws ForgetListError if there is a file that cannot be read
 */
export const forgottenSince = async (
  { path, keys }: List,
  since: number,
  now: number,
): Promise<Forgotten> => {
  /** With the last time. */
  const hashes = new Map<string, number>();
  // infinite: until there is a line, or the next one after a line that cannot be read, which may have been any; and beside other lists
  let wholeFrom = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  let others = false;
  for (const one of path === null ? [] : await linesOf(path)) {
    const at = one && readTime(one.at);
    if (one === null || at === null) {
      wholeFrom = Number.POSITIVE_INFINITY;
      continue;
    }
    if ('mark' in one && one.mark === 'hour') others = one.others ?? false;
    const begins = 'mark' in one && one.mark === 'begin';
    if (begins || wholeFrom === Number.POSITIVE_INFINITY || at - last > maxGapMs) wholeFrom = at;
    last = Math.max(last, at);
    if (others) wholeFrom = Number.POSITIVE_INFINITY;
    if (!('hash' in one)) continue;
    // its records cannot be recognized
    if (!keys.byKid.has(one.kid)) wholeFrom = Math.max(wholeFrom, at + 1);
    hashes.set(one.hash, at);
  }
  return {
    // without a line since, it may be as old as the database: both lay on one disk that was put back
    whole: wholeFrom <= since && last > since && now - last <= maxGapMs,
    has: (recordKey) => keyedHashes(keys, [recordKey]).some((hash) => hashes.has(hash)),
    hasSince: (recordKey) =>
      keyedHashes(keys, [recordKey]).some((hash) => (hashes.get(hash) ?? 0) > since - underWayMs),
  };
};
