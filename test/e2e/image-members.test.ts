/** /image-members: the producer sees all and can remove each; a member sees itself; and why there may be none. */
import { describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import { everywhere, onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, consumer2, image, onStage, stage } from '../support/story.ts';

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  const members = async (name: Name, words = '', of = image): Promise<SlackMessage> => {
    const before = stage.actor(name).ephemerals().length;
    await stage.actor(name).command('/image-members', `${of.id} ${words}`);
    return stage.slack.until(() => stage.actor(name).ephemerals().slice(before).at(-1), {
      what: `the members as ${name} sees them`,
    });
  };
  /** The list after a click, in the place of the one that was clicked. */
  const clicked = async (list: SlackMessage, which: string, within?: string): Promise<SlackMessage> => {
    const alice = stage.actor('alice');
    await alice.click(list, which, within ? { within } : {});
    const now = () => alice.ephemerals().find(({ ts }) => ts === list.ts);
    return stage.slack.until(
      () => {
        const message = now();
        return JSON.stringify(message?.blocks) === JSON.stringify(list.blocks) ? undefined : message;
      },
      { what: `the list after ${which}` },
    );
  };

  it('as producer: all, with status and people, and a Remove on each', async () => {
    for (const project of [consumer, consumer2]) await stage.byHand.addMember(image, project);
    await stage.byHand.answer(image, 'consumer', 'accepted');
    const list = await members('alice');
    const text = fullText(list);
    expect(text).toContain(`Members of *nightly* · \`${image.id}\` (lab, IAD)`);
    expect(text).toContain('2 of 128 members');
    expect(text).toContain('1 accepted, 1 pending');
    expect(text).toMatch(/\*consumer\* · .*\n\*accepted\* since .* · <@UBOB>/);
    expect(text).toMatch(/\n\*pending\* since .* · nobody here has linked it/);
    expect(buttons(list)).toEqual(['Remove', 'Remove']);

    const after = await clicked(list, 'Remove', consumer);
    expect(fullText(after)).toContain('The member is being removed.');
    expect(buttons(after)).toEqual(['Remove']);
    await stage.card('bob', '*No longer shared*: withdrawn by <@UALICE>', image);
    await stage.card('alice', ':no_entry_sign: removed by <@UALICE>');
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
    expect(await stage.byHand.statusOf(image, consumer2)).toBe('pending');
  });

  it('Remove all rejected leaves the others', async () => {
    for (const project of [consumer, consumer2]) await stage.byHand.addMember(image, project);
    await stage.byHand.answer(image, 'consumer', 'rejected');
    const list = await members('alice');
    expect(buttons(list)).toEqual(['Remove', 'Remove', 'Remove all rejected (1)']);
    const after = await clicked(list, 'Remove all rejected (1)');
    expect(buttons(after)).toEqual(['Remove']);
    await stage.card('alice', ':no_entry_sign: removed by <@UALICE>');
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
    expect(await stage.byHand.statusOf(image, consumer2)).toBe('pending');
  });

  it('as consumer: its own line only, and of an image that is not shared with it none', async () => {
    for (const project of [consumer, consumer2]) await stage.byHand.addMember(image, project);
    const line = await members('bob');
    expect(line.text).toMatch(/^\*nightly\* is shared with your project \*consumer\*: \*pending\* since /);
    expect(fullText(line)).not.toContain(consumer2);
    await stage.byHand.removeMember(image, 'consumer');
    expect((await members('bob')).text).toContain(`The bot found no image \`${image.id}\``);
  });

  it('with accounts of both sides, the owner’s is taken', async () => {
    await stage.byHand.addMember(image, consumer);
    await stage.link('bob', 'alice');
    expect(fullText(await members('bob'))).toContain('1 of 128 members');
    expect((await members('bob', '--account consumer')).text).toContain(
      'is shared with your project *consumer*',
    );
  });

  it('private, community, or shared with nobody: says why there is none', async () => {
    expect(fullText(await members('alice'))).toContain('It is not shared with anybody yet.');
    await stage.byHand.addMember(image, consumer);
    await stage.byHand.hide(image);
    const hidden = await members('alice');
    expect(fullText(hidden)).toContain('It is private, so only its own project can use it.');
    expect(fullText(hidden)).not.toContain(consumer);
    const community = await stage.byHand.image({ visibility: 'community' });
    expect((await members('alice', '', community)).text).toContain(
      'is community: everyone on this cloud can use it',
    );
  });

  it.each(onPlayground())('128 members: page by page, within Slack’s limits', async () => {
    const cloud = stage.cloud as NonNullable<typeof stage.cloud>;
    for (let number = 0; number < 128; number += 1)
      cloud.state.setMember(
        'IAD',
        image.id,
        `${'<&'.repeat(100)}${String(number).padStart(3, '0')}`,
        'rejected',
      );
    const list = await members('alice');
    expect(fullText(list)).toContain('128 of 128 members');
    expect(buttons(list)).toEqual([...Array(20).fill('Remove'), 'Next', 'Remove all rejected (128)']);
    const second = await clicked(list, 'Next');
    expect(fullText(second)).toContain('Page 2 of 7');
    expect(fullText(second)).toContain('020');
    expect(buttons(second).slice(-3)).toEqual(['Previous', 'Next', 'Remove all rejected (128)']);
    await clicked(second, 'Remove all rejected (128)');
    await stage.slack.until(
      () => stage.cards('alice').some((card) => fullText(card).includes('*Removed* (128)')),
      {
        what: 'the card of 128 removals',
      },
    );
    await stage.atRest();
    expect(cloud.state.imageIn('IAD', image.id)?.members.size).toBe(0);
  });
});
