/** Whose credential expires is asked to link again: as a new message, by day, and only while it is worth it. */
import { expect, test } from 'vitest';
import { dayMs } from '../../../../src/core/durations.ts';
import type { Account } from '../../../../src/model/account.ts';
import { fireExpiryWarning } from '../../../../src/sharing/reconcile/expiry-warning.ts';
import { policy } from '../../../support/card-desk.ts';
import { desk, onDesk } from '../../../support/on-desk.ts';
import { alice, teamId } from '../../../support/store-rows.ts';

const at = Date.UTC(2025, 0, 1, 0, 30);
const atOne = Date.UTC(2025, 0, 1, 1);
const nights = { ...policy, quietHours: { from: 0, until: 60 } };
onDesk(async () => {
  desk.hands.time = at;
});

test.each<[string, Partial<Account> | null, boolean, 'asked' | number | null]>([
  ['that expires', { expiresAt: at + dayMs }, false, 'asked'],
  ['that expires, at night', { expiresAt: at + dayMs }, true, atOne],
  ['that expires before the night is over', { expiresAt: atOne }, true, 'asked'],
  ['whose owner is away', { expiresAt: at + 9 * dayMs, suspendedAt: 1 }, false, at + dayMs],
  ['that has expired', { expiresAt: at }, false, null],
  ['that is refused', { expiresAt: at + dayMs, health: 'refused' }, false, null],
  ['that does not expire', { expiresAt: null }, false, null],
  ['that is gone', null, false, null],
])('of an account %s', async (_, row, atNight, expected) => {
  if (row !== null) await desk.link({ id: 'a', userId: alice, ...row });
  await desk.put('account', 'a', alice);
  const timer = {
    id: 't',
    teamId,
    kind: 'warn-expiry',
    subjectId: 'a',
    sequence: 1,
    dueAt: at,
    createdAt: 1,
  } as const;
  await desk.run((work) => fireExpiryWarning(work, timer), atNight ? nights : policy);
  const { post, dueAt } = await desk.cardOf('account', 'a', alice);
  expect({ post, dueAt }).toEqual(expected === 'asked' ? { post: 1, dueAt: at } : { post: 0, dueAt: null });
  const again = { kind: 'warn-expiry', subjectId: 'a', sequence: 1, dueAt: expected };
  expect(await desk.timers()).toEqual(typeof expected === 'number' ? [again] : []);
});
