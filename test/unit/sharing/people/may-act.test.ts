/** Which account acts for a project: one that speaks before one that only reads, the preferred before the first. */

import { expect, test } from 'vitest';
import type { CloudId, ProjectId } from '../../../../src/core/ids.ts';
import { accountFor, maySpeak, mayUse } from '../../../../src/sharing/people/may-act.ts';
import { account } from '../../../support/store-rows.ts';

const project = account();
const good = (id: string) => account({ id, health: 'good' });
const refused = (id: string) => account({ id, health: 'refused' });
const reading = (id: string) => account({ id, speaks: false });
const away = (id: string) => account({ id, suspendedAt: 1 });

test.each([
  ['the first good one', [refused('a'), good('b'), good('c')], undefined, 'b'],
  ['the preferred one', [good('a'), good('b')], 'b', 'b'],
  ['another while the preferred one is refused', [refused('a'), good('b')], 'a', 'b'],
  ['one that speaks before the preferred one that reads', [reading('a'), good('b')], 'a', 'b'],
  ['one that reads before one that is refused', [refused('a'), reading('b')], 'a', 'b'],
  ['one whose owner is here', [away('a'), good('b')], 'a', 'b'],
  ['the first where none is good', [refused('a'), refused('b')], 'b', 'a'],
  ['none of another project', [account({ projectId: 'other' as ProjectId })], undefined, undefined],
  ['none of another cloud', [account({ cloudId: 'other' as CloudId })], undefined, undefined],
])('%s', (_, accounts, preferred, chosen) => {
  expect(accountFor(accounts, project, preferred)?.id).toBe(chosen);
});

test.each([
  ['good', good('a'), true, true],
  ['good, and only reading', reading('a'), true, false],
  ['refused', refused('a'), false, false],
  ['lost', account({ health: 'lost' }), false, false],
  ['its owner deactivated in Slack', away('a'), false, false],
])('an account that is %s', (_, one, used, speaks) => {
  expect([mayUse(one), maySpeak(one)]).toEqual([used, speaks]);
});
