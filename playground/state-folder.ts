/** Where a playground keeps its state: a folder deleted at the end, or one that the next start continues from. */
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { deserialize, serialize } from 'node:v8';
import type { KeptCloud } from './cloud/cloud-model.ts';
import type { Demo } from './cloud/demo.ts';
import type { KeptWorkspace } from './slack/workspace/kept.ts';

/** What is kept besides the bot's own database. */
export interface Kept {
  /** The cloud behind the bot, by the bot's name for it. */
  readonly cloudName: string;
  readonly slack: KeptWorkspace;
  readonly encryptionKeys: string;
  readonly notes: Notes;
  /** The playground's own cloud with everything in it; null for a real cloud. */
  readonly own: { readonly cloud: KeptCloud; readonly demo: Demo } | null;
}

/** What the page has to remember. */
export interface Notes {
  /** The people have got their first accounts. */
  isSetUp: boolean;
  /** The newest `ts` that somebody has read, by person and channel. */
  readonly lastRead: Map<string, string>;
}

export interface StateFolder {
  readonly path: string;
  readonly isKept: boolean;
  /** What an earlier playground left here. */
  readonly kept: Kept | null;
  /** Writes the state whole or not at all. */
  keep(kept: Kept): void;
  close(): void;
}

/** A folder that cannot keep state; the message is for the person who named it. */
export class StateFolderError extends Error {
  override readonly name = 'StateFolderError';
}

/** Increases whenever older states can no longer be used. */
const format = 1;
const stateFile = 'playground.state';
const lockFile = 'playground.lock';
const header = (version: string | number) => `image-share playground, format ${version}\n`;

export const temporaryFolder = (): StateFolder => {
  const path = mkdtempSync(join(tmpdir(), 'image-share-playground-'));
  return {
    path,
    isKept: false,
    kept: null,
    keep: () => {},
    close: () => rmSync(path, { recursive: true }),
  };
};

/**
 * Takes the folder until this process ends, or until it is closed; creates it if only its last part is missing.
 * @throws StateFolderError it is in use, cannot be written, or contains something else
 */
export const openStateFolder = (path: string): StateFolder => {
  prepare(path);
  const unlock = lock(path);
  try {
    return {
      path,
      isKept: true,
      kept: readState(path),
      keep: (kept) => writeState(path, kept),
      close: unlock,
    };
  } catch (error) {
    unlock();
    throw error;
  }
};

const obstacleOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOTDIR') return 'it is no folder, or lies in none';
  if (code === 'ENOENT') return 'the folder that it would lie in is not there';
  return `it cannot be written (${code})`;
};

const prepare = (path: string): void => {
  try {
    if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
    const entries = readdirSync(path);
    // A start that was killed early leaves the lock, or a half-written state.
    if (!entries.includes(stateFile) && !entries.every((entry) => entry.startsWith('playground.')))
      throw new StateFolderError(
        `${path} holds other things than a playground’s state. Name an empty folder, or one that is not there yet.`,
      );
    if (statSync(path).mode & 0o077) chmodSync(path, 0o700);
    closeSync(openSync(join(path, lockFile), 'a', 0o600));
  } catch (error) {
    if (error instanceof StateFolderError) throw error;
    throw new StateFolderError(`Nothing can be kept in ${path}: ${obstacleOf(error)}.`, { cause: error });
  }
};

/** SQLite's lock on an open transaction, which the system releases however the process ends. */
const lock = (path: string): (() => void) => {
  const side = new DatabaseSync(join(path, lockFile));
  try {
    side.exec('begin exclusive');
  } catch (error) {
    side.close();
    const isBusy = (error as { errcode?: number }).errcode === 5;
    throw new StateFolderError(
      isBusy
        ? `${path} is in use by another playground. End that one first, or name another folder.`
        : `${path} holds a ${lockFile} that is not a playground’s.`,
      { cause: error },
    );
  }
  return () => side.close();
};

const readState = (path: string): Kept | null => {
  const file = join(path, stateFile);
  if (!existsSync(file)) return null;
  const content = readFileSync(file);
  const end = content.indexOf('\n') + 1;
  const line = content.toString('utf8', 0, end);
  if (line !== header(format)) {
    const [, version] = /^image-share playground, format (\d+)\n$/.exec(line) ?? [];
    throw new StateFolderError(
      version
        ? `${path} was kept by another version of the playground (format ${version}; this one reads ${format}). Name another folder.`
        : `${file} is not the state of a playground. Name another folder.`,
    );
  }
  try {
    return deserialize(content.subarray(end)) as Kept;
  } catch (cause) {
    throw new StateFolderError(`${file} is damaged and cannot be taken up. Name another folder.`, { cause });
  }
};

const writeState = (path: string, kept: Kept): void => {
  const next = join(path, `${stateFile}.next`);
  writeFileSync(next, Buffer.concat([Buffer.from(header(format)), serialize(kept)]), { mode: 0o600 });
  renameSync(next, join(path, stateFile));
};
