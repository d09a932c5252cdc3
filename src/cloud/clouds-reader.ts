/** Reads the operator's files at the start and as often as they change, and says in the log what of them is not used. */
import type { Log } from '../core/log.ts';
import type { CloudConfig } from './cloud-config.ts';
import { type CloudsFile, cloudsOf, keepingGood, readCloudsFile } from './clouds.ts';
import type { FilePlaces } from './clouds-file/find-files.ts';

/**
 * @returns a function that reads the clouds; after the first time, an entry that cannot be used any more is returned as it last was
 * @throws CloudsFileError what `readCloudsFile` throws
 */
export const createCloudsReader = (env: FilePlaces, log: Log): (() => Promise<readonly CloudConfig[]>) => {
  let last: CloudsFile | null = null;
  return async () => {
    const now = await readCloudsFile(env);
    const before = last;
    last = before === null ? now : keepingGood(before, now);
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
