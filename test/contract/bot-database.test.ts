/** The bot and a database that comes late, is somebody else's, or goes away: on SQLite and on a real PostgreSQL. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLog } from '../../src/core/log.ts';
import { openAlone } from '../../src/store/open.ts';
import { createDeployment, type Deployment } from '../support/deployment.ts';
import { createDrivenClock, type DrivenClock } from '../support/driven-clock.ts';
import { lastingPlaces } from '../support/every-store.ts';
import { createMoodyPostgres } from '../support/moody-postgres.ts';
import { createPostgresDatabase } from '../support/postgres.ts';
import { postgresql } from '../support/services.ts';

let deployment: Deployment;
beforeEach(async () => {
  deployment = await createDeployment();
});
afterEach(() => deployment.close());

const ask = async (port: string, path: string) => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`);
  return [answer.status, await answer.json()] as const;
};

describe.each(await lastingPlaces())('on $name', ({ make }) => {
  test('an operator’s command that has the database is waited for, and after 15 s it is 75', async () => {
    const { url, drop } = await make();
    const alone = await openAlone(url, { log: createLog('silent'), existing: false });
    const env = { ...deployment.env, DATABASE_URL: url };
    const clock = createDrivenClock();
    let isOver = false;
    const refused = deployment.refusal(env, clock).finally(() => {
      isOver = true;
    });
    await pass(clock, () => isOver);
    const { code, out, err } = await refused;
    expect(err).toMatch(/in use/);
    expect(out.match(/waiting for the other process to end/g)).toHaveLength(1);
    expect(code).toBe(75);
    const bot = deployment.beginBot(env);
    const port = await bot.listening;
    await deployment.slack.until(() => bot.output().includes('waiting for the other process'));
    expect(await ask(port, '/readyz')).toEqual([503, { ready: false, checks: { database: 'in use' } }]);
    await alone.close();
    await bot.up;
    expect((await ask(port, '/readyz'))[0]).toBe(200);
    expect((await bot.terminate()).code).toBe(0);
    await drop();
  });
});

/** Lets seconds pass by the bot's clock, each with time for a try, until `look` holds. */
const pass = (clock: DrivenClock, look: () => boolean) =>
  deployment.slack.until(
    () => {
      clock.moveTo(clock.now() + 1_000);
      return look();
    },
    { what: 'what time brings' },
  );

const server = await postgresql('a database that comes late, or goes away');

describe.each(server === null ? [] : [server])('a real PostgreSQL', (server) => {
  const begun = async () => {
    const { url, drop } = await createPostgresDatabase(server);
    const postgres = await createMoodyPostgres(url);
    return {
      env: { ...deployment.env, DATABASE_URL: postgres.url },
      postgres,
      end: async () => {
        await postgres.close();
        await drop();
      },
    };
  };

  test('that starts after the bot is found by it, and the bot is up', async () => {
    const { env, postgres, end } = await begun();
    await postgres.leave();
    const clock = createDrivenClock();
    const bot = deployment.beginBot(env, clock);
    const port = await bot.listening;
    const since = clock.now();
    await pass(clock, () => clock.now() - since > 300_000);
    expect((await ask(port, '/readyz'))[1]).toEqual({ ready: false, checks: { database: 'ECONNREFUSED' } });
    await postgres.forward();
    await pass(clock, () => bot.output().includes('image share is up'));
    expect((await ask(port, '/readyz'))[0]).toBe(200);
    expect((await bot.terminate()).code).toBe(0);
    await end();
  });

  test('that goes away while Slack is waited for is waited for, too', async () => {
    const { env, postgres, end } = await begun();
    await postgres.forward();
    const mend = deployment.slack.faults.add({
      method: 'auth.test',
      times: Number.POSITIVE_INFINITY,
      do: 'drop',
    });
    const bot = deployment.beginBot(env);
    await bot.listening;
    await deployment.slack.until(() => bot.output().includes('slack is not answering'));
    await postgres.leave();
    mend();
    await deployment.slack.until(() => bot.output().includes('the database is not answering'));
    await postgres.forward();
    await bot.up;
    expect((await bot.terminate()).code).toBe(0);
    await end();
  });

  test('that hangs is named within a second, is no reason to restart, and keeps nobody from stopping', async () => {
    const { env, postgres, end } = await begun();
    await postgres.forward();
    const bot = await deployment.startBot(env);
    await postgres.hang();
    const [status, body] = await ask(bot.port, '/readyz');
    expect([status, body]).toEqual([
      503,
      expect.objectContaining({ checks: { database: 'no answer', slack: true, socket: true } }),
    ]);
    expect(await ask(bot.port, '/healthz')).toEqual([200, { ok: true }]);
    expect((await bot.terminate()).code).toBe(0);
    await end();
  });
});
