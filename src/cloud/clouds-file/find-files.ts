/** Where the operator's files about clouds are: the places in which every OpenStack tool looks. */
import { isUtf8 } from 'node:buffer';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { SetupError } from '../../core/setup-error.ts';

/** clouds.yaml is missing or wrong; the message names the file and the key, never a value. */
export class CloudsFileError extends SetupError {
  override readonly name = 'CloudsFileError';
}

/** The variables that say where the files are; those of every OpenStack tool. */
export interface FilePlaces {
  readonly OS_CLIENT_CONFIG_FILE?: string | undefined;
  readonly OS_CLIENT_VENDOR_FILE?: string | undefined;
  readonly OS_CLIENT_SECURE_FILE?: string | undefined;
  readonly XDG_CONFIG_HOME?: string | undefined;
}

export interface Folders {
  readonly cwd: string;
  readonly home: string;
}

export interface FoundFile {
  readonly path: string;
  readonly text: string;
}

/** More is neither configuration nor certificates. */
const maxBytes = 16 * 1024 ** 2;

/** The file's bytes; null if it is not there. @throws CloudsFileError it cannot be read */
const bytesIfThere = async (path: string): Promise<Buffer | null> => {
  let file: FileHandle | undefined;
  try {
    // a pipe that nobody writes to, or a device, would be read for ever
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile()) throw new CloudsFileError(`${path}: is not a file`);
    if (found.size > maxBytes) throw new CloudsFileError(`${path}: is larger than 16 MiB`);
    return await file.readFile();
  } catch (error) {
    if (error instanceof CloudsFileError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new CloudsFileError(`${path}: cannot be read (${code})`);
  } finally {
    await file?.close();
  }
};

/** The file's text, whatever it is; null if it is not there. @throws CloudsFileError it cannot be read */
export const readIfThere = async (path: string): Promise<string | null> =>
  (await bytesIfThere(path))?.toString('utf8') ?? null;

const suffixes = ['yaml', 'yml', 'json'];

/** Where `name` may be, in the order of the search; only `named`, if it is set. */
export const pathsOf = (
  name: 'clouds' | 'clouds-public' | 'secure',
  named: string | undefined,
  { XDG_CONFIG_HOME: xdg }: FilePlaces,
  { cwd, home }: Folders,
): readonly string[] => {
  if (named?.trim()) return [resolve(cwd, named.trim())];
  // a relative one is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  const own = xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.config');
  return [cwd, join(own, 'openstack'), '/etc/openstack'].flatMap((folder) =>
    suffixes.map((suffix) => join(folder, `${name}.${suffix}`)),
  );
};

/** @throws CloudsFileError the first that is there cannot be read, or is in another encoding than UTF-8 */
export const firstFound = async (paths: readonly string[]): Promise<FoundFile | null> => {
  for (const path of paths) {
    const bytes = await bytesIfThere(path);
    if (bytes === null) continue;
    // in UTF-16 without a mark, every other byte is none
    if (!isUtf8(bytes) || bytes.includes(0))
      throw new CloudsFileError(`${path}: is not UTF-8; save it as UTF-8`);
    return { path, text: bytes.toString('utf8') };
  }
  return null;
};
