/** `npm run migrate:store` as an operator types it: a small team moves to PostgreSQL, and nobody in Slack notifications. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { openDatabase } from '../../src/store/open.ts';
import { newKeys } from '../support/bot-process.ts';
import { createDeployment, runCommand } from '../support/deployment.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';
import { buttons, fullText } from '../support/shown.ts';

const server = await postgresql('the same');

const migrate = (words: readonly string[], env: Record<string, string | undefined> = {}) =>
  runCommand(['migrate-store', ...words], env);

describe('what it cannot do is said, without a password', () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'image-share-moving-'));
    await (await openDatabase(`sqlite:${folder}/bot.db`, { log: createLog('silent') })).close();
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  /** A file of the folder for each name. */
  const here = (words: readonly string[]) =>
    words.map((word) => word.replace(/^sqlite:/, `sqlite:${folder}/`));

  test.each<[string, string[], 75 | 78 | 1, RegExp]>([
    ['nothing named', [], 1, /migrate:store -- --from <url> --to <url>/],
    [
      'one named alone',
      ['--from', 'sqlite:bot.db'],
      1,
      /--to is missing, and DATABASE_URL is not set\.\nUsage/,
    ],
    ['an option it does not have', ['--form', 'postgres://leak:leak@h/db'], 1, /Usage/],
    [
      'a source that is not there',
      ['--from', 'sqlite:none.db', '--to', 'sqlite:new.db'],
      78,
      /--from names \S+none\.db, which is not there/,
    ],
    [
      'another kind of database',
      ['--from', 'sqlite:bot.db', '--to', 'mysql://leak:leak@h/db'],
      78,
      /--to has the scheme mysql:/,
    ],
    [
      'one that does not answer',
      ['--from', 'sqlite:bot.db', '--to', 'postgres://leak:leak@127.0.0.1:1/db'],
      1,
      /--to: connect ECONNREFUSED/,
    ],
    [
      'one that does not answer, by a name of several addresses',
      ['--from', 'sqlite:bot.db', '--to', 'postgres://leak:leak@localhost:1/db'],
      1,
      /--to: .*ECONNREFUSED/,
    ],
    ['the same twice', ['--from', 'sqlite:bot.db', '--to', 'sqlite:bot.db'], 75, /--to: .*in use/],
  ])('%s', async (_, words, code, message) => {
    const result = await migrate(here(words));
    expect(result.err).toMatch(message);
    expect(result.out + result.err).not.toContain('leak');
    expect([result.code, result.out]).toEqual([code, '']);
    expect(readdirSync(folder).filter((file) => !file.startsWith('bot.db'))).toEqual([]);
  });
});

describe.each(server === null ? [] : [server])('to a real PostgreSQL', (server) => {
  test('the card that was shown before is answered after, with the account that was linked before', async () => {
    const { url, drop } = await createPostgresDatabase(server);
    const deployment = await createDeployment();
    const { slack, cloud, env } = deployment;
    const { people, projects, images } = deployment.demo;
    const imageId = images.unshared.id;
    const { DATABASE_URL: from = '', ENCRYPTION_KEYS: encryptionKeys = '' } = env;
    const [alice, bob] = [slack.person('UALICE'), slack.person('UBOB')];
    // as an operator who has set the new DATABASE_URL already: no password on the command line
    const move = (keys = encryptionKeys) =>
      migrate(['--from', from], { ENCRYPTION_KEYS: keys, DATABASE_URL: url });
    try {
      const small = await deployment.startBot();
      await deployment.link('alice');
      await deployment.link('bob');
      await alice.command('/share-image', `${imageId} ${projects.consumer.id}`);
      const cards = () => bob.dm().filter((message) => fullText(message).includes(imageId));
      const shown = await slack.until(() => cards().find((card) => buttons(card).includes('Accept')), {
        what: 'the card of bob',
      });

      const beside = await move();
      expect([beside.code, beside.out]).toEqual([75, '']);
      expect(beside.err).toMatch(/--from: .*bot\.db is in use by another running bot/);

      expect((await small.terminate()).code).toBe(0);
      const keyless = await move(newKeys().replace('k1', 'k2'));
      expect([keyless.code, keyless.err]).toEqual([78, expect.stringMatching(/--from: .*does not have k1/)]);
      const moved = await move();
      expect([moved.code, moved.err]).toEqual([0, '']);
      expect(moved.out).toMatch(/accounts +2 rows: 2 new, 0 changed, 0 gone/);
      expect(moved.out).toMatch(/ENCRYPTION_KEYS decrypts the credentials \(k1\.[0-9a-f]{8}\)/);
      for (const secret of [people.bob.bot.secret, people.alice.bot.secret, encryptionKeys.slice(3)])
        expect(moved.out).not.toContain(secret);
      const again = await migrate(['--from', from, '--to', url]);
      expect(again.out).toMatch(/accounts +2 rows: 0 new, 0 changed, 0 gone/);
      expect(again.out).toContain('ENCRYPTION_KEYS is not set here');

      const large = await deployment.startBot({ ...env, DATABASE_URL: url });
      const late = await move();
      expect([late.code, late.err]).toEqual([
        75,
        expect.stringContaining('--to: The database is in use by a running bot'),
      ]);
      const [card] = cards();
      expect(card?.ts).toBe(shown.ts);
      if (card) await bob.click(card, 'Accept');
      const status = () => cloud.state.imageIn('IAD', imageId)?.members.get(projects.consumer.id)?.status;
      await slack.until(() => status() === 'accepted', { what: 'the answer carried out' });
      await slack.until(
        () => alice.dm().some((message) => fullText(message).includes('*accepted* by <@UBOB>')),
        {
          what: 'alice told',
        },
      );
      expect(cards().map(({ ts }) => ts)).toEqual([shown.ts]);

      expect((await large.terminate()).code).toBe(0);
      const over = await move();
      expect([over.code, over.err]).toEqual([1, expect.stringContaining('a bot has worked on it')]);
      expect(slack.surprises).toEqual([]);
      expect(cloud.surprises).toEqual([]);
    } finally {
      await deployment.close();
      await drop();
    }
  });
});
