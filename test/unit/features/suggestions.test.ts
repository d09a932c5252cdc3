/** Projects in the share form's menu: also those whose ids are longer than an option's value. */
import { expect, test } from 'vitest';
import type { ProjectId } from '../../../src/core/ids.ts';
import { pickedProjects, projectOptions } from '../../../src/features/share-image/suggestions.ts';
import { account, producerAccount } from '../../support/messages/sample-rows.ts';

const long = account({ id: 'the-account', projectId: 'p'.repeat(255) as ProjectId, projectName: 'long' });
const short = producerAccount();

test('every project is offered, and what is picked is its id', () => {
  const values = projectOptions([long, long, short], new Map(), '').map(({ value }) => value);
  expect(values).toEqual(['the-account', short.projectId]);
  expect(pickedProjects(values, [long, short])).toEqual([long.projectId, short.projectId]);
});

test('a project whose account is gone stays as it was picked, to be asked about', () => {
  expect(pickedProjects(['the-account', short.projectId], [])).toEqual(['the-account', short.projectId]);
});

test('an account is no other way to a project with a short id', () => {
  expect(pickedProjects([short.id], [short])).toEqual([short.id]);
});
