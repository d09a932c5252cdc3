/** Where the end-to-end stories are played: over both transports on the playground's cloud, and on a real cloud where there is one. */
import { afterAll, describe, it } from 'vitest';
import { createDomain } from './cloud-domain.ts';
import { findLab, howToGetACloud } from './cloud-lab.ts';
import type { StageOptions } from './stage.ts';

type Setting = StageOptions & { readonly name: string };

export const transports: readonly Setting[] = [
  { name: 'over http', transport: 'http' },
  { name: 'over socket', transport: 'socket' },
];

/** Also on a real cloud, in a domain for this file alone. Skipped there by name, with what to do, when there is none. */
export const everywhere = async (): Promise<readonly Setting[]> => {
  const found = await findLab();
  if (found === null) {
    describe.skip(`on a real Keystone and Glance (${howToGetACloud})`, () => it('the stories', () => {}));
    return transports;
  }
  const { lab, close } = await createDomain(found);
  afterAll(close);
  return [...transports, { name: `over socket on ${lab.name}`, transport: 'socket', lab }];
};
