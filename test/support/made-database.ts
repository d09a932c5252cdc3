/** Databases of tests on SQLite: made once in each worker and then copied, as making the tables takes longer than most tests do. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../src/core/log.ts';
import { openDatabase } from '../../src/store/open.ts';

/** No disk, where there is one: what survives a power cut is not what these tests are about. */
export const memoryFolder = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const make = async (): Promise<Buffer> => {
  const folder = mkdtempSync(join(memoryFolder, 'image-share-made-'));
  const path = join(folder, 'bot.db');
  const database = await openDatabase(`sqlite:${path}`, { log: createLog('silent') });
  await database.close();
  const made = readFileSync(path);
  rmSync(folder, { recursive: true });
  return made;
};
let made: Promise<Buffer> | undefined;

/** Puts an empty database with all tables there. */
export const copyMade = async (path: string): Promise<void> => {
  made ??= make();
  writeFileSync(path, await made, { mode: 0o600 });
};
