/** The rules that OpenStack's own test-suite (tempest) holds image members to, as they come through the bot. */
import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import { everywhere } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

describe.each(await everywhere())('$name', (setting) => {
  // what else a real cloud has, no list shows by this name
  onStage({ ...setting, about: `rule-${randomUUID()}`, linked: ['alice', 'bob'] });
  beforeEach(async () => {
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
    await stage.card('bob', 'Waiting for an answer', image);
  });

  const asked = async (name: Name, command: `/${string}`, words: string): Promise<SlackMessage> => {
    const before = stage.actor(name).ephemerals().length;
    await stage.actor(name).command(command, words);
    return stage.slack.until(() => stage.actor(name).ephemerals().slice(before).at(-1), {
      what: `the answer to ${command}`,
    });
  };
  const bobsList = async () => fullText(await asked('bob', '/list-images', `--name ${image.name}`));

  it('share and accept: only then the image is in the consumer’s list', async () => {
    expect(await bobsList()).not.toContain(image.id);
    await asked('bob', '/image-status', `${image.id} accepted`);
    await stage.card('bob', '*Accepted* by <@UBOB>', image);
    expect(await bobsList()).toContain(image.id);
  });

  it('share and reject: the image stays out of the list', async () => {
    await asked('bob', '/image-status', `${image.id} rejected`);
    await stage.card('bob', '*Rejected* by <@UBOB>', image);
    expect(await bobsList()).not.toContain(image.id);
    expect(await stage.byHand.statusOf(image, consumer)).toBe('rejected');
  });

  it('show member: to the owner and to the member', async () => {
    expect(fullText(await asked('alice', '/image-members', image.id))).toMatch(
      /\*consumer\* · .*\n\*pending\*/,
    );
    expect(fullText(await asked('bob', '/image-members', image.id))).toContain('*consumer*: *pending*');
  });

  it('remove member: the consumer finds nothing any more', async () => {
    await asked('bob', '/image-status', `${image.id} accepted`);
    await stage.card('bob', '*Accepted* by <@UBOB>', image);
    const question = await asked('alice', '/unshare-image', `${image.id} ${consumer}`);
    await stage.actor('alice').click(question, 'Remove 1 member');
    await stage.card('bob', '*No longer shared*: withdrawn by <@UALICE>', image);
    expect(await bobsList()).not.toContain(image.id);
    expect(fullText(await asked('bob', '/show-image', image.id))).toContain('The bot found no image');
  });

  it('a bad status is refused, and nothing changes', async () => {
    const { text } = await asked('bob', '/image-status', `${image.id} notavalidstatus`);
    expect(text).toContain('“notavalidstatus” is not a member status. Use accepted, rejected or pending.');
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBe('pending');
  });

  it('the owner cannot accept for the consumer', async () => {
    await asked('alice', '/image-status', `${image.id} accepted`);
    await stage.card(
      'alice',
      /is not a member of .* If the project owns the image, there is nothing to answer/,
    );
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBe('pending');
  });
});
