/** `npm run backup` as an operator types it, beside a running bot; and what it refuses, in words. */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { openDatabase } from '../../src/store/open.ts';
import { newKeys } from '../support/bot-process.ts';
import { createDeployment, runCommand } from '../support/deployment.ts';

describe('what it cannot do is said', () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'image-share-backing-up-'));
    for (const name of ['backups', 'open', 'data']) mkdirSync(join(folder, name), { mode: 0o700 });
    chmodSync(join(folder, 'open'), 0o770);
    await (await openDatabase(`sqlite:${folder}/data/bot.db`, { log: createLog('silent') })).close();
    mkdirSync(join(folder, 'data', 'backups'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test.each<[string, string[], 75 | 78 | 1, RegExp]>([
    ['nothing', [], 1, /^Say either --to <folder> or --check <file>\.\nUsage/],
    ['both', ['--to', '/backups', '--check', '/backups/x.db'], 1, /^Say either/],
    ['how many to keep, of a check', ['--check', '/backups/x.db', '--keep', '3'], 1, /^Say either/],
    ['no number to keep', ['--to', '/backups', '--keep', '0'], 1, /^--keep takes how many/],
    ['an option it does not have', ['--into', '/backups'], 1, /Unknown option '--into'/],
    ['a folder that is not there', ['--to', '/none'], 78, /none is no folder\. Make it first.*mkdir -m 700/],
    ['the folder of the database', ['--to', '/data'], 78, /inside the folder of the database/],
    ['one in it', ['--to', '/data/backups'], 78, /inside the folder of the database/],
    ['one that others can write to', ['--to', '/open'], 78, /Other users can write to \S+open.*chmod go-w/],
    ['one of another user', ['--to', '/other'], 78, /belongs to another user/],
    [
      'a file that is not there',
      ['--check', '/backups/none.db'],
      1,
      /none\.db is not a good backup: .*none\.json is not there/,
    ],
  ])('%s', async (_, words, code, message) => {
    const other = process.getuid?.() === 0 ? join(folder, 'other') : '/';
    if (process.getuid?.() === 0) {
      mkdirSync(other);
      chownSync(other, 65_534, 65_534);
    }
    const here = words.map((word) => (word === '/other' ? other : word.replace(/^\//, `${folder}/`)));
    const result = await runCommand(['backup', ...here], { DATABASE_URL: `sqlite:${folder}/data/bot.db` });
    expect(result.err).toMatch(message);
    expect([result.code, result.out]).toEqual([code, '']);
    expect(readdirSync(join(folder, 'backups'))).toEqual([]);
  });
});

test('beside a bot: made, checked, kept as many as wanted, and no key in it', async () => {
  const deployment = await createDeployment();
  const to = mkdtempSync(join(tmpdir(), 'image-share-backups-'));
  try {
    await deployment.startBot();
    await deployment.link('alice');
    const backUp = (...words: string[]) => runCommand(['backup', ...words], deployment.env);
    const first = await backUp('--to', to);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toMatch(
      /^sqlite:\S+bot\.db is backed up\n {2}to \S+\.db: \d+ rows, 0\.\d MiB, as of \S+Z, by version \d+\.\d+\.\d+\.\nIts credentials are sealed with k1\.[0-9a-f]{8}\. Keys are never in a backup/,
    );
    expect((await backUp('--to', to)).code).toBe(0);
    const third = await backUp('--to', to, '--keep', '2');
    expect(third.out.match(/^Deleted image-share-\S+\.db\.$/gm)).toHaveLength(1);
    const files = readdirSync(to).filter((name) => name.endsWith('.db'));
    expect(files).toHaveLength(2);
    const last = join(to, files.at(-1) ?? '');
    const check = await backUp('--check', last);
    expect([check.code, check.err, check.out]).toEqual([
      0,
      '',
      expect.stringMatching(/is whole: \d+ rows.*\nENCRYPTION_KEYS opens every record\.\n$/),
    ]);
    const other = { ENCRYPTION_KEYS: newKeys() };
    const foreign = await runCommand(['backup', '--check', last], other);
    expect([foreign.code, foreign.out, foreign.err]).toEqual([
      1,
      '',
      expect.stringMatching(/It also needs k1\.\w+/),
    ]);
    const keyless = await runCommand(['backup', '--check', last], {});
    expect(keyless.out).toMatch(/no record was opened\. The backup needs k1\.\w+\.\n$/);
    const [, key = ''] = deployment.env.ENCRYPTION_KEYS?.split(':') ?? [];
    for (const name of readdirSync(to))
      expect(readFileSync(join(to, name), 'latin1').includes(key), name).toBe(false);
  } finally {
    await deployment.close();
    rmSync(to, { recursive: true });
  }
});
