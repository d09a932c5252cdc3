/** Moving to another database: every table, both ways, again, and not where somebody's newer rows would be lost. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dayMs } from '../../src/core/durations.ts';
import type { ProjectId, SlackUserId, TeamId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import type { Account } from '../../src/model/account.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { DatabaseInUseError } from '../../src/store/engine/in-use-lock.ts';
import { openAlone, openDatabase, openForReading } from '../../src/store/open.ts';
import { checkOpens, migrateStore } from '../../src/store/operator/copy.ts';
import {
  accountsOfPerson,
  deleteAccount,
  insertAccount,
  renameAccount,
  setDefault,
} from '../../src/store/repositories/accounts.ts';
import { appendAudit, readAudit } from '../../src/store/repositories/audit-lines.ts';
import { removeOldLines } from '../../src/store/retention/old-audit.ts';
import { SchemaVersionError } from '../../src/store/schema/schema-version.ts';
import { createCredentials, UnknownKeyError } from '../../src/store/secrets/credentials.ts';
import { parseKeys } from '../../src/store/secrets/keys.ts';
import { createKeyv } from '../../src/store/secrets/keyv-adapter.ts';
import { contentOf, insertEverywhere } from '../support/every-row.ts';
import { onLab } from '../support/on-lab.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';
import { auditLine } from '../support/store-rows.ts';

interface Place {
  readonly url: string;
  readonly drop: () => unknown;
}

const log = createLog('silent');
const server = await postgresql('the same');
const [teamId, userId] = ['T1' as TeamId, 'UALICE' as SlackUserId];
const keysOf = (byte: number) => parseKeys(`k${byte}:${Buffer.alloc(32, byte).toString('base64')}`);

const sqlite = (): Place => {
  const folder = mkdtempSync(join(tmpdir(), 'image-share-migrate-'));
  return { url: `sqlite:${folder}/bot.db`, drop: () => rmSync(folder, { recursive: true }) };
};
const postgres = () => createPostgresDatabase(server ?? '');

const ways: readonly { name: string; make: () => Promise<{ from: Place; to: Place }> }[] = [
  { name: 'SQLite to SQLite', make: async () => ({ from: sqlite(), to: sqlite() }) },
  ...(server === null
    ? []
    : [
        { name: 'SQLite to PostgreSQL', make: async () => ({ from: sqlite(), to: await postgres() }) },
        { name: 'PostgreSQL to SQLite', make: async () => ({ from: await postgres(), to: sqlite() }) },
      ]),
];

const account = (id: string, more: Partial<Account> = {}): Account => ({
  id,
  teamId,
  enterpriseId: null,
  userId,
  name: id,
  ...onLab,
  projectId: 'p' as ProjectId,
  projectName: 'Producer “1”',
  method: 'password',
  region: null,
  entry: null,
  health: 'good',
  speaks: true,
  suspendedAt: null,
  expiresAt: null,
  expiryReadAt: null,
  refusedActs: [],
  isDefault: false,
  createdAt: 2 ** 45,
  ...more,
});

const line = (subject: string) => auditLine({ by: userId, subject });

describe.each(ways)('from $name', ({ make }) => {
  let places: { from: Place; to: Place };
  const opened = new Set<Database>();

  beforeEach(async () => {
    places = await make();
  });
  afterEach(async () => {
    for (const database of opened) await database.close();
    opened.clear();
    await places.from.drop();
    await places.to.drop();
  });

  /** Closed at the end, if not before. */
  const use = async (opening: Promise<Database>): Promise<Database> => {
    const database = await opening;
    const close = () => {
      opened.delete(closed);
      return database.close();
    };
    const closed = { ...database, close };
    opened.add(closed);
    return closed;
  };
  const on = async <T>(place: Place, work: (database: Database) => Promise<T>): Promise<T> => {
    const database = await use(openDatabase(place.url, { log }));
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  };
  /** As it lies there: opening it otherwise ends the leases of an SQLite file. */
  const look = <T>(place: Place, work: (database: Pick<Database, 'kysely'>) => Promise<T>): Promise<T> =>
    openForReading(place.url, { log }).then((database) => work(database).finally(database.close));
  const migrate = async (source = 'here', onRows?: () => void) => {
    const from = await use(openAlone(places.from.url, { log }));
    try {
      const to = await use(openAlone(places.to.url, { log, existing: false }));
      const moving = migrateStore(from, to, { source, ...(onRows && { onRows }) });
      return await moving.finally(to.close);
    } finally {
      await from.close();
    }
  };
  const counts = async (moving: ReturnType<typeof migrate>) =>
    Object.fromEntries(
      (await moving)
        .filter(({ added, changed, gone }) => added + changed + gone > 0)
        .map(({ table, rows, added, changed, gone }) => [table, { rows, added, changed, gone }]),
    );
  const same = async () =>
    expect(await look(places.to, ({ kysely }) => contentOf(kysely))).toEqual(
      await look(places.from, ({ kysely }) => contentOf(kysely, { leases: false })),
    );

  test('every row of every table is moved, in every column, and leases are not', async () => {
    await on(places.from, async ({ kysely }) => {
      await insertEverywhere(kysely, 1);
      await insertEverywhere(kysely, 2);
    });
    const moved = await migrate();
    const expected = await look(places.from, ({ kysely }) => contentOf(kysely, { leases: false }));
    expect(await look(places.to, ({ kysely }) => contentOf(kysely))).toEqual(expected);
    expect(Object.keys(expected).length).toBeGreaterThan(6);
    for (const [name, rows] of Object.entries(expected)) expect(rows, name).toHaveLength(2);
    expect(Object.fromEntries(moved.map(({ table, rows }) => [table, rows]))).toEqual(
      Object.fromEntries(Object.keys(expected).map((name) => [name, 2])),
    );
    expect(await counts(migrate())).toEqual({});
  });

  test('more rows than one page has', async () => {
    const many = 12_000;
    await on(places.from, async ({ kysely }) => {
      const rows = Array.from({ length: many }, (_, n) => ({
        key: `k${n % 7}:${n}`,
        value: `v${n}`,
        expiresAt: null,
      }));
      for (let n = 0; n < many; n += 3000)
        await kysely
          .insertInto('keyv')
          .values(rows.slice(n, n + 3000))
          .execute();
    });
    let told = 0;
    expect(await counts(migrate('here', () => (told += 1)))).toEqual({
      keyv: { rows: many, added: many, changed: 0, gone: 0 },
    });
    expect(told).toBeGreaterThan(1);
    await same();
  });

  test('a credential opens where it was moved to, under the same keys alone', async () => {
    const credential = { secret: 'correct horse' };
    const of = ({ kysely }: Database, keys = keysOf(1)) =>
      createCredentials({ keyv: createKeyv(kysely), keys });
    await on(places.from, async (database) => {
      await (await of(database).seal('a1', { teamId, userId }, credential))(database.kysely);
      await checkOpens(database.kysely, keysOf(1));
      await expect(checkOpens(database.kysely, keysOf(2))).rejects.toThrow(UnknownKeyError);
      const impostor = parseKeys(`k1:${Buffer.alloc(32, 9).toString('base64')}`);
      await expect(checkOpens(database.kysely, impostor)).rejects.toThrow(UnknownKeyError);
    });
    await migrate();
    await on(places.to, async (database) =>
      expect(await of(database).get('a1', { teamId, userId })).toEqual(credential),
    );
  });

  test('the trail goes on after its last line', async () => {
    const subjects = async ({ kysely }: Database) =>
      (await readAudit(kysely, { teamId })).map(({ subject, by }) => [subject, by?.userId]);
    await on(places.from, async ({ kysely }) => {
      for (const subject of ['one', 'two']) await appendAudit(kysely, line(subject));
    });
    await migrate();
    await on(places.from, ({ kysely }) => appendAudit(kysely, line('three')));
    expect(await counts(migrate())).toEqual({ audit: { rows: 3, added: 1, changed: 0, gone: 0 } });
    await on(places.to, async (database) => {
      await appendAudit(database.kysely, line('four'));
      expect(await subjects(database)).toEqual(['four', 'three', 'two', 'one'].map((one) => [one, userId]));
    });
  });

  test('again, the trail loses at its old end what the source has removed', async () => {
    const [now, database] = [200 * dayMs, (one: Database) => ({ database: one, append: appendAudit })];
    await on(places.from, async ({ kysely }) => {
      for (const ago of [150, 149, 1]) await appendAudit(kysely, auditLine({ at: now - ago * dayMs }));
    });
    await migrate();
    await on(places.from, (from) => removeOldLines(database(from), now, 90 * dayMs));
    expect(await counts(migrate())).toEqual({ audit: { rows: 2, added: 1, changed: 0, gone: 2 } });
    await same();
  });

  test('again, it brings what came, changed and went since, and says so', async () => {
    await on(places.from, async ({ transaction, kysely }) => {
      for (const id of ['a', 'b', 'c']) await transaction((tx) => insertAccount(tx, account(id)));
      await appendAudit(kysely, line('one'));
    });
    expect(await counts(migrate())).toEqual({
      accounts: { rows: 3, added: 3, changed: 0, gone: 0 },
      audit: { rows: 1, added: 1, changed: 0, gone: 0 },
      people: { rows: 1, added: 1, changed: 0, gone: 0 },
    });
    expect(await counts(migrate())).toEqual({});
    await on(places.from, async ({ transaction, kysely }) => {
      await transaction((tx) => deleteAccount(tx, 'c'));
      await transaction((tx) => insertAccount(tx, account('d')));
      // names swapped and another default: each order of single updates would break a rule on the way
      for (const [id, name] of [
        ['a', 'x'],
        ['b', 'a'],
        ['a', 'b'],
      ] as const)
        await renameAccount(kysely, id, name);
      await transaction((tx) => setDefault(tx, { teamId, userId }, 'b'));
    });
    expect(await counts(migrate())).toEqual({ accounts: { rows: 3, added: 1, changed: 2, gone: 1 } });
    await same();
    const names = await look(places.to, ({ kysely }) => accountsOfPerson(kysely, { teamId, userId }));
    expect(names.map(({ id, name, isDefault }) => [id, name, isDefault])).toEqual([
      ['a', 'b', false],
      ['b', 'a', true],
      ['d', 'd', false],
    ]);
  });

  test('what breaks in the middle leaves the target as it was', async () => {
    await on(places.from, ({ transaction }) => transaction((tx) => insertAccount(tx, account('a'))));
    await migrate();
    await on(places.from, ({ kysely }) => insertEverywhere(kysely, 1));
    const before = await look(places.to, ({ kysely }) => contentOf(kysely));
    const breaking = migrate('here', () => {
      throw new Error('pulled the plug');
    });
    await expect(breaking).rejects.toThrow('pulled the plug');
    expect(await look(places.to, ({ kysely }) => contentOf(kysely))).toEqual(before);
    await migrate();
    await same();
  });

  test('not over what a bot has worked on since, nor over a copy of another database', async () => {
    await on(places.from, ({ transaction }) => transaction((tx) => insertAccount(tx, account('a'))));
    await migrate();
    await expect(migrate('elsewhere')).rejects.toThrow('The target is a copy of here');
    await on(places.to, async () => {});
    await expect(migrate()).rejects.toThrow('rows of its own in accounts');
    await same();
  });

  test('a bot that only started on an empty target is no obstacle', async () => {
    await on(places.to, async () => {});
    await on(places.from, ({ transaction }) => transaction((tx) => insertAccount(tx, account('a'))));
    await migrate();
    await same();
  });

  test('not beside a bot, on either side; and a bot waits for it', async () => {
    for (const place of [places.from, places.to]) {
      await on(places.from, async () => {});
      const bot = await use(openDatabase(place.url, { log }));
      await expect(migrate()).rejects.toThrow(DatabaseInUseError);
      await bot.close();
    }
    await use(openAlone(places.from.url, { log }));
    await expect(openDatabase(places.from.url, { log })).rejects.toThrow(DatabaseInUseError);
  });

  test('not into what a newer bot wrote', async () => {
    await on(places.from, async () => {});
    await on(places.to, ({ kysely }) =>
      sql`insert into "kysely_migration" ("name", "timestamp") values ('9999-later', '2030-01-01')`.execute(
        kysely,
      ),
    );
    const error = await migrate().catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SchemaVersionError);
    expect(String(error)).toContain('newer version of the bot, which made 9999-later');
  });
});
