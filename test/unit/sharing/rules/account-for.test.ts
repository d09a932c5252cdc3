/** Which account acts for a project: a good one, the preferred before the first. */

import { expect, test } from 'vitest';
import type { CloudId, ProjectId } from '../../../../src/core/ids.ts';
import { accountFor } from '../../../../src/sharing/rules/account-for.ts';
import { account } from '../../../support/store-rows.ts';

const project = account();
const good = (id: string) => account({ id, health: 'good' });
const refused = (id: string) => account({ id, health: 'refused' });

test.each([
  ['the first good one', [refused('a'), good('b'), good('c')], undefined, 'b'],
  ['the preferred one', [good('a'), good('b')], 'b', 'b'],
  ['another while the preferred one is refused', [refused('a'), good('b')], 'a', 'b'],
  ['the first where none is good', [refused('a'), refused('b')], 'b', 'a'],
  ['none of another project', [account({ projectId: 'other' as ProjectId })], undefined, undefined],
  ['none of another cloud', [account({ cloudId: 'other' as CloudId })], undefined, undefined],
])('%s', (_, accounts, preferred, chosen) => {
  expect(accountFor(accounts, project, preferred)?.id).toBe(chosen);
});
