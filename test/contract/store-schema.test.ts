/** Tables of another version are refused and left as they are, with what to do about them. */
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { exitCodeOf } from '../../src/exit-code.ts';
import { checkVersion, migrate, SchemaVersionError } from '../../src/store/schema/schema-version.ts';
import { onEveryStore } from '../support/every-store.ts';

await onEveryStore('the schema', (store) => {
  const refusals = async () => {
    const { kysely } = store.database;
    return Promise.all(
      [migrate(kysely), checkVersion(kysely)].map((attempt) => attempt.catch((reason: unknown) => reason)),
    );
  };

  test('one from before the first release is refused in one sentence', async () => {
    const { kysely } = store.database;
    await sql`update "kysely_migration" set "name" = '0001-initial'`.execute(kysely);
    for (const error of await refusals()) {
      expect(error).toBeInstanceOf(SchemaVersionError);
      expect(String(error)).toMatch(/written before the first release.*start with an empty database/);
      expect(exitCodeOf(error)).toBe(78);
    }
    const { rows } = await sql`select "name" from "kysely_migration"`.execute(kysely);
    expect(rows).toEqual([{ name: '0001-initial' }]);
  });

  test('one that a newer bot wrote is refused', async () => {
    await sql`insert into "kysely_migration" ("name", "timestamp") values ('9999-later', '')`.execute(
      store.database.kysely,
    );
    for (const error of await refusals()) {
      expect(error).toBeInstanceOf(SchemaVersionError);
      expect(String(error)).toContain('newer version of the bot, which made 9999-later');
    }
  });

  test.each(['accounts', 'keyv', 'schemaVersion', 'kysely_migration'])(
    'one with a view in the place of %s is refused: what it writes there would go elsewhere, or nowhere',
    async (name) => {
      const { kysely } = store.database;
      await sql`alter table ${sql.table(name)} rename to "elsewhere"`.execute(kysely);
      await sql`create view ${sql.table(name)} as select * from "elsewhere"`.execute(kysely);
      for (const error of await refusals()) {
        expect(error).toBeInstanceOf(SchemaVersionError);
        expect(String(error)).toContain(`a view in the place of its table ${name}`);
        expect(exitCodeOf(error)).toBe(78);
      }
    },
  );

  test('a view beside the bot’s tables, for whoever reads them, is no obstacle', async () => {
    const { kysely } = store.database;
    await sql`create view "reported" as select "id" from "offers"`.execute(kysely);
    expect(await refusals()).toEqual([undefined, undefined]);
  });
});
