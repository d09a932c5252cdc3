/** Changes to the tables are only added: what one does, on either database, stays as it was when it was merged. */
import { createHash } from 'node:crypto';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { expect, test } from 'vitest';
import { migrations, type SchemaChange } from '../../../src/store/schema/migrations.ts';

/** Of each change the hash of its statements. A line is added with a new change, and no other is ever edited. */
const frozen: Readonly<Record<string, { readonly sqlite: string; readonly postgresql: string }>> = {
  '0001-tables': { sqlite: '093fc52dbfc02f85', postgresql: '999c7627ee160ce8' },
};

const dialects = {
  sqlite: { Adapter: SqliteAdapter, Introspector: SqliteIntrospector, QueryCompiler: SqliteQueryCompiler },
  postgresql: {
    Adapter: PostgresAdapter,
    Introspector: PostgresIntrospector,
    QueryCompiler: PostgresQueryCompiler,
  },
} as const;

const hashOf = async ({ up, readableFrom }: SchemaChange, dialect: keyof typeof dialects) => {
  const { Adapter, Introspector, QueryCompiler } = dialects[dialect];
  const hash = createHash('sha256').update(`readable from ${readableFrom}`);
  const db = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new Adapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (one) => new Introspector(one),
      createQueryCompiler: () => new QueryCompiler(),
    },
    log: ({ query }) => {
      hash.update(JSON.stringify([query.sql.replace(/\s+/g, ' '), query.parameters]));
    },
  });
  await up(db);
  return hash.digest('hex').slice(0, 16);
};

test('each is here, in its order', () => {
  expect(Object.keys(migrations)).toEqual(Object.keys(frozen));
});

test.each(Object.entries(migrations))('%s does what it did', async (name, change) => {
  const now = { sqlite: await hashOf(change, 'sqlite'), postgresql: await hashOf(change, 'postgresql') };
  expect(now).toEqual(frozen[name]);
});
