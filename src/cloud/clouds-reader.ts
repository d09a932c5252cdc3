/** Reads the operator's files at the start and as often as they change, and says in the log what of them is not used. */
import type { Log } from '../core/log.ts';
import type { CloudConfig } from './cloud-config.ts';
import { type CloudsFile, cloudsOf, keepingGood, readCloudsFile } from './clouds.ts';
import { CloudsFileError, type FilePlaces } from './clouds-file/find-files.ts';

/** `CLOUDS` names some of them. @throws CloudsFileError none */
const checkOffered = (offered: readonly string[] | null, { path, entries }: CloudsFile, log: Log) => {
  const missing = (offered ?? []).filter(
    (name) => ![...entries].some(([entry, read]) => read?.some((one) => [entry, one.name].includes(name))),
  );
  if (missing.length === 0) return;
  if (missing.length === offered?.length) throw new CloudsFileError(`${path} has no entry that CLOUDS names`);
  log.warn({ file: path, entries: missing }, 'CLOUDS names entries that clouds.yaml does not have');
};

/**
 * @param offered the entries that people may choose; null: all
 * @returns a function that reads the clouds; after the first time, an entry that cannot be used any more is returned as it last was
 * @throws CloudsFileError what `readCloudsFile` throws
 */
export const createCloudsReader = (
  env: FilePlaces,
  offered: readonly string[] | null,
  log: Log,
): (() => Promise<readonly CloudConfig[]>) => {
  let last: CloudsFile | null = null;
  return async () => {
    const now = await readCloudsFile(env);
    const before = last;
    const read = before === null ? now : keepingGood(before, now);
    checkOffered(offered, read, log);
    last = read;
    const { clouds, ignored } = cloudsOf(last);
    for (const one of now.leftOut)
      log.warn(
        one,
        before?.entries.get(one.entry)
          ? 'an entry of clouds.yaml cannot be used any more; it stays as it was'
          : 'left out an entry of clouds.yaml',
      );
    for (const one of now.ignored) log.warn(one, 'passed over a file about clouds');
    for (const one of ignored) log.warn(one, 'ignored a key of clouds.yaml');
    for (const { name, entries = [] } of clouds)
      if (entries.length > 0)
        log.info(
          { cloud: name, entries: entries.map((entry) => entry.name) },
          'several entries of clouds.yaml are one cloud',
        );
    return clouds;
  };
};
