/** What a read that fails says to who waits for it; and that it is the read which notices a refused account. */
import { expect, it, test } from 'vitest';
import { readAs } from '../../../src/accounts/reading.ts';
import { OtherInterfaceError } from '../../../src/cloud/endpoint-errors.ts';
import { NoSuchCloudError } from '../../../src/cloud/errors.ts';
import type { Glance } from '../../../src/cloud/glance-client.ts';
import type { Session } from '../../../src/cloud/session.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { UserError } from '../../../src/core/problems/problem.ts';
import type { Account } from '../../../src/model/account.ts';
import { accountRefused, answered, busyFor, silence } from '../../support/cloud-answers.ts';
import { account } from '../../support/store-rows.ts';

const reading = (of: Account = account()) => {
  const refused: string[] = [];
  let asked = 0;
  const read = (run: () => Promise<unknown>) =>
    readAs(
      {
        clock: systemClock,
        sessionOf: () => ({}) as Session,
        glanceOf: () => ({}) as Glance,
        markRefused: async ({ id }) => void refused.push(id),
      },
      of,
      () => {
        asked += 1;
        return run();
      },
    );
  return { read, refused, asked: () => asked };
};

it('a refused account is marked by the read that notices it, and its owner asked to link again', async () => {
  const own = account();
  const { read, refused } = reading(own);
  const error = accountRefused();
  await expect(read(() => Promise.reject(error))).rejects.toMatchObject({
    problem: { kind: 'link-again', account: own.name, why: 'refused' },
  });
  expect(refused).toEqual([own.id]);
});

it.each(['refused', 'lost'] as const)('an account that is %s is not tried again', async (health) => {
  const { read, asked } = reading(account({ health }));
  await expect(read(async () => 'read')).rejects.toMatchObject({
    problem: { kind: 'link-again', why: health },
  });
  expect(asked()).toBe(0);
});

it.each([
  ['owner is away', { suspendedAt: 1 }, 'owner-away'],
  ['owner has not kept it after a restore', { asOf: 1 }, 'account-unconfirmed'],
])('an account whose %s is not tried', async (_, row, kind) => {
  const { read, asked } = reading(account(row));
  await expect(read(async () => 'read')).rejects.toMatchObject({ problem: { kind } });
  expect(asked()).toBe(0);
});

test.each([
  ['403', answered(403), { kind: 'forbidden', act: 'read', requestId: 'req' }],
  ['another no', answered(418), { kind: 'cloud-refused', status: 418, requestId: 'req' }],
  ['an outage', answered(503), { kind: 'unread', cloud: 'lab' }],
  ['a cloud that is busy', busyFor(1_800_000), { kind: 'busy-for-now', cloud: 'lab', waitMs: 1_800_000 }],
  ['silence', silence(), { kind: 'unread' }],
  ['an address elsewhere', new OtherInterfaceError('R1', ['internal']), { kind: 'other-interface' }],
  ['a cloud that is gone', new NoSuchCloudError('lab'), { kind: 'cloud-gone', waits: false }],
])('%s in words', async (_, error, problem) => {
  const { read, refused } = reading();
  await expect(read(() => Promise.reject(error))).rejects.toMatchObject({ problem });
  expect(refused).toEqual([]);
});

it('what the read itself says, and a fault of the bot, stay what they are', async () => {
  const said = new UserError({ kind: 'outdated' });
  await expect(reading().read(() => Promise.reject(said))).rejects.toBe(said);
  const fault = new TypeError('a fault');
  await expect(reading().read(() => Promise.reject(fault))).rejects.toBe(fault);
});
