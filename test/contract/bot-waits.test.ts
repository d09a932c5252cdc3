/** A start whose database is away: what is waited for, with the port open and the reason named, what ends it, and that it can be stopped. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDeployment, type Deployment } from '../support/deployment.ts';
import { createDrivenClock } from '../support/driven-clock.ts';
import { createMoodyPostgres } from '../support/moody-postgres.ts';

type MoodyPostgres = Awaited<ReturnType<typeof createMoodyPostgres>>;

let deployment: Deployment;
let postgres: MoodyPostgres;
beforeEach(async () => {
  deployment = await createDeployment();
  postgres = await createMoodyPostgres();
});
afterEach(async () => {
  await deployment.close();
  await postgres.close();
});

const waiting = /"msg":"the database is not answering; still trying"/;

/** A bot that waits for this database, and what its port says. */
const begun = async (databaseUrl: string) => {
  const clock = createDrivenClock();
  const bot = deployment.beginBot({ ...deployment.env, DATABASE_URL: databaseUrl }, clock);
  const port = await bot.listening;
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return [answer.status, await answer.json()];
  };
  const told = () =>
    bot
      .output()
      .split('\n')
      .filter((line) => waiting.test(line))
      .map((line) => JSON.parse(line).reason);
  return {
    ...bot,
    ask,
    told,
    /** Lets seconds pass, each with time for a try, until `look` holds. */
    pass: (look: () => boolean) =>
      deployment.slack.until(
        () => {
          clock.moveTo(clock.now() + 1_000);
          return look();
        },
        { what: 'what time brings' },
      ),
    now: clock.now,
  };
};

describe('is waited for', () => {
  test.each<[string, (postgres: MoodyPostgres) => Promise<void>]>([
    ['ECONNREFUSED', ({ leave }) => leave()],
    ['57P03', ({ refuse }) => refuse('57P03')],
    ['53300', ({ refuse }) => refuse('53300')],
    ['25006', ({ refuse }) => refuse('25006')],
    ['no answer', ({ hang }) => hang()],
  ])('%s: named by the port and the log, alive and not ready, until SIGTERM', async (reason, make) => {
    await make(postgres);
    const bot = await begun(postgres.url);
    await bot.pass(() => bot.told().length > 0);
    expect(await bot.ask('/healthz')).toEqual([200, { ok: true }]);
    expect(await bot.ask('/readyz')).toEqual([503, { ready: false, checks: { database: reason } }]);
    expect(bot.told()).toEqual([reason]);
    const { code, out, err } = await bot.terminate();
    expect([code, err]).toEqual([0, '']);
    expect(out).not.toContain('leak');
  });

  test('a host that nobody knows', async () => {
    const bot = await begun('postgres://leak:leak@postgres.invalid/leak');
    await bot.pass(() => bot.told().length > 0);
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(bot.told()[0]);
    expect((await bot.terminate()).code).toBe(0);
  });

  test('each reason is logged at once, and then every minute', async () => {
    await postgres.refuse('57P03');
    const bot = await begun(postgres.url);
    await bot.pass(() => bot.told().length === 1);
    const since = bot.now();
    await bot.pass(() => bot.told().length === 2);
    expect(bot.now() - since).toBeGreaterThan(40_000);
    await postgres.refuse('53300');
    await bot.pass(() => bot.told().includes('53300'));
    expect(bot.told()).toEqual(['57P03', '57P03', '53300']);
    expect(await bot.ask('/readyz')).toEqual([503, { ready: false, checks: { database: '53300' } }]);
    // a reload is no end
    bot.signals.emit('SIGHUP');
    expect((await bot.terminate()).code).toBe(0);
  });
});

test.each<[string, RegExp]>([
  ['28000', /does not let the user of DATABASE_URL in .* \(28000\)/],
  ['28P01', /refuses the user or the password of DATABASE_URL.* \(28P01\)/],
  ['3D000', /has no such database.* \(3D000\)/],
  ['42501', /may not do what the bot needs.* \(42501\)/],
])('%s ends the start with 78 and what to do, without a name', async (sqlState, words) => {
  await postgres.refuse(sqlState);
  const { code, out, err } = await deployment.refusal({ ...deployment.env, DATABASE_URL: postgres.url });
  expect(err).toMatch(words);
  expect(out + err).not.toContain('leak');
  expect(code).toBe(78);
});

test('what nobody knows how to wait for ends the start with 1', async () => {
  await postgres.refuse('XX000');
  const { code } = await deployment.refusal({ ...deployment.env, DATABASE_URL: postgres.url });
  expect(code).toBe(1);
});

describe('SIGTERM ends a start that waits', () => {
  test('for Slack', async () => {
    deployment.slack.faults.add({ method: 'auth.test', times: Number.POSITIVE_INFINITY, do: 'drop' });
    const bot = deployment.beginBot(deployment.env);
    await bot.listening;
    await deployment.slack.until(() => bot.output().includes('slack is not answering'));
    expect((await bot.terminate()).code).toBe(0);
  });

  test('for its port', async () => {
    const { port } = await deployment.startBot();
    const clock = createDrivenClock();
    const bot = deployment.beginBot({ ...deployment.env, PORT: port }, clock);
    expect((await bot.terminate()).code).toBe(0);
  });
});
