/**
 * This process as one of several on PostgreSQL: it has a number, and holds a lock on it over a connection of its own. Its leases carry
 * the number, so that the others can tell, without a clock, when they are of nobody, and end them.
 */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { sql } from 'kysely';
import type { Client } from 'pg';
import { systemClock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import type { Instance, InstanceEvents } from '../engine/database.ts';
import { openLockConnection } from '../engine/lock-connection.ts';
import type { Db } from '../schema/tables.ts';
import { createGoneWatch, instanceLock, lookForGone, regroupMs } from './gone-instances.ts';
import { endLeases, holderMark } from './leases.ts';

const checkMs = 500;
const reopenMs = 500;
/** How long a statement waits for a lost connection to be there again. */
const patienceMs = 1_000;

const channel = 'imageShareDue';

/** As PostgreSQL says it: who meets it waits. @see https://www.postgresql.org/docs/15/errcodes-appendix.html */
const connectionDoesNotExist = '08003';

interface Session {
  readonly client: Client;
  /** Fires once the connection is lost. */
  readonly lost: AbortSignal;
}

export interface PostgresInstance extends Instance {
  /** Resolves while the lock is held that bots share; rejects if it stays lost. */
  held(): Promise<void>;
  /** Takes a number and watches those of the others, until it is closed; the tables are there. */
  begin(db: Db, cutConnections: () => void): Promise<void>;
  /** @param others closes the other connections, while the lock is still held for them */
  close(others: () => Promise<void>): Promise<void>;
}

const openSession = async (url: string): Promise<Session> => {
  const lost = new AbortController();
  return { client: await openLockConnection(url, (error) => lost.abort(error)), lost: lost.signal };
};

/** A number that nobody has, locked until the connection ends. */
const takeNumber = async (client: Client): Promise<number> => {
  for (;;) {
    const { rows } = await client.query(
      `select "number", pg_try_advisory_lock(${instanceLock}, "number") as "taken" from (select nextval('"instanceNumbers"')::integer as "number" offset 0) as "next"`,
    );
    if (rows[0]?.taken) return rows[0].number;
  }
};

/** @throws DatabaseInUseError while an operator's command has the database */
export const openInstance = async (url: string, log: Log): Promise<PostgresInstance> => {
  const events = new EventEmitter<InstanceEvents>();
  const closing = new AbortController();
  let session: Session | null = await openSession(url);
  let number: number | null = null;
  let back = Promise.withResolvers<void>();
  let watching: Promise<void> = Promise.resolve();

  const enter = async ({ client }: Session) => {
    number = await takeNumber(client);
    client.on('notification', ({ payload }) => {
      if (payload !== String(number)) events.emit('due');
    });
    await client.query(`listen "${channel}"`);
    log.info({ instance: number }, 'this process has its number among those that share the database');
  };

  const takeOver = async (db: Db, gone: readonly number[]) => {
    const leases = await endLeases(db, gone).catch((err) => {
      log.warn({ gone, err }, 'could not take over the work of instances that are gone; trying again');
      return 0;
    });
    if (leases === 0) return;
    log.warn({ gone, leases }, 'took over the work of instances that are gone');
    events.emit('takenOver', leases);
    events.emit('due');
  };

  /** Ends when the connection is lost. */
  const watchOthers = async (db: Db, { client, lost }: Session, quietUntil: number) => {
    const goneOf = createGoneWatch();
    // not a race with a promise that lasts for days: each race would leave something behind in it
    const over = AbortSignal.any([closing.signal, lost]);
    for (;;) {
      await systemClock.sleep(checkMs, over).catch(() => over.throwIfAborted());
      const { rows } = await client.query(lookForGone);
      const { upMs, gone } = rows[0] as { readonly upMs: string; readonly gone: readonly number[] };
      if (Number(upMs) < regroupMs || performance.now() < quietUntil) continue;
      const all = goneOf(gone, performance.now());
      if (all.length > 0) await takeOver(db, all);
    }
  };

  const reopen = async (): Promise<Session> => {
    for (;;) {
      const reopened = await openSession(url).catch((error: unknown) => {
        log.debug({ err: error }, 'the database is not there yet');
        return null;
      });
      const entered =
        reopened !== null &&
        (await enter(reopened).then(
          () => !closing.signal.aborted,
          () => false,
        ));
      if (entered) return reopened;
      reopened?.client.end().catch(() => {});
      await systemClock.sleep(reopenMs, closing.signal);
    }
  };

  const watch = async (db: Db, cutConnections: () => void) => {
    for (let current = session, quietUntil = 0; current !== null; ) {
      const reason = await watchOthers(db, current, quietUntil).catch((error: unknown) => error);
      if (closing.signal.aborted) return;
      const former = number;
      session = null;
      number = null;
      log.warn(
        { instance: former, err: reason },
        'lost the place among the instances; what is under way is cut off',
      );
      events.emit('lost');
      // what is being written was allowed by a lock that is lost
      cutConnections();
      current.client.end().catch(() => {});
      current = await reopen();
      session = current;
      back.resolve();
      back = Promise.withResolvers();
      quietUntil = performance.now() + regroupMs;
      if (former !== null) await takeOver(db, [former]);
      events.emit('due');
    }
  };

  return {
    events,
    leaseToken: () => (number === null ? null : `${holderMark(number)}${randomUUID()}`),
    wakeOthers: async (tx) => {
      await sql`select pg_notify(${channel}, ${String(number)})`.execute(tx);
    },
    held: async () => {
      if (session !== null) return;
      const late = systemClock.sleep(patienceMs).then(() => {
        throw Object.assign(
          new Error('The connection that holds this process’s place in the database is lost.'),
          { code: connectionDoesNotExist },
        );
      });
      await Promise.race([back.promise, late]);
    },
    begin: async (db, cutConnections) => {
      if (session === null) return;
      await enter(session);
      watching = watch(db, cutConnections).catch((err) => {
        if (!closing.signal.aborted) log.error({ err }, 'stopped watching the other instances');
      });
    },
    close: async (others) => {
      closing.abort();
      await others();
      await watching;
      await session?.client.end();
    },
  };
};
