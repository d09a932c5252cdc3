/** /unshare-image: asked first, then done, told to both sides; a private image last of all. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import { everywhere, onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import { consumer, consumer2, image, onStage, stage } from '../support/story.ts';

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  /** What alice is answered, which comes after the acknowledgement. */
  const unshare = async (words: string): Promise<SlackMessage> => {
    const before = stage.actor('alice').ephemerals().length;
    await stage.actor('alice').command('/unshare-image', words);
    return stage.slack.until(() => stage.actor('alice').ephemerals().slice(before).at(-1), {
      what: `the answer to ${words}`,
    });
  };
  const press = (question: SlackMessage, button: string) => stage.actor('alice').click(question, button);
  const shareAndAccept = async () => {
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
    await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
    await stage.card('alice', '*accepted* by <@UBOB>');
  };

  it('one tenant: asked first, then removed, and both sides are told', async () => {
    await shareAndAccept();
    const question = await unshare(`${image.id} ${consumer} ${consumer2}`);
    const asked = fullText(question);
    expect(asked).toContain('Stop sharing *nightly* (lab, IAD)?');
    expect(asked).toContain(`*consumer* \`${consumer}\` — accepted · <@UBOB>`);
    expect(asked).toContain(`Not a member, so not removed: \`${consumer2}\``);
    expect(asked).toContain('Servers and snapshots made from the image are not affected');
    expect(buttons(question)).toEqual(['Remove 1 member']);
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');

    await press(question, 'Remove 1 member');
    await stage.card('bob', '*No longer shared*: withdrawn by <@UALICE>', image);
    await stage.card(
      'alice',
      /You asked to stop sharing this image[\s\S]*:no_entry_sign: removed by <@UALICE>/,
    );
    await stage.card('alice', /You are sharing it[\s\S]*:no_entry_sign: removed by <@UALICE>/);
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
    expect(await stage.byHand.visibilityOf(image)).toBe('shared');
    await stage.atRest();
    expect(stage.cards('bob', image)).toHaveLength(1);
  });

  it('members made without the bot are removed as well, and their people are told', async () => {
    await stage.byHand.addMember(image, consumer);
    await stage.byHand.addMember(image, 'long-forgotten');
    const question = await unshare(`${image.id} --all`);
    expect(buttons(question)).toEqual(['Remove 2 members']);
    await press(question, 'Remove 2 members');
    await stage.card('alice', /long-forgotten[\s\S]*removed by/);
    // in a card of its own, or in the list of what was found when he linked, as that may have seen the member first
    await stage.card('bob', /\*nightly\*[\s\S]*withdrawn by <@UALICE>/);
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
    expect(await stage.byHand.statusOf(image, 'long-forgotten')).toBeUndefined();
  });

  it('--rejected cleans up and leaves the others', async () => {
    for (const project of [consumer, consumer2]) await stage.byHand.addMember(image, project);
    await stage.byHand.answer(image, 'consumer', 'rejected');
    const question = await unshare(`${image.id} —rejected`);
    expect(fullText(question)).not.toContain(consumer2);
    await press(question, 'Remove 1 member');
    await stage.card('alice', ':no_entry_sign: removed by <@UALICE>');
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
    expect(await stage.byHand.statusOf(image, consumer2)).toBe('pending');
    expect((await unshare(`${image.id} --rejected`)).text).toContain(
      'No member of *nightly* has rejected it',
    );
  });

  it('--private: all members first, then private', async () => {
    await shareAndAccept();
    await stage.byHand.addMember(image, 'long-forgotten');
    const question = await unshare(`${image.id} --private`);
    expect(buttons(question)).toEqual(['Remove 2 members and make it private']);
    // a member that came while the question stood there is not left behind
    await stage.byHand.addMember(image, consumer2);
    await press(question, 'Remove 2 members and make it private');
    const done = await stage.card('alice', ':lock: *Private*: only project producer can use the image.');
    expect(fullText(done).match(/:no_entry_sign: removed by <@UALICE>/g)).toHaveLength(6);
    expect(await stage.byHand.visibilityOf(image)).toBe('private');
    await stage.byHand.show(image);
    await stage.atRest();
    for (const project of [consumer, consumer2, 'long-forgotten'])
      expect(await stage.byHand.statusOf(image, project)).toBeUndefined();
  });

  it('a private image: said what has to be done for it, and asked before that', async () => {
    await stage.byHand.addMember(image, consumer);
    await stage.byHand.hide(image);
    expect((await unshare(image.id)).text).toContain('is private, so only its own project can use it');
    const question = await unshare(`${image.id} --all`);
    expect(fullText(question)).toContain('the bot has to share the image for a moment');
    expect(await stage.byHand.visibilityOf(image)).toBe('private');
    await press(question, 'Share it for a moment, then remove members');
    const done = await stage.card('alice', ':lock: *Private*: only project producer can use the image.');
    expect(fullText(done)).toContain('*consumer*');
    expect(await stage.byHand.visibilityOf(image)).toBe('private');
    await stage.byHand.show(image);
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
  });

  it('a private image and one tenant: the others stay members, hidden', async () => {
    await stage.byHand.addMember(image, consumer);
    await stage.byHand.addMember(image, consumer2);
    await stage.byHand.hide(image);
    await press(await unshare(`${image.id} ${consumer}`), 'Share it for a moment, then remove members');
    await stage.card('alice', 'Members that were not removed are hidden');
    expect(await stage.byHand.visibilityOf(image)).toBe('private');
    await stage.byHand.show(image);
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
    expect(await stage.byHand.statusOf(image, consumer2)).toBe('pending');
  });

  it('what cannot be done says why, and nobody is asked', async () => {
    const of = async (words: string) => {
      const answer = await unshare(words);
      expect(buttons(answer)).toEqual([]);
      return fullText(answer);
    };
    expect(await of(image.id)).toContain('has no members');
    expect(await of(`${image.id} ${consumer}`)).toContain('is not a member of *nightly*');
    expect(await of(`${image.id} ${consumer} --all`)).toContain('select different members');
    expect(await of(`${image.id} --al`)).toContain('--al is not a flag of this command');
    expect(await of('nowhere')).toContain('it is not an image id');
    const community = await stage.byHand.image({ visibility: 'community' });
    expect(await of(`${community.id} --all`)).toContain('is community: everyone on this cloud can use it');
    const foreign = await stage.byHand.image({ owner: 'bob' });
    await stage.byHand.addMember(foreign, stage.projectId('producer'), 'bob');
    expect(await of(`${foreign.id} --all`)).toContain('belongs to a project other than producer');
  });

  it('the same click twice is one intent, and an older question is not carried out', async () => {
    await stage.byHand.addMember(image, consumer);
    await stage.byHand.addMember(image, consumer2);
    const older = await unshare(`${image.id} ${consumer2}`);
    const question = await unshare(`${image.id} ${consumer}`);
    await press(older, 'Remove 1 member');
    await stage.ephemeral('alice', 'so nothing was done');
    await Promise.all([press(question, 'Remove 1 member'), press(question, 'Remove 1 member')]);
    await stage.card('alice', 'removed by <@UALICE>');
    await stage.atRest();
    expect(stage.cards('alice', image)).toHaveLength(1);
    expect(await stage.byHand.statusOf(image, consumer2)).toBe('pending');
  });
});

describe.each(onPlayground())('what failed is tried again, $name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice'] });
  beforeEach(async () => {
    for (const project of [consumer, consumer2]) await stage.byHand.addMember(image, project);
  });

  const begin = async (words: string) => {
    await stage.actor('alice').command('/unshare-image', `${image.id} ${words}`);
    const question = await stage.ephemeral('alice', 'lose access');
    const [confirm = ''] = buttons(question);
    await stage.actor('alice').click(question, confirm);
  };
  const removals = (project: string) =>
    stage.cloud?.requests.filter(
      ({ method, path }) => method === 'DELETE' && path.endsWith(stage.projectId(project)),
    ).length;

  it('a member that could not be removed: that one and no other', async () => {
    stage.cloud?.faults.add({
      match: ({ method, path }) => method === 'DELETE' && path.endsWith(stage.projectId('consumer')),
      do: 'status',
      status: 403,
    });
    await begin('--all');
    const failed = await stage.card('alice', 'One member of nightly could not be removed');
    expect(buttons(failed)).toEqual(['Try again']);
    const alice = stage.actor('alice');
    await Promise.all([alice.click(failed, 'Try again'), alice.click(failed, 'Try again')]);
    const others = `could not be removed|:hourglass:|${stage.projectId('consumer2')}`;
    const done = await stage.card(
      'alice',
      new RegExp(`^(?![\\s\\S]*(?:${others}))[\\s\\S]*removed by <@UALICE>`),
    );
    expect(buttons(done)).toEqual([]);
    await stage.atRest();
    expect(stage.cards('alice', image)).toHaveLength(1);
    expect([removals('consumer'), removals('consumer2')]).toEqual([2, 1]);
    expect(await stage.byHand.statusOf(image, stage.projectId('consumer'))).toBeUndefined();
  });

  it('--private: not private before all are gone', async () => {
    stage.cloud?.faults.add({
      match: ({ method, path }) => method === 'DELETE' && path.endsWith(stage.projectId('consumer')),
      do: 'status',
      status: 403,
    });
    await begin('--private');
    const failed = await stage.card('alice', 'The image was not made private');
    expect(await stage.byHand.visibilityOf(image)).toBe('shared');
    await stage.actor('alice').click(failed, 'Try again');
    await stage.card('alice', ':lock: *Private*: only project producer can use the image.');
    await stage.byHand.show(image);
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, stage.projectId('consumer'))).toBeUndefined();
  });

  it('an image that could not be opened', async () => {
    await stage.byHand.hide(image);
    stage.cloud?.faults.add({ match: ({ method }) => method === 'PATCH', do: 'status', status: 403 });
    await stage.actor('alice').command('/unshare-image', `${image.id} --all`);
    const question = await stage.ephemeral('alice', 'is private');
    await stage.actor('alice').click(question, 'Share it for a moment, then remove members');
    const failed = await stage.card('alice', 'change who can see the image');
    await stage.actor('alice').click(failed, 'Try again');
    const done = await stage.card('alice', ':lock: *Private*');
    expect(fullText(done).match(/removed by <@UALICE>/g)?.length).toBeGreaterThan(1);
    await stage.byHand.show(image);
    await stage.atRest();
    for (const project of ['consumer', 'consumer2'])
      expect(await stage.byHand.statusOf(image, stage.projectId(project))).toBeUndefined();
  });

  it('by somebody else, whose card it is not: said, and nothing is done', async () => {
    stage.cloud?.faults.add({
      match: ({ method }) => method === 'DELETE',
      do: 'status',
      status: 403,
      times: 2,
    });
    await begin('--all');
    const failed = await stage.card('alice', '2 members of nightly could not be removed');
    await stage.actor('bob').click(failed, 'Try again');
    await stage.ephemeral('bob', 'nothing was done');
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, stage.projectId('consumer'))).toBe('pending');
  });
});
