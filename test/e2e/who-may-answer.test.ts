/** Who is asked and who may answer: looked up at click time, whatever a button's value says and whatever a token could do. */
import { describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import { everywhere, onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);

const share = (people = '') =>
  stage.actor('alice').command('/share-image', `${image.id} ${consumer} ${people}`);

/** `message` with `value` on its buttons, as somebody could send who writes their own requests. */
const forged = (message: SlackMessage, value: string): SlackMessage => ({
  ...message,
  blocks: (message.blocks ?? []).map((block) => ({
    ...block,
    ...(block.elements && { elements: block.elements.map((element) => ({ ...element, value })) }),
  })),
});

/** What the card's own menu carries, after the word for what to do: the card and its picture. */
const ownValue = ({ blocks = [] }: SlackMessage): string => {
  const [option] = blocks.flatMap(({ accessory }) => accessory?.options ?? []);
  return option?.value.replace(/^[a-z-]+:/, '') ?? '';
};

const stillPending = async () => {
  await stage.atRest();
  expect(await stage.byHand.statusOf(image, consumer)).toBe('pending');
  await card('bob', 'Waiting for an answer');
};

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  it('the card of somebody else, pressed by a colleague who found out its value', async () => {
    await stage.link('carol');
    await share();
    const offered = await card('bob', 'Waiting for an answer');
    await stage.actor('carol').click(offered, 'Accept');
    await stage.ephemeral('carol', 'nothing was done');
    await stillPending();
  });

  it.each([
    ['none', ''],
    ['a word', 'x'],
    ['a card that is not there', 'no-such-card.hash'],
    ['control characters', '\0.\0'],
    ['as long as Slack takes', 'a.'.repeat(1000)],
  ])('a made-up value: %s', async (_what, value) => {
    await share();
    const offered = await card('bob', 'Waiting for an answer');
    await stage.actor('bob').click(forged(offered, value), 'Accept');
    await stage.ephemeral('bob', 'nothing was done');
    await stillPending();
  });

  it('a named colleague of another project who forges the button they were not given', async () => {
    await stage.link('carol');
    await share('@carol');
    const seen = await card('carol', 'To answer, link an account of project');
    expect(buttons(seen)).toEqual(['Link account']);
    const offered = await card('bob', 'Waiting for an answer');
    await stage.actor('carol').click(forged(offered, ownValue(seen)), 'Accept');
    await stage.ephemeral('carol', 'This needs an account of project “consumer” on lab');
    await stillPending();
  });

  it('a person of another workspace: every door is shut', async () => {
    await share();
    const offered = await card('bob', 'Waiting for an answer');
    const refused = async (name: Name, act: () => Promise<unknown>) => {
      const before = stage.actor(name).ephemerals().length;
      await act();
      const said = await stage.slack.until(() => stage.actor(name).ephemerals()[before], {
        what: 'the refusal',
      });
      expect(said.text).toContain('This bot serves only the workspace where it is installed');
    };
    const stranger = stage.actor('stranger');
    await refused('stranger', () => stranger.command('/share-image', `${image.id} ${consumer}`));
    await refused('stranger', () => stranger.command('/image-account'));
    await refused('stranger', () => stranger.click(offered, 'Accept'));
    await refused('stranger', () => stranger.click(offered, 'Refresh'));
    await stage.openLink('newt');
    stage.slack.setUser({ id: 'UNEWT', team_id: 'TELSEWHERE' });
    await stage.actor('newt').submit(stage.applicationCredential('bob'));
    expect(fullText({ text: '', blocks: stage.actor('newt').views.at(-1)?.blocks })).toContain(
      'This bot serves only the workspace',
    );
    await stillPending();
  });

  it('a named person without an account links one from the card, and answers', async () => {
    await share('@newt');
    const newt = stage.actor('newt');
    const seen = await card('newt', 'To answer, link an account of project');
    expect(seen.text).toContain('nightly');
    expect(buttons(seen)).toEqual(['Link account']);
    await newt.click(seen, 'Link account');
    await stage.slack.until(() => newt.views.length > 0, { what: 'the link modal' });
    await stage.fillLink('newt', stage.applicationCredential('bob'));
    const offered = await card('newt', 'Either way, the project can boot the image');
    expect(offered.ts).toBe(seen.ts);
    await newt.click(offered, 'Accept');
    await card('newt', '*Accepted* by <@UNEWT>');
    await card('bob', '*Accepted* by <@UNEWT>');
    await card('alice', '*accepted* by <@UNEWT>');
  });

  it('a named person who links another project is still asked for the right one', async () => {
    await share('@newt');
    await card('newt', 'To answer, link an account of project');
    await stage.link('newt', 'carol');
    const seen = await card('newt', 'To answer, link an account of project');
    expect(fullText(seen)).toContain(consumer);
    expect(buttons(seen)).toEqual(['Link account']);
    await stage.link('newt', 'bob');
    expect(buttons(await card('newt', 'Either way, the project can boot the image'))).toEqual([
      'Accept',
      'Reject',
    ]);
  });

  it('bots, deactivated people and strangers get no card, and the producer reads which and why', async () => {
    await share('@robot @gone @stranger @ben');
    await card('ben', 'To answer, link an account');
    const told = await card('alice', /(?=[\s\S]*UROBOT)(?=[\s\S]*UGONE)(?=[\s\S]*USTRANGER)[\s\S]*asked/);
    for (const why of [
      '<@UROBOT> is a bot and gets no card.',
      '<@UGONE> is deactivated in Slack and gets no card.',
      '<@USTRANGER> belongs to another workspace and gets no card.',
    ])
      expect(fullText(told)).toContain(why);
    await stage.atRest();
    for (const name of ['robot', 'gone', 'stranger'] as const) expect(stage.actor(name).dm()).toEqual([]);
  });

  it('a colleague who was deactivated since linking gets no card, and cannot hold up the others', async () => {
    await stage.link('ben');
    // whom the bot has looked up is known for a minute
    await stage.later(60_000);
    stage.slack.setUser({ id: 'UBEN', deleted: true });
    await share();
    await card('alice', /asked <@UBOB>\..*<@UBEN> is deactivated in Slack and gets no card/);
    await stage.atRest();
    expect(stage.cards('ben', image)).toEqual([]);
    await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
    await card('alice', '*accepted* by <@UBOB>');
  });
});

describe.each(await everywhere())('an admin’s account, $name', (setting) => {
  onStage({ ...setting, about: 'nightly' });

  it('does not share somebody else’s image', async () => {
    await stage.linkPassword('alice');
    await share();
    await card('alice', `nightly belongs to a project other than ${stage.lab.admin.project}`);
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
  });

  it('is not told of what is offered to others', async () => {
    await Promise.all([stage.link('alice'), stage.byHand.addMember(image, consumer)]);
    await stage.linkPassword('newt');
    await share('@newt');
    await card('newt', 'To answer, link an account of project');
    await stage.atRest();
    expect(stage.cards('newt', image)).toHaveLength(1);
  });

  it('does not answer for a project that is not its own', async () => {
    await Promise.all([stage.link('alice'), stage.link('bob'), stage.linkPassword('newt')]);
    await share('@newt');
    const offered = await card('bob', 'Waiting for an answer');
    const seen = await card('newt', 'To answer, link an account of project');
    expect(buttons(seen)).toEqual(['Link account']);
    await stage.actor('newt').click(forged(offered, ownValue(seen)), 'Accept');
    await stage.ephemeral('newt', 'This needs an account of project “consumer”');
    await stage.actor('newt').command('/image-status', `${image.id} accepted`);
    await card('newt', /is not a member of/);
    await stillPending();
  });
});
