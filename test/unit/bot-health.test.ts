/** What the health port says of a running bot, whatever hangs or fails behind it. */
import { expect, test } from 'vitest';
import { createBotHealth } from '../../src/bot-health.ts';
import type { Checks } from '../../src/slack/bolt/health.ts';

const never = new Promise<never>(() => {});
const minute = 60_000;

interface Given {
  readonly trouble?: () => Promise<string | null>;
  readonly slack?: Checks;
  readonly roundAt?: number | null;
  readonly troubles?: Readonly<Record<string, string>>;
}

const health = ({ trouble = async () => null, slack = {}, roundAt = null, troubles = {} }: Given) =>
  createBotHealth({
    database: { trouble },
    slack: { checks: async () => slack, remarks: () => ({ lastSlackRequest: null }) },
    roundAt: () => roundAt,
    clock: { now: () => 10 * minute },
    troubles: () => troubles,
  });

test.each<[string, Given, Checks]>([
  ['all is well', { slack: { slack: true, socket: true } }, { database: true, slack: true, socket: true }],
  ['the database is away', { trouble: async () => 'ECONNREFUSED' }, { database: 'ECONNREFUSED' }],
  ['the database hangs', { trouble: () => never }, { database: 'no answer' }],
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
  ['no round for long, as the database is away', { roundAt: 8 * minute, trouble: async () => '57P03' }, null],
  ['no round for long, as the database hangs', { roundAt: 8 * minute, trouble: () => never }, null],
])('only a restart helps: %s', async (_, given, stuck) => {
  expect(await health(given).stuck()).toBe(stuck);
});

test('what decides nothing is a remark, and left out if there is nothing', () => {
  expect(health({}).remarks()).toEqual({ lastSlackRequest: null });
  const troubles = { 'auth.test': 'ECONNRESET' };
  expect(health({ troubles }).remarks()).toEqual({ lastSlackRequest: null, troubles });
});

test('a database that hangs is asked once, however many probes come', async () => {
  let asked = 0;
  const trouble = () => {
    asked += 1;
    return never;
  };
  const { checks, stuck } = health({ trouble, roundAt: 0 });
  await Promise.all([checks(), stuck(), checks()]);
  await checks();
  expect(asked).toBe(1);
});

test('one that answers is asked anew by the next probe', async () => {
  const said = ['ECONNREFUSED', null];
  const { checks } = health({ trouble: async () => said.shift() ?? null });
  expect([await checks(), await checks()]).toEqual([{ database: 'ECONNREFUSED' }, { database: true }]);
});
