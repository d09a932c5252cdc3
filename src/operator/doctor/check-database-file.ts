/** Where the SQLite file is, or will be: its file system, the space there, and who can reach it. */
import { access, constants, readdir, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { basename, dirname } from 'node:path';
import { type fileSystemAt, networkWords } from '../../store/engine/file-system.ts';
import { type Finding, failure, good, warning } from './finding.ts';

const mib = 1024 * 1024;
/** The write-ahead log alone may take this much while something is read beside the bot. */
const space = { tooLittle: 64 * mib, little: 512 * mib };

const spaceFinding = (freeBytes: number): Finding => {
  const says = `${Math.floor(freeBytes / mib)} MiB are free where the database is`;
  const next = 'Make room, or move the database: a bot that cannot write acknowledges nothing.';
  if (freeBytes < space.tooLittle) return failure(says, next);
  return freeBytes < space.little ? warning(says, next) : good(says);
};

const systemFinding = ({ name, kind }: Awaited<ReturnType<typeof fileSystemAt>>): Finding => {
  if (kind === 'network')
    return failure(
      networkWords(name),
      'Move the file to a disk of this machine, or set DATABASE_URL=postgres://…',
    );
  if (kind === 'fuse')
    return warning(
      'the database is on a FUSE file system, which may or may not keep the promises of a disk',
      'Ask whoever mounted it whether fsync and shared memory work there, or move the file.',
    );
  if (kind === 'overlay')
    return warning(
      'the database is inside the container, and gone with it',
      'Mount a volume there, and let DATABASE_URL name a file on it.',
    );
  if (kind === 'memory')
    return warning(
      `the database is on ${name}, in memory: it is gone when this machine restarts`,
      'Let DATABASE_URL name a file on a disk.',
    );
  return good('the database is on a disk of this machine');
};

/** @param place as `fileSystemAt` says it */
export const placeFindings = (place: Awaited<ReturnType<typeof fileSystemAt>>): readonly Finding[] => [
  systemFinding(place),
  spaceFinding(place.freeBytes),
];

const modeOf = (path: string) => stat(path).catch(() => null);
const isReadByOthers = (mode: number) => (mode & 0o077) !== 0;

/** What a start would narrow, or could not write; empty before the first one. */
export const rightsFindings = async (file: string): Promise<readonly Finding[]> => {
  const folder = dirname(file);
  const [inside, around] = [await modeOf(file), await modeOf(folder)];
  if (around === null || platform() === 'win32') return [];
  const unwritable: string[] = [];
  for (const path of [folder, ...(inside ? [file] : [])])
    await access(path, constants.W_OK).catch(() => unwritable.push(path));
  if (unwritable.length > 0)
    return [
      failure(
        `this user may not write ${unwritable.join(' and ')}`,
        'Run the doctor as the user of the bot; if it is, give that user the folder: chown',
      ),
    ];
  const isOurs = (await readdir(folder)).every((entry) => entry.startsWith(basename(file)));
  const isShared = !isOurs || (around.mode & 0o1000) !== 0;
  const open = [
    ...(inside && isReadByOthers(inside.mode) ? [`chmod 600 ${file}`] : []),
    ...(inside && !isShared && isReadByOthers(around.mode) ? [`chmod 700 ${folder}`] : []),
  ];
  if (open.length > 0)
    return [warning('other users of this machine can reach the database', `Run: ${open.join(' && ')}`)];
  return inside ? [good('only its owner can reach the database')] : [];
};
