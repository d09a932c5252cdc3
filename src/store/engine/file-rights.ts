/** Makes files that only the bot's own user can read, before anything is written to them. */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { SetupError } from '../../core/setup-error.ts';

/** Others can reach a file or folder, and its rights could not be narrowed. */
class FileRightsError extends SetupError {
  override readonly name = 'FileRightsError';

  constructor(path: string, mode: number, options?: ErrorOptions) {
    super(
      `${path} can be reached by other users and its rights could not be narrowed. Run: chmod ${mode.toString(8)} ${path}`,
      options,
    );
  }
}

/**
 * Removes the rights of everyone but the owner, if they have any.
 * @throws FileRightsError if the file is not ours, or its file system has no rights
 */
const narrow = (path: string, mode: 0o600 | 0o700): void => {
  const isPrivate = () => (statSync(path).mode & 0o077) === 0;
  if (isPrivate()) return;
  try {
    chmodSync(path, mode);
  } catch (cause) {
    throw new FileRightsError(path, mode, { cause });
  }
  if (!isPrivate()) throw new FileRightsError(path, mode);
};

/** Shared by design, like /tmp: others can write to it, but not touch our files. */
const isSticky = (folder: string) => (statSync(folder).mode & 0o1000) !== 0;

/**
 * Makes an SQLite file (0600) and its folder (0700), or narrows the rights of existing ones. A folder that contains
 * anything other than the file and what SQLite and the lock put beside it is not ours alone, and keeps its rights.
 * @throws FileRightsError
 */
export const makePrivate = (path: string): void => {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ours = readdirSync(folder).every((entry) => entry.startsWith(basename(path)));
  if (ours && !isSticky(folder)) narrow(folder, 0o700);
  closeSync(openSync(path, 'a', 0o600));
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) narrow(file, 0o600);
};
