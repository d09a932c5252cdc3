/** Whom “Clean up” takes for forgotten: nobody who was offered the image yesterday, who answered, or who is here. */
import { expect, test } from 'vitest';
import type { Member } from '../../../src/cloud/members.ts';
import type { ProjectId } from '../../../src/core/ids.ts';
import { forgottenMembers } from '../../../src/features/unshare-image/forgotten-members.ts';
import { forgottenMs } from '../../../src/sharing/rules/plan-timers.ts';
import { bob, project } from '../../support/store-rows.ts';

const now = Date.parse('2026-06-30T12:00:00Z');
const member = (status: Member['status'], ageMs: number) =>
  ({ member_id: project('c1'), status, updated_at: new Date(now - ageMs).toISOString() }) as Member;
const here = new Map([[project('c1'), { name: 'consumer', people: [bob] }]]);
const left = new Map([[project('c1'), { name: 'consumer', people: [] }]]);

test.each([
  ['a month without an answer', member('pending', forgottenMs), new Map(), true],
  ['a little less', member('pending', forgottenMs - 1), new Map(), false],
  ['accepted', member('accepted', 2 * forgottenMs), new Map(), false],
  ['rejected: that is an answer', member('rejected', 2 * forgottenMs), new Map(), false],
  ['somebody is here who can answer', member('pending', 2 * forgottenMs), here, false],
  ['everybody has left', member('pending', 2 * forgottenMs), left, true],
])('%s', (_, one, known: Parameters<typeof forgottenMembers>[1], isForgotten) => {
  const expected: readonly ProjectId[] = isForgotten ? [one.member_id] : [];
  expect([...forgottenMembers([one], known, now)]).toEqual(expected);
});
