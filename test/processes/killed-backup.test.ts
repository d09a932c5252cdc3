/** What a folder of backups promises when the command is killed: each file with a backup's name is a whole one, and the next clears up. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { openDatabase } from '../../src/store/open.ts';
import { checkBackup } from '../../src/store/operator/backup/check-backup.ts';
import { lastingPlaces } from '../support/every-store.ts';

describe.each(await lastingPlaces())('of $name', ({ make }) => {
  let folder: string;
  let place: Awaited<ReturnType<typeof make>>;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'image-share-backups-'));
    place = await make();
    const { kysely, close } = await openDatabase(place.url, { log: createLog('silent') });
    const value = 'x'.repeat(20_000);
    const rows = Array.from({ length: 500 }, (_, n) => ({ key: `k${n}`, value, expiresAt: null }));
    await kysely.insertInto('keyv').values(rows).execute();
    await close();
  });
  afterEach(async () => {
    await place.drop();
    rmSync(folder, { recursive: true });
  });

  const start = () =>
    spawn(process.execPath, ['src/operator.ts', 'backup', '--to', folder], {
      env: { PATH: process.env.PATH, DATABASE_URL: place.url },
      stdio: ['ignore', 'ignore', 'inherit'],
    });

  /** With -9, at the `n`th change in the folder; false if it ended before. */
  const killedAt = async (n: number) => {
    const command = start();
    let changes = 0;
    const watcher = watch(folder, () => {
      changes += 1;
      if (changes === n) command.kill('SIGKILL');
    });
    const [, signal] = await once(command, 'close');
    watcher.close();
    return signal === 'SIGKILL';
  };
  const entries = () => readdirSync(folder).filter((name) => name !== '.image-share-backup-lock');

  test('at each of several steps', async () => {
    for (let n = 2; await killedAt(n); n += 4)
      for (const name of entries().filter((entry) => entry.endsWith('.db')))
        await checkBackup(join(folder, name), null);
    const [code] = await once(start(), 'close');
    expect(code).toBe(0);
    const names = entries();
    expect(names.filter((name) => name.startsWith('.'))).toEqual([]);
    for (const name of names) {
      expect(names).toContain(name.replace(/json$/, 'db'));
      if (name.endsWith('.db')) await checkBackup(join(folder, name), null);
    }
  });
});
