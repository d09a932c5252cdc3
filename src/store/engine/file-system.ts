/** On which file systems SQLite keeps what it was given. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

type Kind = 'network' | 'fuse' | 'overlay' | 'memory' | 'usual';

/** By the number that the kernel gives each. @see https://man7.org/linux/man-pages/man2/statfs.2.html */
const kinds: ReadonlyMap<number, readonly [name: string, kind: Kind]> = new Map([
  [0x6969, ['NFS', 'network']],
  [0x517b, ['SMB', 'network']],
  [0xfe53_4d42, ['SMB', 'network']],
  [0xff53_4d42, ['SMB', 'network']],
  [0x0102_1997, ['9p', 'network']],
  [0x6573_5546, ['FUSE', 'fuse']],
  [0x794c_7630, ['overlayfs', 'overlay']],
  [0x0102_1994, ['tmpfs', 'memory']],
  [0x8584_58f6, ['ramfs', 'memory']],
]);

/** @param type as `statfs` says it, which may be negative */
export const fileSystemKind = (type: number): { readonly name: string; readonly kind: Kind } => {
  const [name, kind] = kinds.get(type >>> 0) ?? ['', 'usual'];
  return { name, kind };
};

const existing = (path: string): string => (existsSync(path) ? path : existing(dirname(path)));

/** Where the file is, or will be: as far as the path is there. */
export const fileSystemAt = async (path: string) => {
  const { type, bavail, bsize } = await statfs(existing(resolve(path)));
  return { ...fileSystemKind(type), freeBytes: bavail * bsize };
};

/** What SQLite's log and locks need is not there: shared memory, and locks that hold. @see https://www.sqlite.org/wal.html */
export const networkWords = (name: string): string =>
  `the database is on ${name}, where SQLite's locks and write-ahead log are not safe: keep it on a disk of this machine, or use PostgreSQL`;
