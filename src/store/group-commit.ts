/**
 * Transactions that are asked for in one turn of the event loop share one commit, since a disk takes as long for many as for
 * one. Each still happens whole or not at all, and none is answered before it is on the disk.
 */
import { sql } from 'kysely';
import type { Db, Tx } from './tables.ts';

interface Asked {
  /** Runs its part, and gives what is to be told once all is committed. */
  run(tx: Tx): Promise<() => void>;
  fail(error: unknown): void;
}

const asked = <T>(
  work: (tx: Tx) => Promise<T>,
  resolve: (result: T) => void,
  reject: (error: unknown) => void,
): Asked => ({
  run: async (tx) => {
    await sql`savepoint "one"`.execute(tx);
    try {
      const result = await work(tx);
      await sql`release "one"`.execute(tx);
      return () => resolve(result);
    } catch (error) {
      const undone = sql`rollback to "one"`.execute(tx);
      // on a full disk, say, SQLite has undone all of it by itself
      await undone.catch(() => Promise.reject(error));
      await sql`release "one"`.execute(tx);
      return () => reject(error);
    }
  },
  fail: reject,
});

/** Transactions for a database that has one connection, and on which nothing but the database is awaited in them. */
export const groupCommits = (db: Db): (<T>(work: (tx: Tx) => Promise<T>) => Promise<T>) => {
  let waiting: Asked[] = [];
  const commit = async () => {
    const group = waiting;
    waiting = [];
    try {
      const answers = await db.transaction().execute(async (tx) => {
        const given: (() => void)[] = [];
        for (const one of group) given.push(await one.run(tx));
        return given;
      });
      for (const answer of answers) answer();
    } catch (error) {
      for (const one of group) one.fail(error);
    }
  };
  return (work) =>
    new Promise((resolve, reject) => {
      if (waiting.push(asked(work, resolve, reject)) === 1) setImmediate(commit);
    });
};
