/** What this process asks of PostgreSQL, in order, with the values. */
import { Client } from 'pg';

export interface Asked {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Query = (this: Client, ...asked: unknown[]) => unknown;

/** Hands on each statement, on whichever connection, until the returned function is called. */
export const listenToPostgres = (heard: (asked: Asked) => void): (() => void) => {
  const own = Client.prototype.query as Query;
  Client.prototype.query = function (this: Client, ...asked: unknown[]) {
    const [text, values] = asked;
    if (typeof text === 'string') heard({ text, values: Array.isArray(values) ? values : [] });
    return own.apply(this, asked);
  } as typeof Client.prototype.query;
  return () => {
    Client.prototype.query = own as typeof Client.prototype.query;
  };
};
