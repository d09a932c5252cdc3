/** What the health port says of a running bot, whatever hangs or fails behind it. */
import { expect, test } from 'vitest';
import { createBotHealth } from '../../src/bot-health.ts';
import type { Checks } from '../../src/slack/bolt/health.ts';

const never = new Promise<never>(() => {});
const minute = 60_000;

interface Given {
  readonly whyUnavailable?: () => Promise<string | null>;
  readonly slack?: Checks;
  readonly roundAt?: number | null;
  readonly degraded?: Readonly<Record<string, string>>;
}

const health = ({ whyUnavailable = async () => null, slack = {}, roundAt = null, degraded = {} }: Given) =>
  createBotHealth({
    database: { whyUnavailable },
    slack: { checks: async () => slack, remarks: () => ({ lastSlackRequest: null }) },
    roundAt: () => roundAt,
    clock: { now: () => 10 * minute },
    degraded: () => degraded,
  });

test.each<[string, Given, Checks]>([
  ['all is well', { slack: { slack: true, socket: true } }, { database: true, slack: true, socket: true }],
  ['the database is away', { whyUnavailable: async () => 'ECONNREFUSED' }, { database: 'ECONNREFUSED' }],
  ['the database hangs', { whyUnavailable: () => never }, { database: 'no answer' }],
  ['the token is refused', { slack: { slack: 'token_revoked' } }, { database: true, slack: 'token_revoked' }],
])('checks: %s', async (_, given, checks) => {
  expect(await health(given).checks()).toEqual(checks);
});

test.each<[string, Given, string | null]>([
  ['no round yet, as while the start waits', {}, null],
  ['a round a moment ago', { roundAt: 10 * minute - 5_000 }, null],
  [
    'no round for long, although the database answers',
    { roundAt: 8 * minute },
    'the loop has begun no round for 120 s',
  ],
  [
    'no round for long, as the database is away',
    { roundAt: 8 * minute, whyUnavailable: async () => '57P03' },
    null,
  ],
  ['no round for long, as the database hangs', { roundAt: 8 * minute, whyUnavailable: () => never }, null],
])('only a restart helps: %s', async (_, given, stuck) => {
  expect(await health(given).stuck()).toBe(stuck);
});

test('what decides nothing is a remark, and left out if there is nothing', () => {
  expect(health({}).remarks()).toEqual({ lastSlackRequest: null });
  const degraded = { 'auth.test': 'ECONNRESET' };
  expect(health({ degraded }).remarks()).toEqual({ lastSlackRequest: null, degraded });
});

test('a database that hangs is asked once, however many probes come', async () => {
  let asked = 0;
  const whyUnavailable = () => {
    asked += 1;
    return never;
  };
  const { checks, stuck } = health({ whyUnavailable, roundAt: 0 });
  await Promise.all([checks(), stuck(), checks()]);
  await checks();
  expect(asked).toBe(1);
});

test('one that answers is asked again by the next probe', async () => {
  const said = ['ECONNREFUSED', null];
  const { checks } = health({ whyUnavailable: async () => said.shift() ?? null });
  expect([await checks(), await checks()]).toEqual([{ database: 'ECONNREFUSED' }, { database: true }]);
});
