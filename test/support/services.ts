/** Which real services the part of the tests that runs is about; vitest.config.ts says so. */
import { describe, inject, test } from 'vitest';
import { findPostgres, howToGetPostgres } from './postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** None unless said: our own doubles, and SQLite. */
    services?: 'postgresql' | 'keystone' | 'all';
    /** Every request of the bot's goes through a forward proxy, which alone knows the names of Slack and of the cloud. */
    proxied?: boolean;
  }
}

const among = (...wanted: readonly (string | undefined)[]) => wanted.includes(inject('services'));

export const isProxied = () => inject('proxied') === true;
export const onPostgresql = () => among('postgresql', 'all');
export const onKeystone = () => among('keystone', 'all');
/** Whether this part tries on real services what another part tries on doubles. */
export const onServices = () => !among(undefined);

/**
 * The server's URL, in the parts of the tests that are about PostgreSQL; null in the others, and where there is none:
 * then `what` is skipped by name, with what to do.
 */
export const postgresql = async (what: string): Promise<string | null> => {
  if (!onPostgresql()) return null;
  const server = await findPostgres();
  if (server === null)
    describe.skip(howToGetPostgres, () => {
      test(what, () => {});
    });
  return server;
};
