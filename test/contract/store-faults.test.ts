/** What the store does when the machine's clock was put back while no bot ran, and when the database's server cuts it off. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/core/clock.ts';
import { createLog } from '../../src/core/log.ts';
import { openDatabase } from '../../src/store/open.ts';
import { ensureShare, findShare, setIntents } from '../../src/store/repositories/shares.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';
import { alice, shareRow } from '../support/share-row.ts';

const log = createLog('silent');
const hourMs = 3_600_000;

test('a clock that was put back an hour while nobody ran does not keep an intent waiting for an hour', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'image-share-'));
  const url = `sqlite:${join(folder, 'bot.db')}`;
  const open = (now: number) => openDatabase(url, { log, clock: createClock(() => now) });
  const before = await open(2 * hourMs);
  const share = await ensureShare(before.kysely, shareRow());
  const intent = { value: 'present', by: alice, accountId: 'account', at: 0 } as const;
  await setIntents(before.kysely, share.id, 0, { member: intent }, 2 * hourMs);
  await before.close();
  const after = await open(hourMs);
  expect((await findShare(after.kysely, share.id))?.dueAt).toBe(hourMs);
  await after.close();
  rmSync(folder, { recursive: true });
});

const server = await postgresql('the same');

describe.each(server === null ? [] : [server])('on a real PostgreSQL', (server) => {
  test('a connection that is cut in the middle of a transaction fails that one and nothing else', async () => {
    const { url, drop } = await createPostgresDatabase(server);
    const database = await openDatabase(url, { log });
    const cut = database.transaction(async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as "pid"`.execute(tx);
      const [{ pid = 0 } = {}] = rows;
      // nothing is asked of this connection when its end comes
      await sql`select pg_terminate_backend(${pid}, 5000)`.execute(database.kysely);
      await sql`select 1`.execute(tx);
    });
    await expect(cut).rejects.toThrow(/terminat|connection/i);
    expect(await database.now()).toBeGreaterThan(0);
    await database.close();
    await drop();
  });

  test('what is written goes by the server’s clock, whatever ours says', async () => {
    const { url, drop } = await createPostgresDatabase(server);
    const database = await openDatabase(url, { log, clock: createClock(() => Date.now() + hourMs) });
    expect(Math.abs(database.clock.now() - (await database.now()))).toBeLessThan(hourMs / 2);
    await database.close();
    await drop();
  });
});
