/** Files that the operator names. What is none, such as a pipe or a device, would hold up whoever reads it, or fill the memory. */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EACCES: 'cannot be read by this user',
  EPERM: 'cannot be read by this user',
  ELOOP: 'is a link that leads in a circle',
  EISDIR: 'is not a file',
  ENAMETOOLONG: 'is too long for a path',
  // it has a NUL
  ERR_INVALID_ARG_VALUE: 'is no path',
  // a pipe that nobody reads
  ENXIO: 'is not a file',
};

const sizeText = (bytes: number) => (bytes < 1024 ** 2 ? `${bytes / 1024} KiB` : `${bytes / 1024 ** 2} MiB`);

/** How to open it: a pipe must hold up nobody. */
export const plainly = {
  reading: constants.O_RDONLY | constants.O_NONBLOCK,
  appending: constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK,
} as const;

/** Why it could not be opened, to follow its path. */
export const openFault = (error: unknown): string => {
  const { code = 'unknown' } = error as { readonly code?: string };
  return reasons[code] ?? `cannot be opened (${code})`;
};

/** What is wrong with what was opened, to follow its path; null: it is a file of at most so many bytes. */
export const plainFault = (opened: Pick<Stats, 'isFile' | 'size'>, maxBytes: number): string | null => {
  if (!opened.isFile()) return 'is not a file';
  return opened.size > maxBytes ? `is larger than ${sizeText(maxBytes)}` : null;
};

/** What the file holds; or what is wrong with it, to follow its path. */
export const readPlainFile = (
  path: string,
  maxBytes: number,
): { readonly bytes: Buffer } | { readonly wrong: string } => {
  let file: number | undefined;
  try {
    file = openSync(path, plainly.reading);
    const wrong = plainFault(fstatSync(file), maxBytes);
    if (wrong !== null) return { wrong };
    const bytes = Buffer.alloc(maxBytes + 1);
    // it may have grown meanwhile
    const size = readSync(file, bytes, 0, bytes.length, 0);
    return size > maxBytes
      ? { wrong: `is larger than ${sizeText(maxBytes)}` }
      : { bytes: bytes.subarray(0, size) };
  } catch (error) {
    return { wrong: openFault(error) };
  } finally {
    if (file !== undefined) closeSync(file);
  }
};
