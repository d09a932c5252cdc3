/** The stories of what a database keeps are played on each: SQLite in the stage's folder, and a PostgreSQL whose clock can be turned. */
import { afterEach, beforeEach, describe } from 'vitest';
import { hurriedDatabase } from '../faults/hurried-database.ts';
import { createPostgresDatabase } from './postgres.ts';
import { postgresql } from './services.ts';
import { onPlayground } from './settings.ts';
import type { StageOptions } from './stage.ts';

interface Place {
  readonly options: Pick<StageOptions, 'databaseUrl' | 'databaseLater'>;
  readonly close: () => Promise<void>;
}

const onSqlite = async (): Promise<Place> => ({ options: {}, close: async () => {} });

const onPostgres = async (server: string): Promise<Place> => {
  const made = await createPostgresDatabase(server);
  const hurried = await hurriedDatabase(made.url);
  return {
    options: { databaseUrl: hurried.url, databaseLater: hurried.later },
    close: async () => {
      await hurried.close();
      await made.drop();
    },
  };
};

/**
 * @param what is tried there: an absent PostgreSQL is skipped by it
 * @param part is given what a stage on the store of each test needs, which is known once its hooks run
 */
export const onEachStore = async (
  what: string,
  part: (beginning: () => StageOptions) => void,
): Promise<void> => {
  const server = await postgresql(what);
  const stores = [
    { store: 'SQLite', make: onSqlite },
    ...(server === null ? [] : [{ store: 'PostgreSQL', make: () => onPostgres(server) }]),
  ];
  const settings = onPlayground().flatMap((setting) => stores.map((store) => ({ ...setting, ...store })));
  describe.each(settings)('$name, on $store', ({ store: _, make, ...setting }) => {
    let place: Place;
    beforeEach(async () => {
      place = await make();
    });
    afterEach(() => place.close());
    part(() => ({ ...setting, ...place.options }));
  });
};
