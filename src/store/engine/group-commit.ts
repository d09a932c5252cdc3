/**
 * Transactions requested in one turn of the event loop share one commit, because a disk takes as long for many as for
 * one. Each still happens as a whole or not at all, and none is answered before it is on the disk.
 */
import type { Db, Tx } from '../schema/tables.ts';

interface Asked {
  readonly work: (tx: Tx) => Promise<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Transactions for a database with one connection; they await nothing but the database. If one of those that share a
 * commit fails, each runs again on its own: savepoints would slow all of them, failed or not.
 */
export const groupCommits = (db: Db): (<T>(work: (tx: Tx) => Promise<T>) => Promise<T>) => {
  let waiting: Asked[] = [];
  const together = async (group: readonly Asked[]) => {
    const results = await db.transaction().execute(async (tx) => {
      const all: unknown[] = [];
      for (const { work } of group) all.push(await work(tx));
      return all;
    });
    for (const [n, { resolve }] of group.entries()) resolve(results[n]);
  };
  const apart = async (group: readonly Asked[]) => {
    for (const one of group) await together([one]).catch(one.reject);
  };
  const commit = async () => {
    const group = waiting;
    waiting = [];
    await together(group).catch((error) => {
      if (group.length > 1) return apart(group);
      for (const { reject } of group) reject(error);
      return undefined;
    });
  };
  return <T>(work: (tx: Tx) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      const asked = { work, resolve: resolve as Asked['resolve'], reject };
      if (waiting.push(asked) === 1) setImmediate(commit);
    });
};
