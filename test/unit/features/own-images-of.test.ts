/** Whose images a picker lists: of each account that is meant, and which clouds did not answer. */
import { expect, test } from 'vitest';
import type { Person } from '../../../src/core/ids.ts';
import { type Problem, UserError } from '../../../src/core/problems/problem.ts';
import { type KnownImagesDeps, ownImages } from '../../../src/features/pick-image/known-images.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';
import { account } from '../../support/store-rows.ts';

const here = { account: null, region: null } as Parameters<typeof ownImages>[3];
const found = [{ id: 'i', name: 'web', status: 'active' }];

const look = async (answer: () => Promise<unknown>) => {
  const accounts = [account({ id: 'a', region: 'IAD', cloudName: 'lab' })];
  const deps = {
    store: { database: {}, accounts: { accountsOfPerson: async () => accounts } },
    clock: createDrivenClock(),
    regionsOf: () => ['IAD'],
    findOwnImages: answer,
  } as unknown as KnownImagesDeps;
  const silent = new Set<string>();
  const images = await ownImages(deps, {} as Person, '', here, silent);
  return { images, silent: [...silent] };
};
const fails = (problem: object) => () => Promise.reject(new UserError(problem as Problem));

test('what is found, or that its cloud did not answer; a cloud that refuses is not silent', async () => {
  expect(await look(async () => found)).toEqual({ images: found, silent: [] });
  expect(await look(fails({ kind: 'busy-for-now' }))).toEqual({ images: [], silent: ['lab'] });
  expect(await look(fails({ kind: 'cloud-refused' }))).toEqual({ images: [], silent: [] });
  await expect(look(() => Promise.reject(new Error('a bug')))).rejects.toThrow('a bug');
});
