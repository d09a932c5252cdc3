/** A story that waits in vain fails as soon as the bot has nothing left to do, and tells all there was to see. */
import { expect, it } from 'vitest';
import { setting } from '../support/settings.ts';
import { onStage, stage } from '../support/story.ts';

onStage({ ...setting, linked: ['alice'] });

it('a card that never comes is given up at rest', async () => {
  await stage.actor('alice').command('/image-account');
  const before = stage.now();
  await expect(stage.card('alice', 'words that no card has')).rejects.toThrow(
    /and the bot is at rest: a card of alice with words that no card has/,
  );
  // what is due within a quarter of an hour at the most was waited for, and no more
  expect(stage.now() - before).toBeLessThan(15 * 60_000);
});
