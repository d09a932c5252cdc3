/** A backup is taken at each commit of a running story, and put back: it is the database as of that commit. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTurns } from '../../src/core/in-turn.ts';
import { createLog } from '../../src/core/log.ts';
import { putBack } from '../../src/operator/restore/put-back.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openDatabase, openForReading } from '../../src/store/open.ts';
import { makeBackup } from '../../src/store/operator/backup/make-backup.ts';
import { createDrivenClock } from '../support/driven-clock.ts';
import { contentOf } from '../support/every-row.ts';
import { insertLab } from '../support/on-lab.ts';
import type { Act } from './model/acts.ts';
import { tell } from './model/tell-story.ts';
import type { Promised } from './promise.ts';

const log = createLog('silent');

const story: readonly Act[] = [
  { act: 'Alice offers the image' },
  { act: 'a quarter of a minute passes' },
  { act: 'Bob rejects on his card' },
  { act: 'a quarter of a minute passes' },
  { act: 'Alice offers it again to who rejected' },
  { act: 'a quarter of a minute passes' },
  { act: 'Bob accepts on his card' },
  { act: 'half a minute passes' },
  { act: 'Alice withdraws the image' },
  { act: 'half a minute passes' },
];

/** Tells the story on a new database of that folder; after each commit, and before the next, `committed` is called with its number. */
const tellIn = async (folder: string, committed: (n: number) => Promise<void>): Promise<number> => {
  const clock = createDrivenClock();
  const database = await openDatabase(`sqlite:${join(folder, 'bot.db')}`, { log, clock });
  await insertLab(database.kysely);
  const inTurn = createTurns();
  let commits = 0;
  const one =
    <A extends readonly unknown[], T>(commit: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> =>
      inTurn(async () => {
        const done = await commit(...args);
        await committed(commits);
        commits += 1;
        return done;
      });
  const counted = {
    ...database,
    transaction: one(database.transaction) as Database['transaction'],
    write: one(database.write) as Database['write'],
  };
  const wrong = await tell(story, counted, clock).finally(database.close);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  return commits;
};

const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'image-share-commits-'));
  return work(folder).finally(() => rmSync(folder, { recursive: true }));
};

const contentIn = async (url: string) => {
  const { kysely, close } = await openForReading(url, { log });
  return JSON.stringify(await contentOf(kysely, { leases: false }).finally(close));
};

export const backupsAtCommits: Promised = {
  promise: 'A backup is the database as of one commit, and put back it is that again',
  fault: 'a backup at each commit of a running story, beside the bot, on SQLite',
  unit: 'backups',
  short: 4,
  full: 200,
  keep: async (times, onProgress) => {
    const commits = await inFolder((folder) => tellIn(folder, async () => {}));
    const chosen = new Set(Array.from({ length: times }, (_, n) => Math.floor((n * commits) / times)));
    const tally = { tried: 0, lost: 0, doubled: 0, untrue: 0, notes: [`the story has ${commits} commits`] };
    const backUp = async (folder: string, backups: string, n: number) => {
      if (!chosen.has(n)) return;
      const [url, back] = ['bot', 'back'].map((name) => `sqlite:${join(folder, `${name}.db`)}`) as [
        string,
        string,
      ];
      const before = await contentIn(url);
      const { kysely, close } = await openForReading(url, { log });
      const { file } = await makeBackup(kysely, backups, { source: 'bot', bot: '1' }).finally(close);
      await putBack(file, back, () => async () => {});
      if ((await contentIn(back)) !== before) {
        tally.untrue += 1;
        tally.notes.push(`untrue: commit ${n} came back as another`);
      }
      for (const path of [file, join(folder, 'back.db')]) rmSync(path);
      tally.tried += 1;
      onProgress(tally.tried);
    };
    await inFolder((folder) => inFolder((backups) => tellIn(folder, (n) => backUp(folder, backups, n))));
    return tally;
  },
};
