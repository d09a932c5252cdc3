/** One real kill -9, in the main job: at the request that makes the consumer a member, once it is done and before its answer. */
import { expect, test } from 'vitest';
import { mainJob, strike } from './kills-at-requests.ts';

test('an image is shared and accepted once, though the bot dies as it adds the member', async () => {
  const adding = {
    ...mainJob,
    counts: (service: string, method?: string) => service === 'glance' && method === 'POST',
  };
  const { lost, doubled, untrue, struck, notes } = await strike(adding, 0, 'drop-after-effect');
  expect({ lost, doubled, untrue, struck, notes }).toEqual({
    lost: 0,
    doubled: 0,
    untrue: 0,
    struck: true,
    notes: [],
  });
});
