/** Where the operator's files about clouds are: the places in which every OpenStack tool looks. */
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

/** The file's text; null if it is not there. @throws CloudsFileError it cannot be read */
export const readIfThere = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new CloudsFileError(`${path}: cannot be read (${code})`);
  }
};

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

/** @throws CloudsFileError the first that is there cannot be read */
export const firstFound = async (paths: readonly string[]): Promise<FoundFile | null> => {
  for (const path of paths) {
    const text = await readIfThere(path);
    if (text !== null) return { path, text };
  }
  return null;
};
