/** Looking into the store beside a running bot: what is committed is seen, nothing can be changed, and the bot does not notice. */

import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { type Cloud, startCloud } from '../../playground/cloud/server.ts';
import { type Slack, startSlack } from '../../playground/slack/slack.ts';
import type { TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { accountsOnCloud } from '../../src/store/accounts.ts';
import { readAudit } from '../../src/store/audit.ts';
import { DatabaseUrlError, openDatabase, openForReading } from '../../src/store/database.ts';
import { SchemaVersionError } from '../../src/store/schema-version.ts';
import { type BotProcess, createBotProcess } from '../support/bot-process.ts';
import { createPostgresDatabase, findPostgres, howToGetPostgres } from '../support/postgres.ts';

const log = createLog('silent');
const server = await findPostgres();
const manifest = parse(await readFile('manifest.yml', 'utf8'));

const databases = [
  {
    name: 'SQLite',
    make: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'image-share-reading-'));
      return { url: `sqlite:${folder}/bot.db`, drop: async () => rmSync(folder, { recursive: true }) };
    },
  },
  ...(server === null ? [] : [{ name: 'a real PostgreSQL', make: () => createPostgresDatabase(server) }]),
];

if (server === null)
  describe.skip(howToGetPostgres, () => {
    test('reading on a real PostgreSQL', () => {});
  });

describe.each(databases)('reading on $name', ({ make }) => {
  let made: Awaited<ReturnType<typeof make>>;
  beforeEach(async () => {
    made = await make();
  });
  afterEach(() => made.drop());

  describe('beside a running bot', () => {
    let slack: Slack;
    let cloud: Cloud;
    let demo: ReturnType<typeof seedDemo>;
    let bot: BotProcess;

    beforeEach(async () => {
      slack = await startSlack({ manifest, users: [{ id: 'UALICE' }, { id: 'UBOB' }] });
      cloud = await startCloud();
      demo = seedDemo(cloud);
      bot = await createBotProcess(slack, cloud, { databaseUrl: made.url });
      await bot.start();
    });
    afterEach(async () => {
      await bot.close();
      await slack.close();
      await cloud.close();
    });

    const link = async (name: 'alice' | 'bob') => {
      const person = slack.person(`U${name.toUpperCase()}`);
      await person.command('/image-account', 'link');
      await slack.until(() => person.views.length > 0, { what: 'the modal' });
      const { id, secret } = demo.people[name].bot;
      await person.submit({ 'Application credential ID': id, 'Application credential secret': secret });
      await slack.until(() => person.views.at(-1)?.callback_id === 'account-linked', {
        what: `${name} linked`,
      });
      await person.close();
    };

    test('sees what is committed, holds nobody up, and outlives the bot', { timeout: 30_000 }, async () => {
      const teamId = slack.team.id as TeamId;
      const record = await openForReading(made.url, { log });
      const owners = async (db = record.kysely) =>
        (await accountsOnCloud(db, teamId, 'playground')).map(({ userId }) => userId);
      expect(await owners()).toEqual([]);
      await link('alice');
      expect(await owners()).toEqual(['UALICE']);
      expect((await readAudit(record.kysely, { teamId })).map(({ by }) => by?.userId)).toContain('UALICE');

      // a long look: the bot writes meanwhile, and the look does not change
      await record.kysely
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute(async (tx) => {
          expect(await owners(tx)).toEqual(['UALICE']);
          await link('bob');
          expect(await owners(tx)).toEqual(['UALICE']);
        });
      expect(await owners()).toEqual(['UALICE', 'UBOB']);

      expect(await bot.terminate()).toBe(0);
      expect(await owners()).toEqual(['UALICE', 'UBOB']);
      await bot.start();
      expect(await owners()).toEqual(['UALICE', 'UBOB']);
      await record.close();
      expect(await bot.terminate()).toBe(0);

      const alone = await openForReading(made.url, { log });
      expect(await owners(alone.kysely)).toEqual(['UALICE', 'UBOB']);
      await alone.close();
    });
  });

  test('cannot change anything', async () => {
    await (await openDatabase(made.url, { log })).close();
    const { kysely, close } = await openForReading(made.url, { log });
    const writes = [
      kysely.insertInto('keyv').values({ key: 'k', value: 'v', expiresAt: null }).execute(),
      kysely.deleteFrom('audit').execute(),
      kysely.schema.dropTable('keyv').execute(),
    ];
    for (const write of writes) await expect(write).rejects.toThrow(/read-?only/);
    await close();
  });

  test('what another version of the bot wrote, or none, is refused and not mended', async () => {
    const look = async () => (await openForReading(made.url, { log })).close();
    const refused = async (words: string) => {
      const error = await look().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(
        made.url.startsWith('sqlite:') && words === 'not there' ? DatabaseUrlError : SchemaVersionError,
      );
      expect(String(error)).toContain(words);
    };
    await refused(made.url.startsWith('sqlite:') ? 'not there' : 'none of the bot’s');
    const database = await openDatabase(made.url, { log });
    await look();
    await sql`insert into "kysely_migration" ("name", "timestamp") values ('9999-later', '')`.execute(
      database.kysely,
    );
    await refused('newer version of the bot');
    await sql`delete from "kysely_migration"`.execute(database.kysely);
    await refused('none of the bot’s');
    await database.close();
  });
});
