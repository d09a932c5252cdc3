/** What an offer costs the cloud, and how its card shows as many tenants as an image can have. */
import { describe, expect, it } from 'vitest';
import type { MadeImage } from '../support/by-hand.ts';
import { onPlayground } from '../support/settings.ts';
import type { Name } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

describe.each(onPlayground())('$name', (setting) => {
  let image: MadeImage;
  onStage({ ...setting, linked: ['alice', 'bob'] });

  const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);

  /** The requests about the image that `act` and all that follows from it make, by method and kind, until `done`. */
  const costOf = async (act: () => Promise<unknown>, done: () => Promise<unknown>) => {
    const before = stage.cloud?.requests.length ?? 0;
    await act();
    await done();
    await stage.atRest();
    const made = (stage.cloud?.requests ?? []).slice(before).filter(({ path }) => path.includes(image.id));
    const counts: Record<string, number> = {};
    for (const { method, path } of made) {
      const what = `${method} ${path.replace(/^\/v2\/images\/[^/]+/, 'image').replace(/members\/.+/, 'member')}`;
      counts[what] = (counts[what] ?? 0) + 1;
    }
    return counts;
  };

  const three = () => `${stage.projectId('consumer')} ${stage.projectId('consumer2')} ${'f'.repeat(32)}`;
  const shareWith = (tenants: string) => () =>
    stage.actor('alice').command('/share-image', `${image.id} ${tenants}`);
  /** Nothing is being added any more, and bob was asked. */
  const settled = async (tenants: number) => {
    await card('bob', 'Waiting for an answer');
    await card('alice', new RegExp(`(\\n:hourglass_flowing_sand: \\*pending\\*[\\s\\S]*){${tenants}}`));
  };

  it('a share costs one GET, and one POST for each tenant', async () => {
    image = await stage.byHand.image();
    expect(await costOf(shareWith(three()), () => settled(3))).toEqual({
      'GET image': 1,
      'POST image/members': 3,
    });
  });

  it('one PATCH and one GET of the members more where the image was private', async () => {
    image = await stage.byHand.image({ visibility: 'private' });
    expect(await costOf(shareWith(three()), () => settled(3))).toEqual({
      'GET image': 1,
      'PATCH image': 1,
      'GET image/members': 1,
      'POST image/members': 3,
    });
  });

  it('an answer costs one PUT', async () => {
    image = await stage.byHand.image();
    await shareWith(stage.projectId('consumer'))();
    const offered = await card('bob', 'Waiting for an answer');
    const cost = await costOf(
      () => stage.actor('bob').click(offered, 'Accept'),
      () => card('alice', '*accepted* by <@UBOB>'),
    );
    expect(cost).toEqual({ 'PUT image/member': 1 });
  });

  it('128 tenants in one offer: one card that groups them, and each is added once', async () => {
    image = await stage.byHand.image();
    const strangers = Array.from({ length: 127 }, (_, n) => n.toString(16).padStart(32, '0'));
    const tenants = [...strangers, stage.projectId('consumer')];
    const grouped = () =>
      card('alice', /nobody here has linked them.*\(127\)[\s\S]*\*Pending\* \(1\)\nconsumer/);
    expect(await costOf(shareWith(tenants.join(' ')), grouped)).toEqual({
      'GET image': 1,
      'POST image/members': 128,
    });
    expect(stage.cards('alice', image)).toHaveLength(1);
    expect(stage.cloud?.state.imageIn('IAD', image.id)?.members.size).toBe(128);
    await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
    await card('alice', /\*Accepted\* \(1\)\nconsumer \(<@UBOB>/);
  });
});
