/** The main job, on both transports: a producer shares, a consumer answers, both see what is so. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buttons, createStage, fullText, type Stage } from '../support/stage.ts';

describe.each(['http', 'socket'] as const)('over %s', (transport) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await createStage({ transport });
    await stage.link('alice');
    await stage.link('bob');
  });
  afterEach(() => stage.close());

  it('share and accept', async () => {
    const { actor, card, demo, projectId } = stage;
    const image = demo?.images.unshared;
    await actor('alice').command('/share-image', `${image?.id} ${projectId('consumer')}`);
    const offered = await card('bob', 'Waiting for an answer');
    expect(fullText(offered)).toContain('unshared-new');
    expect(buttons(offered)).toEqual(['Accept', 'Reject']);
    await actor('bob').click(offered, 'Accept');
    expect(buttons(await card('bob', '*Accepted* by <@UBOB>'))).toEqual(['Reject instead']);
    await card('alice', '*accepted* by <@UBOB>');
    expect(stage.status(image?.id ?? '', 'consumer')).toBe('accepted');
  });
});
