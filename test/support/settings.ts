/** Where the end-to-end stories are played: each part of the tests plays them all in one place, which vitest.config.ts names. */
import { afterAll, describe, inject, it } from 'vitest';
import { createDomain } from './cloud-domain.ts';
import { findLab, howToGetACloud } from './cloud-lab.ts';
import type { StageOptions } from './stage.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** How Slack reaches the bot, on the playground's cloud; or over sockets, on a real one. */
    stories?: 'socket' | 'http' | 'real cloud';
  }
}

type Setting = StageOptions & { readonly name: string };

const part = inject('stories') ?? 'socket';
export const onRealCloud = part === 'real cloud';

/** The part's transport, on the playground's cloud. */
export const setting: Setting =
  part === 'http' ? { name: 'over http', transport: 'http' } : { name: 'over sockets', transport: 'socket' };

/**
 * The one setting of a story that any cloud can play. A real cloud gets a domain for this file alone; without one the story is
 * skipped by name, with what to do. vitest.config.ts plays the files that call this, and no other, on the real cloud.
 */
export const everywhere = async (): Promise<readonly Setting[]> => {
  if (!onRealCloud) return [setting];
  const found = await findLab();
  if (found === null) {
    describe.skip(`on a real Keystone and Glance (${howToGetACloud})`, () => it('the stories', () => {}));
    return [];
  }
  const { lab, close } = await createDomain(found);
  afterAll(close);
  return [{ ...setting, name: `on ${lab.name}`, lab }];
};

/** The one setting of a story that needs the playground's cloud: its faults, its demo images, the list of its requests. On a real cloud there is none. */
export const onPlayground = (): readonly Setting[] => (onRealCloud ? [] : [setting]);
