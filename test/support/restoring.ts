/** A stage's database is backed up and, later, put back, as the operator's commands do it, by the stage's clock. */
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
 * @param withList whether the forget list is there
 */
export const backUp = async ({ config, now, restart }: Stage) => {
  const folder = await mkdtemp(join(tmpdir(), 'image-share-backups-'));
  const { kysely, close } = await openForReading(config.databaseUrl, { log: createLog('silent') });
  const asOf = now();
  const { file } = await makeBackup(kysely, folder, { source: 'stage', bot: '1' }).finally(close);
  return async ({ withList = true } = {}): Promise<MarkedRestored | undefined> => {
    let marked: MarkedRestored | undefined;
    await restart(5_000, async () => {
      const keys = parseKeys(config.encryptionKeys.reveal());
      const at = now();
      const path = withList ? config.forgetList : null;
      const forgotten = await forgottenSince({ path, keys }, asOf, at);
      const put = await putBack(
        file,
        config.databaseUrl,
        () => (database) =>
          database.transaction((tx) =>
            markRestored(
              { store: { database, ...repositories }, tx, now: at, policy: config.policy },
              { asOf, how: 'restore', keys, forgotten },
            ),
          ),
      );
      marked = put.marked;
    });
    await rm(folder, { recursive: true });
    return marked;
  };
};
