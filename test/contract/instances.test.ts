/** Several processes on one PostgreSQL: who lives, who is gone, and what becomes of the leases of either. */
import { type EventEmitter, once } from 'node:events';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { createGoneWatch, goneAfterMs, instanceLock } from '../../src/store/claims/gone-instances.ts';
import type { Database } from '../../src/store/engine/database.ts';
import { openLockConnection } from '../../src/store/engine/lock-connection.ts';
import { openAlone, openDatabase } from '../../src/store/open.ts';
import * as offers from '../../src/store/repositories/offers.ts';
import { insertLab } from '../support/on-lab.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';
import { offer } from '../support/store-rows.ts';
import '../support/every-store.ts';

const log = createLog('silent');

test('a number is gone once it has been without its lock for a second, and not before', () => {
  const goneOf = createGoneWatch();
  expect(goneOf([1, 2], 0)).toEqual([]);
  expect(goneOf([1], goneAfterMs / 2)).toEqual([]);
  // the second had its lock again in between
  expect(goneOf([1, 2], goneAfterMs)).toEqual([1]);
  expect(goneOf([2], goneAfterMs * 2)).toEqual([2]);
});

const server = await postgresql('several processes on one database');

describe.each(server === null ? [] : [server])('on a real PostgreSQL', (server) => {
  let made: Awaited<ReturnType<typeof createPostgresDatabase>>;
  let outside: Client;
  const opened = new Set<Database>();
  const open = async () => {
    const database = await openDatabase(made.url, { log });
    opened.add(database);
    return database;
  };
  const close = async (database: Database) => {
    opened.delete(database);
    await database.close();
  };
  beforeEach(async () => {
    made = await createPostgresDatabase(server);
    outside = new Client({ connectionString: made.url });
    await outside.connect();
  });
  afterEach(async () => {
    for (const database of opened) await close(database);
    await outside.end();
    await made.drop();
  });

  const soon = (events: EventEmitter, what: string) => once(events, what);
  const ask = async (words: string) => (await outside.query(words)).rows;
  const lease = async (database: Database) => {
    const row = offer({ dueAt: 1 });
    await offers.insertOffer(database.kysely, row);
    const token = database.instance.leaseToken();
    if (token === null) throw new Error('no number');
    const options = { now: await database.now(), limit: 1, leaseMs: 60_000, token };
    const [claimed] = await offers.claimOffers(database.kysely, options);
    if (!claimed) throw new Error('nothing claimed');
    return claimed;
  };
  const leases = () => ask('select "leaseToken", "leaseUntil" is not null as "runs" from "offers"');
  const terminate = () =>
    ask(
      `select pg_terminate_backend("pid") from pg_locks where "locktype" = 'advisory' and "classid" = ${instanceLock}
        and "database" = (select "oid" from pg_database where "datname" = current_database())`,
    );

  test('the leases of one that is gone end within seconds, and the tokens stay', async () => {
    const [living, dying] = [await open(), await open()];
    await insertLab(living.kysely);
    const { leaseToken } = await lease(dying);
    await close(dying);
    const [[ended]] = await Promise.all([
      soon(living.instance.events, 'takenOver'),
      soon(living.instance.events, 'due'),
    ]);
    expect(ended).toBe(1);
    expect(await leases()).toEqual([{ leaseToken, runs: false }]);
  });

  test('the leases of one that lives stay, whatever becomes of others', async () => {
    const [one, other, dying] = [await open(), await open(), await open()];
    await insertLab(one.kysely);
    const { leaseToken } = await lease(other);
    const { leaseToken: ofTheDead } = await lease(dying);
    await close(dying);
    await Promise.race([one, other].map(({ instance }) => soon(instance.events, 'takenOver')));
    expect(new Set(await leases())).toEqual(
      new Set([
        { leaseToken, runs: true },
        { leaseToken: ofTheDead, runs: false },
      ]),
    );
  });

  test('one that loses its connection goes on with a new number, and its former leases end', async () => {
    const one = await open();
    await insertLab(one.kysely);
    const claimed = await lease(one);
    const lost = soon(one.instance.events, 'lost');
    const back = soon(one.instance.events, 'due');
    await terminate();
    await lost;
    expect(one.instance.leaseToken()).toBeNull();
    await back;
    expect(one.instance.leaseToken()?.split(':')[0]).not.toBe(claimed.leaseToken.split(':')[0]);
    expect(await leases()).toEqual([{ leaseToken: claimed.leaseToken, runs: false }]);
    const now = await one.now();
    expect(await offers.finishOffer(one.kysely, claimed, {}, { now, nextDueAt: null })).toBe(false);
  });

  test('what is being written when the lock is lost fails', async () => {
    const one = await open();
    const written = one.transaction(async (tx) => {
      const lost = soon(one.instance.events, 'lost');
      await terminate();
      await lost;
      await tx.selectFrom('offers').selectAll().execute();
    });
    await expect(written).rejects.toThrow();
    expect(await one.now()).toBeGreaterThan(0);
  });

  test('one connection holds the lock that keeps operators out, for as long as the bot is there', async () => {
    const one = await open();
    await Promise.all(Array.from({ length: 10 }, () => one.now()));
    const held =
      await ask(`select count(*)::integer as "locks", count(distinct "pid")::integer as "pids" from pg_locks
      where "locktype" = 'advisory' and "granted" and "database" = (select "oid" from pg_database where "datname" = current_database())`);
    expect(held).toEqual([{ locks: 2, pids: 1 }]);
    await expect(openAlone(made.url, { log })).rejects.toThrow('Stop every replica first');
    await close(one);
    await (await openAlone(made.url, { log })).close();
  });

  test('the server notices within seconds when the host of its connection is gone, and never ends it for idling', async () => {
    const client = await openLockConnection(made.url, () => {});
    const { rows } = await client.query(
      `select "name", "setting" from pg_settings where "name" like 'tcp\\_%' or "name" = 'idle_session_timeout'`,
    );
    await client.end();
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      tcp_keepalives_idle: '2',
      tcp_keepalives_interval: '1',
      tcp_keepalives_count: '3',
      tcp_user_timeout: '5000',
      idle_session_timeout: '0',
    });
  });

  test('others hear of what one leaves to them once it is committed; the writer does not', async () => {
    const [writer, other] = [await open(), await open()];
    const heard: string[] = [];
    writer.instance.events.on('due', () => heard.push('writer'));
    other.instance.events.on('due', () => heard.push('other'));
    const woken = soon(other.instance.events, 'due');
    await writer.transaction(async (tx) => {
      await writer.instance.wakeOthers(tx);
      await writer.instance.wakeOthers(tx);
      await writer.now();
      expect(heard).toEqual([]);
    });
    await woken;
    await other.now();
    expect(heard).toEqual(['other']);
  });
});
