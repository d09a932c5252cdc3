/** PostgreSQL takes no NUL in a text; a cloud or a person may write one, and what is not written would be tried for ever. */
import type { CompiledQuery, DatabaseConnection, PostgresDialect } from 'kysely';

/** Where UTF-8 has no way to write something either, as for half a character. */
const replacement = '\ufffd';

const hasNul = (value: unknown): value is string => typeof value === 'string' && value.includes('\0');

const readable = (query: CompiledQuery): CompiledQuery =>
  query.parameters.some(hasNul)
    ? {
        ...query,
        parameters: query.parameters.map((value) =>
          hasNul(value) ? value.replaceAll('\0', replacement) : value,
        ),
      }
    : query;

/** The same dialect, which writes and looks for {@link replacement} in the place of each NUL. */
export const withoutNul = (dialect: PostgresDialect): PostgresDialect => {
  const createDriver = dialect.createDriver.bind(dialect);
  dialect.createDriver = () => {
    const driver = createDriver();
    const acquire = driver.acquireConnection.bind(driver);
    // the driver keeps one for each of the pool's
    const known = new WeakSet<DatabaseConnection>();
    driver.acquireConnection = async (...how) => {
      const connection = await acquire(...how);
      if (known.has(connection)) return connection;
      known.add(connection);
      const execute = connection.executeQuery.bind(connection);
      connection.executeQuery = (query) => execute(readable(query));
      return connection;
    };
    return driver;
  };
  return dialect;
};
