/** Where the end-to-end stories are played: over both transports on the playground's cloud, and on a real cloud where there is one. */
import { describe, it } from 'vitest';
import { findLab, howToGetACloud } from './cloud-lab.ts';
import type { StageOptions } from './stage.ts';

type Setting = StageOptions & { readonly name: string };

export const transports: readonly Setting[] = [
  { name: 'over http', transport: 'http' },
  { name: 'over socket', transport: 'socket' },
];

/** The stories that a real cloud can play too. Skipped there by name, with what to do, when there is none. */
export const everywhere = async (): Promise<readonly Setting[]> => {
  const lab = await findLab();
  if (lab === null) {
    describe.skip(`on a real Keystone and Glance (${howToGetACloud})`, () => it('the stories', () => {}));
    return transports;
  }
  return [...transports, { name: `over socket on ${lab.name}`, transport: 'socket', lab }];
};
