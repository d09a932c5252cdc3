/** A table that PostgreSQL does not clean up gets slower every day: the bot says so, once a day. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { createLog } from '../../src/core/log.ts';
import { openDatabase } from '../../src/store/open.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';

const server = await postgresql('a table that nobody cleans up');

describe('on a real PostgreSQL', () => {
  test('more dead rows than live ones are warned of, once a day and table', async () => {
    const { url, drop } = await createPostgresDatabase(server ?? '');
    const lines: string[] = [];
    const log = createLog('warn', { write: (line) => lines.push(line) });
    const clock = { ...systemClock, time: 1_000, now: () => clock.time };
    const database = await openDatabase(url, { log, clock });
    const ask = (words: string) => sql.raw(words).execute(database.kysely);
    const tidy = async (afterMs: number) => {
      clock.time += afterMs;
      await database.tidy(clock.time);
      return lines.splice(0).map((line) => JSON.parse(line));
    };
    expect(await tidy(0)).toEqual([]);

    await ask('create table worn (n int) with (autovacuum_enabled = off)');
    await database.kysely.connection().execute(async (one) => {
      await sql.raw('insert into worn select generate_series(1, 2000)').execute(one);
      await sql.raw('delete from worn where n > 100').execute(one);
      // the counts are of what has ended
      await sql.raw('select pg_stat_force_next_flush()').execute(one);
    });
    const warning = { msg: expect.stringContaining('dead rows'), table: 'worn', live: 100, dead: 1_900 };
    expect(await tidy(hourMs)).toMatchObject([warning]);
    expect(await tidy(hourMs)).toEqual([]);
    expect(await tidy(dayMs)).toMatchObject([warning]);

    await ask('vacuum worn');
    await ask('select pg_stat_force_next_flush()');
    expect(await tidy(dayMs)).toEqual([]);
    await database.close();
    await drop();
  });
});
