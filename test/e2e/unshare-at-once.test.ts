/** /unshare-image while the bot is still sharing the image: what was taken back never happens. */
import { describe, expect, it } from 'vitest';
import type { FaultCall } from '../../playground/cloud/cloud-faults.ts';
import { onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  const refuses = (match: (call: FaultCall) => boolean) =>
    stage.cloud?.faults.add({ match, times: Number.POSITIVE_INFINITY, do: 'status', status: 503 });

  /** Confirms the removal of the consumer. */
  const unshare = async () => {
    await stage.actor('alice').command('/unshare-image', `${image.id} ${consumer}`);
    const question = await stage.ephemeral('alice', 'Stop sharing');
    expect(fullText(question)).toContain(consumer);
    await stage.actor('alice').click(question, buttons(question)[0] ?? '');
  };

  it('a member that the cloud could not add so far is not added later', async () => {
    refuses(({ method, path }) => method === 'POST' && path.endsWith('/members'));
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
    await stage.card('alice', /being added…[\s\S]*not answering properly/, image);
    await unshare();
    stage.cloud?.faults.clear();
    await stage.card('alice', /You asked to stop sharing[\s\S]*removed by/, image);
    await stage.atRest();
    expect(stage.status(image.id, 'consumer')).toBeUndefined();
    expect(stage.cards('bob', image)).toEqual([]);
  });
});
