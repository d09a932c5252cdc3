/** A stage's database is backed up and, later, put back, as the operator's commands do it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/core/log.ts';
import { type MarkedRestored, markRestored } from '../../src/operator/restore/mark-restored.ts';
import { putBack } from '../../src/operator/restore/put-back.ts';
import { openForReading } from '../../src/store/open.ts';
import { makeBackup } from '../../src/store/operator/backup/make-backup.ts';
import { repositories } from '../../src/store/repositories/all.ts';
import { forgottenSince } from '../../src/store/secrets/forget-list.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import type { Stage } from './stage.ts';

/**
 * Backs the running bot up. What is returned stops it, puts the backup back and starts it again.
 * `withList`: the forget list is there; `whole`: it counts as whole, though the stage's clock has leapt.
 */
export const backUp = async ({ config, now, restart }: Pick<Stage, 'config' | 'now' | 'restart'>) => {
  const folder = await mkdtemp(join(tmpdir(), 'image-share-backups-'));
  const { kysely, close } = await openForReading(config.databaseUrl, { log: createLog('silent') });
  // SQLite has no clock of its own: the stage's is the bot's
  const ours = config.databaseUrl.startsWith('sqlite:');
  const began = now();
  const { file, takenAt } = await makeBackup(kysely, folder, { source: 'stage', bot: '1' }).finally(close);
  const asOf = ours ? began : takenAt;
  const keys = parseKeys(config.encryptionKeys.reveal());
  return async ({ withList = true, whole = false } = {}): Promise<MarkedRestored | undefined> => {
    let marked: MarkedRestored | undefined;
    await restart(5_000, async () => {
      const path = withList ? config.forgetList : null;
      const put = await putBack(file, config.databaseUrl, (its) => async (database) => {
        const at = ours ? now() : its;
        const found = await forgottenSince({ path, keys }, asOf, at);
        const forgotten = { ...found, whole: found.whole || whole };
        const store = { database, ...repositories };
        return database.transaction((tx) =>
          markRestored(
            { store, tx, now: at, policy: config.policy },
            { asOf, how: 'restore', keys, forgotten },
          ),
        );
      });
      marked = put.marked;
    });
    await rm(folder, { recursive: true });
    return marked;
  };
};
