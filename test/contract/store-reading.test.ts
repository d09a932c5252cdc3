/** Looking into the store: nothing can be changed. Of a bot that runs meanwhile see processes/reading-beside-a-bot.test.ts. */
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { DatabaseUrlError } from '../../src/store/engine/place-of.ts';
import { openDatabase, openForReading } from '../../src/store/open.ts';
import { SchemaVersionError } from '../../src/store/schema/schema-version.ts';
import { lastingPlaces } from '../support/every-store.ts';

const log = createLog('silent');

describe.each(await lastingPlaces())('reading on $name', ({ make }) => {
  let made: Awaited<ReturnType<typeof make>>;
  beforeEach(async () => {
    made = await make();
  });
  afterEach(() => made.drop());

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
    await refused(made.url.startsWith('sqlite:') ? 'not there' : 'not the bot’s');
    const database = await openDatabase(made.url, { log });
    await look();
    await sql`insert into "kysely_migration" ("name", "timestamp") values ('9999-later', '')`.execute(
      database.kysely,
    );
    await refused('newer version of the bot');
    await sql`delete from "kysely_migration"`.execute(database.kysely);
    await refused('not the bot’s');
    await database.close();
  });
});
