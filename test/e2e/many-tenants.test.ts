/** What an offer costs the cloud, and how its card shows as many tenants as an image can have. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { transports } from '../support/settings.ts';
import { createStage, fullText, type Stage } from '../support/stage.ts';

describe.each(transports)('$name', (setting) => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await createStage(setting);
    await Promise.all([stage.link('alice'), stage.link('bob')]);
  });
  afterEach(() => stage.close());

  /** The requests to Glance that `act` and all that follows from it make, by method and kind, until `done`. */
  const costOf = async (act: () => Promise<unknown>, done: () => Promise<unknown>) => {
    const before = stage.cloud?.requests.length ?? 0;
    await act();
    await done();
    const made = (stage.cloud?.requests ?? []).slice(before).filter(({ service }) => service === 'glance');
    const counts: Record<string, number> = {};
    for (const { method, path } of made) {
      const what = `${method} ${path.replace(/^\/v2\/images\/[^/]+/, 'image').replace(/members\/.+/, 'member')}`;
      counts[what] = (counts[what] ?? 0) + 1;
    }
    return counts;
  };

  const three = () => `${stage.projectId('consumer')} ${stage.projectId('consumer2')} another`;
  const shareWith = (id: string, tenants: string) => () =>
    stage.actor('alice').command('/share-image', `${id} ${tenants}`);
  /** Nothing is being added any more, and bob was asked. */
  const settled = async (tenants: number) => {
    await stage.card('bob', 'Waiting for an answer');
    await stage.slack.until(
      () =>
        stage
          .actor('alice')
          .dm()
          .some((message) => fullText(message).split('*pending*').length > tenants * 2),
      { what: `${tenants} tenants pending` },
    );
  };

  it('a share costs one GET, and one POST for each tenant', async () => {
    const { id } = await stage.byHand.image();
    expect(await costOf(shareWith(id, three()), () => settled(3))).toEqual({
      'GET image': 1,
      'POST image/members': 3,
    });
  });

  it('one PATCH and one GET of the members more where the image was private', async () => {
    const { id } = await stage.byHand.image({ visibility: 'private' });
    expect(await costOf(shareWith(id, three()), () => settled(3))).toEqual({
      'GET image': 1,
      'PATCH image': 1,
      'GET image/members': 1,
      'POST image/members': 3,
    });
  });

  it('an answer costs one PUT', async () => {
    const { id } = await stage.byHand.image();
    await shareWith(id, stage.projectId('consumer'))();
    const offered = await stage.card('bob', 'Waiting for an answer');
    const cost = await costOf(
      () => stage.actor('bob').click(offered, 'Accept'),
      () => stage.card('alice', '*accepted* by <@UBOB>'),
    );
    expect(cost).toEqual({ 'PUT image/member': 1 });
  });

  it('128 tenants in one offer: one card that groups them, and each is added once', async () => {
    const image = await stage.byHand.image();
    const strangers = Array.from({ length: 127 }, (_, n) => `tenant-${String(n).padStart(28, '0')}`);
    const tenants = [...strangers, stage.projectId('consumer')];
    const grouped = () =>
      stage.slack.until(
        () =>
          stage
            .actor('alice')
            .dm()
            .find((message) => /nobody here has linked them.*\(127\)/.test(fullText(message))),
        { what: 'the groups', timeoutMs: 15_000 },
      );
    const form = async () => {
      // Too many for the words of the form: as one line they are taken all the same.
      await shareWith(image.id, tenants.join(' '))();
    };
    expect(await costOf(form, grouped)).toEqual({ 'GET image': 1, 'POST image/members': 128 });
    const told = await grouped();
    expect(fullText(told)).toContain('*Pending* (1)\nconsumer');
    expect(stage.actor('alice').dm()).toHaveLength(1);
    expect(stage.cloud?.state.imageIn('IAD', image.id)?.members.size).toBe(128);
    await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer'), 'Accept');
    await stage.card('alice', /\*Accepted\* \(1\)\nconsumer \(<@UBOB>/);
  });
});
