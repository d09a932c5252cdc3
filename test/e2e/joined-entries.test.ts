/** Two entries of clouds.yaml for one Keystone, a region each: the producer links by one, the consumer by the other. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { CloudConfig, CloudEntry } from '../../src/cloud/cloud-config.ts';
import { joinEntries } from '../../src/cloud/same-cloud.ts';
import { everywhere } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import { onStage, stage } from '../support/story.ts';

describe.each(await everywhere())('$name', (setting) => {
  onStage(setting);

  let west: CloudEntry;
  let east: CloudEntry;
  const readFile = async (...entries: readonly CloudEntry[]) => {
    stage.clouds.splice(0, stage.clouds.length, ...joinEntries(entries).clouds);
    await stage.restart();
  };
  beforeEach(async () => {
    const [lab] = stage.clouds as [CloudConfig];
    west = { ...lab, name: 'west', regions: ['DFW'] };
    east = { ...lab, name: 'east', regions: ['IAD'] };
    await readFile(west, east);
    await stage.link('alice', 'alice', { Cloud: 'east' });
    await stage.link('bob', 'bob', { Cloud: 'west' });
  });

  test('an image is offered and accepted; then reordered, one renamed: the same card goes on', async () => {
    const image = await stage.byHand.image();
    await stage.actor('alice').command('/share-image', `${image.id} ${stage.projectId('consumer')}`);
    const card = await stage.card('bob', 'Waiting for an answer', image);
    await stage.actor('bob').click(card, 'Accept');
    await stage.card('alice', '*accepted* by <@UBOB>', image);

    await readFile(east, { ...west, name: 'left' });
    await stage.atRest();
    expect(stage.cards('bob', image)).toHaveLength(1);
    const same = await stage.card('bob', '*Accepted* by <@UBOB>', image);
    expect(same.ts).toBe(card.ts);
    await stage.actor('bob').click(same, 'Reject instead');
    const after = await stage.card('bob', '*Rejected* by <@UBOB>', image);
    expect(after.ts).toBe(card.ts);
    await stage.card('alice', '*rejected* by <@UBOB>', image);
    await stage.actor('bob').command('/image-account');
    expect(fullText(await stage.ephemeral('bob', 'Your linked accounts'))).toContain('on east, DFW');
  });
});
