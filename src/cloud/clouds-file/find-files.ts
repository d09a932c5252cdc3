/** Where the operator's files about clouds are: the places in which every OpenStack tool looks. */
import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
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

/** The file's bytes; null if it is not there. @throws CloudsFileError it cannot be read */
const bytesIfThere = async (path: string): Promise<Buffer | null> => {
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new CloudsFileError(`${path}: cannot be read (${code})`);
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
