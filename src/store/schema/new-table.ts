/** How a migration writes a table: its columns by name and kind. */
import type { CreateTableBuilder, Kysely } from 'kysely';

const types = {
  text: 'text',
  'text?': 'text',
  integer: 'integer',
  'integer?': 'integer',
  flag: 'integer',
  bigint: 'bigint',
  'bigint?': 'bigint',
} as const;

/**
 * A table of `columns`: `id` is its key, a `?` allows null, a `flag` is 0 unless set; times and sizes are bigint, as
 * PostgreSQL's integer is too short for ms. `if not exists`, because SQLite does not undo half a migration after a crash.
 */
export const table = (
  db: Kysely<unknown>,
  name: string,
  columns: Readonly<Record<string, keyof typeof types>>,
) => {
  let builder: CreateTableBuilder<string, string> = db.schema.createTable(name).ifNotExists();
  for (const [column, type] of Object.entries(columns)) {
    builder = builder.addColumn(column, types[type], (made) => {
      if (type.endsWith('?')) return made;
      if (type === 'flag') return made.notNull().defaultTo(0);
      return column === 'id' ? made.notNull().primaryKey() : made.notNull();
    });
  }
  return builder;
};
