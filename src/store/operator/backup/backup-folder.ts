/** The folder that backups are put into: who may write there, whether there is room, and which of its files are whole backups. */
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { InUseError, SetupError } from '../../../core/setup-error.ts';
import { holdFile } from '../../engine/in-use-lock.ts';

/** The folder cannot take a backup. */
class BackupFolderError extends SetupError {
  override readonly name = 'BackupFolderError';
}

/** Another backup is being written there. */
class FolderInUseError extends InUseError {
  override readonly name = 'FolderInUseError';
}

/** The JSON beside a backup. */
export const factsBeside = (file: string): string => file.replace(/(?:\.db)?$/, '.json');

/** In the order of time, because the names are. */
export const backupName = (takenAt: number): string =>
  `image-share-${new Date(takenAt).toISOString().replaceAll(':', '-')}.db`;
const named = /^image-share-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z\.(?:db|json)$/;
const partial = '.image-share-partial-';
const lockName = '.image-share-backup-lock';

const others = 0o022;
const mib = 1024 ** 2;

/** @param databaseFile null: not a file */
const refuse = (folder: string, databaseFile: string | null): void => {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory())
    throw new BackupFolderError(
      `${folder} is no folder. Make it first, for this user alone: mkdir -m 700 ${folder}`,
    );
  const real = `${realpathSync(folder)}${sep}`;
  if (databaseFile !== null && real.startsWith(`${dirname(realpathSync(databaseFile))}${sep}`))
    throw new BackupFolderError(
      `${folder} is inside the folder of the database, and would be lost with it. Choose another one, best on another disk.`,
    );
  const owned = ownerOf(folder);
  if (owned !== found.uid)
    throw new BackupFolderError(
      `${folder} belongs to another user, who could replace a backup. Choose one of your own.`,
    );
  if ((found.mode & others) !== 0)
    throw new BackupFolderError(
      `Other users can write to ${folder}, and could replace a backup. Run: chmod go-w ${folder}`,
    );
};

/** Whom what is made there belongs to: this user. */
const ownerOf = (folder: string): number => {
  try {
    const made = mkdtempSync(join(folder, partial));
    const { uid } = statSync(made);
    rmdirSync(made);
    return uid;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BackupFolderError(`This user cannot write to ${folder} (${why}).`, { cause });
  }
};

/** What is left of a backup that was interrupted. */
const clear = (folder: string): void => {
  const entries = readdirSync(folder);
  for (const entry of entries) {
    const alone =
      named.test(entry) && entry.endsWith('.json') && !entries.includes(entry.replace(/json$/, 'db'));
    if (alone || entry.startsWith(partial)) rmSync(join(folder, entry), { recursive: true });
  }
};

/** Free to this user. */
const freeBytesIn = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
};

export type FreeBytes = typeof freeBytesIn;

/**
 * Runs `work` with a folder for what is not whole yet, on the same disk as `folder`, which no other backup uses meanwhile.
 * @throws BackupFolderError if the folder cannot be used, or has less than `needsBytes` free; InUseError
 */
export const inBackupFolder = async <T>(
  folder: string,
  {
    databaseFile,
    needsBytes,
    freeBytes = freeBytesIn,
  }: { databaseFile: string | null; needsBytes: number; freeBytes?: FreeBytes },
  work: (partialFolder: string) => Promise<T>,
): Promise<T> => {
  refuse(folder, databaseFile);
  const lockFile = join(folder, lockName);
  closeSync(openSync(lockFile, 'a', 0o600));
  const release = holdFile(lockFile);
  if (release === null) throw new FolderInUseError(`Another backup is being written to ${folder}.`);
  try {
    clear(folder);
    const free = await freeBytes(folder);
    if (free < needsBytes)
      throw new BackupFolderError(
        `${folder} has ${Math.floor(free / mib)} MiB free, and a backup needs up to ${Math.ceil(needsBytes / mib)} MiB. Make room first, or choose another folder.`,
      );
    const made = mkdtempSync(join(folder, partial));
    try {
      return await work(made);
    } finally {
      rmSync(made, { recursive: true, force: true });
    }
  } finally {
    release();
  }
};

/** Deletes all but the newest whole backups. Returns the deleted ones' names. */
export const keepNewest = (folder: string, keep: number): readonly string[] => {
  const entries = new Set(readdirSync(folder).filter((entry) => named.test(entry)));
  const whole = [...entries].filter((entry) => entry.endsWith('.db') && entries.has(factsBeside(entry)));
  const old = whole.sort().slice(0, -keep);
  for (const name of old) for (const file of [name, factsBeside(name)]) rmSync(join(folder, file));
  return old;
};
