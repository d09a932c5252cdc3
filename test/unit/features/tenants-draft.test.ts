/** Tenants kept as a draft: in parts nothing is lost or doubled, and a draft that is gone says so. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDrafts } from '../../../src/accounts/drafts.ts';
import type { Person, SlackUserId, TeamId } from '../../../src/core/ids.ts';
import { UserError } from '../../../src/core/problems/problem.ts';
import { nothingTyped } from '../../../src/features/share-image/share-request.ts';
import {
  keepDraft,
  partsModal,
  readDraft,
  readParts,
  tenantsSummary,
} from '../../../src/features/share-image/tenants-draft.ts';
import { modalValues } from '../../../src/slack/blocks/modals.ts';
import { initialState } from '../../../src/slack/bolt/form-values.ts';
import type { Block } from '../../../src/slack/feature.ts';
import { fullText } from '../../support/shown.ts';

const alice: Person = {
  teamId: 'T1' as TeamId,
  enterpriseId: null,
  userId: 'U1' as SlackUserId,
  from: 'test',
} as Person;
const bob: Person = { ...alice, userId: 'U2' as SlackUserId };

const drafts = () => {
  const rows = new Map<string, unknown>();
  return {
    rows,
    ...createDrafts({
      put: async (key, value) => void rows.set(key, value),
      get: async (key) => rows.get(key),
    }),
  };
};

test('tenants go into parts and come out the same', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[\w-]{1,255}$/), { maxLength: 300 }), (tenants) => {
      const { blocks } = partsModal(tenants, 'draft');
      expect(blocks.length).toBeLessThanOrEqual(100);
      expect(readParts(modalValues(initialState(blocks as Block[])))).toEqual(tenants);
    }),
    { numRuns: 50 },
  );
});

test('the summary fits, however long the ids are', () => {
  const said = fullText({
    text: '',
    blocks: [tenantsSummary(Array.from({ length: 128 }, () => 'x'.repeat(255)))],
  });
  expect(said).toContain('and 108 more');
});

test('a draft is read by its owner, and is missed once it is gone', async () => {
  const kept = drafts();
  const typed = {
    ...nothingTyped,
    image: 'x',
    tenants: ['a'],
    people: ['U3' as SlackUserId],
    note: 'n',
    until: '2030-01-31',
  };
  const id = await keepDraft(kept, alice, typed);
  expect(await readDraft(kept, alice, id)).toEqual(typed);
  const over = new UserError({ kind: 'draft-over' });
  await expect(readDraft(kept, bob, id)).rejects.toEqual(over);
  kept.rows.clear();
  await expect(readDraft(kept, alice, id)).rejects.toEqual(over);
});
