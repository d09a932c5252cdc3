/** What happens to an image that is offered, by its visibility, its owner, its region and the members it has. */
import { describe, expect, it } from 'vitest';

import type { MadeImage } from '../support/by-hand.ts';
import { everywhere } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, onStage, stage } from '../support/story.ts';

/** As clouds make them, and nobody's here. */
const mistyped = '883982ae96cf433f89e6c9097d5b8083';

describe.each(await everywhere())('$name', (setting) => {
  let image: MadeImage;
  onStage({ ...setting, linked: ['alice'] });

  const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);

  const share = (words: string) => stage.actor('alice').command('/share-image', words);

  it('a private image is made shared', async () => {
    await stage.link('bob');
    image = await stage.byHand.image({ visibility: 'private' });
    await share(`${image.id} ${consumer}`);
    await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
    const told = await card('alice', '*accepted* by <@UBOB>');
    expect(fullText(told)).not.toContain('access again');
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
  });

  it('a private image with hidden members: they stand as a warning, and can be removed', async () => {
    const consumer2 = stage.projectId('consumer2');
    image = await stage.byHand.image();
    await stage.byHand.addMember(image, consumer2);
    await stage.byHand.answer(image, 'consumer2', 'accepted');
    await stage.byHand.addMember(image, 'long-forgotten');
    await stage.byHand.hide(image);
    await share(`${image.id} ${consumer}`);
    const warned = await card('alice', /2 projects that you did not choose have access again[\s\S]*pending/);
    expect(warned.text).toContain(`Warning: \`${consumer2}\` has access again`);
    expect(buttons(warned)).toEqual(['Remove', 'Remove']);
    await stage.actor('alice').click(warned, 'Remove', { within: 'long-forgotten', confirm: false });
    await stage.actor('alice').click(warned, 'Remove', { within: consumer2 });
    const left = await card('alice', 'A project that you did not choose has access again');
    expect(fullText(left)).not.toContain(consumer2);
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer2)).toBeUndefined();
    await stage.actor('alice').click(left, 'Remove');
    expect(fullText(await card('alice', /^(?![\s\S]*access again)[\s\S]*\*pending\*/))).toContain(consumer);
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, 'long-forgotten')).toBeUndefined();
    expect(await stage.byHand.statusOf(image, consumer)).toBe('pending');
  });

  it('a hidden member that was removed and is added again outside the bot can be removed again', async () => {
    image = await stage.byHand.image();
    await stage.byHand.addMember(image, 'long-forgotten');
    await stage.byHand.hide(image);
    await share(`${image.id} ${consumer}`);
    const warning = 'A project that you did not choose has access again';
    const calm = /^(?![\s\S]*access again)[\s\S]*\*pending\*/;
    await stage.actor('alice').click(await card('alice', warning), 'Remove');
    const removed = await card('alice', calm);
    await stage.byHand.addMember(image, 'long-forgotten');
    await stage.actor('alice').click(removed, 'Refresh');
    await stage.actor('alice').click(await card('alice', warning), 'Remove');
    await card('alice', calm);
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, 'long-forgotten')).toBeUndefined();
  });

  it.each(['public', 'community'] as const)('a %s image needs no members', async (visibility) => {
    image = await stage.byHand.image(visibility === 'community' ? { visibility } : {});
    if (visibility === 'public') await stage.byHand.makePublic(image);
    await share(`${image.id} ${consumer}`);
    await card(
      'alice',
      `Nothing was shared. nightly is ${visibility}, so everyone on this cloud can already use it`,
    );
  });

  it('an image of somebody else, seen as its member', async () => {
    image = await stage.byHand.image({ owner: 'bob', name: 'bobs-own' });
    await stage.byHand.addMember(image, stage.projectId('producer'), 'bob');
    await share(`${image.id} ${stage.projectId('consumer2')}`);
    await card('alice', 'Nothing was shared. bobs-own belongs to a project other than producer');
  });

  it('an image that is not there, or is in another region', async () => {
    const nowhere = '00000000-0000-4000-8000-000000000000';
    await share(`${nowhere} ${consumer}`);
    await stage.card(
      'alice',
      `Nothing was shared. The bot found no image \`${nowhere}\`. It searched IAD and DFW with account “producer”`,
    );
    image = await stage.byHand.image({ region: 'DFW' });
    await share(`${image.id} ${consumer} --region IAD`);
    await card(
      'alice',
      new RegExp(`Nothing was shared.*${image.id}.* in IAD.*name another region with --region`),
    );
    await share(`${image.id} ${consumer}`);
    const told = await card('alice', `${consumer}\`\n:hourglass_flowing_sand: *pending*`);
    expect(told.text).toContain('Found in *DFW*. It is not in IAD, the default region of your account');
    expect(told.text).toContain('(lab, DFW)');
    expect(await stage.byHand.statusOf(image, consumer, 'DFW')).toBe('pending');
  });

  it.each([
    ['pending', '*pending* — asked <@UBOB>. The project was already a member.', ['Accept', 'Reject']],
    ['accepted', '*accepted* outside the bot. The project was already a member.', ['Reject instead']],
    [
      'rejected',
      'The project still has access until you remove it with `/unshare-image`. The project was already a member.',
      ['Accept instead'],
    ],
  ] as const)(
    'a member already, and %s: it is said, and its people are asked',
    async (status, told, offered) => {
      await stage.link('bob');
      image = await stage.byHand.image();
      await stage.byHand.addMember(image, consumer);
      if (status !== 'pending') await stage.byHand.answer(image, 'consumer', status);
      // one that is added while the intent is under way cannot be told from the bot's own
      await stage.later(2 * 60_000);
      await share(`${image.id} ${consumer}`);
      await card('alice', told);
      expect(buttons(await card('bob', 'Either way, the project can boot the image'))).toEqual(offered);
      expect(await stage.byHand.statusOf(image, consumer)).toBe(status);
    },
  );

  it('a tenant that nobody here knows is added, with a warning', async () => {
    image = await stage.byHand.image();
    await share(`${image.id} ${mistyped}`);
    const told = await card('alice', 'nobody here has linked this project. Check the id for typos');
    expect(told.text).toContain('nobody here has linked this project');
    expect(await stage.byHand.statusOf(image, mistyped)).toBe('pending');
    await share(`${image.id} ${consumer}`);
    await card('alice', `${consumer}\`\n:hourglass_flowing_sand: *pending* — nobody here`);
    await stage.link('bob');
    await card('bob', 'Waiting for an answer');
    await card('alice', '*pending* — asked <@UBOB>');
  });
});
