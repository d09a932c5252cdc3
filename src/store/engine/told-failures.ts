/** Tells of a database's failures: statements that fail, and connections that cannot be made. */
import type { Dialect, KyselyConfig } from 'kysely';

export type OnFailure = () => void;

/** PostgreSQL's codes for a transaction that another one came between: it is only repeated. */
const collisions: ReadonlySet<unknown> = new Set(['40001', '40P01']);

/** How to open a database on `dialect`, so that `onFailure`, if there is any, is told of each. */
export const tellingFailures = (dialect: Dialect, onFailure: OnFailure | undefined): KyselyConfig => {
  if (onFailure === undefined) return { dialect };
  const unreached = (error: unknown): never => {
    onFailure();
    throw error;
  };
  return {
    dialect: {
      createAdapter: () => dialect.createAdapter(),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createIntrospector: (db) => dialect.createIntrospector(db),
      createDriver: () => {
        const driver = dialect.createDriver();
        const acquire = driver.acquireConnection.bind(driver);
        driver.acquireConnection = (options) => acquire(options).catch(unreached);
        return driver;
      },
    },
    log: (event) => {
      if (event.level === 'error' && !collisions.has(Object(event.error).code)) onFailure();
    },
  };
};
