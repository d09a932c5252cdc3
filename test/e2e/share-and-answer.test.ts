/** The main job: a producer shares, the consumers answer, everybody sees what is so. */
import { describe, expect, it } from 'vitest';
import { everywhere, onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);
const share = (words: string) => stage.actor('alice').command('/share-image', words);
const answer = async (name: Name, button: string, on: string | RegExp = 'Waiting for an answer') =>
  stage.actor(name).click(await card(name, on), button);

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  it('share and accept', async () => {
    await share(`${image.id} ${consumer} --note "the build you asked for"`);
    await stage.ephemeral('alice', 'A card in your direct messages shows');
    const offered = await card('bob', 'Waiting for an answer');
    for (const words of [
      '<@UALICE> is sharing the image *nightly* from project *producer* with project *consumer*',
      image.id,
      'lab, IAD',
      'raw',
      'the build you asked for',
      'Either way, the project can boot the image by its id',
    ])
      expect(fullText(offered)).toContain(words);
    expect(buttons(offered)).toEqual(['Accept', 'Reject']);
    await card('alice', /\*consumer\*.*\n.*\*pending\* — asked <@UBOB>/);
    await stage.actor('bob').click(offered, 'Accept');
    expect(buttons(await card('bob', '*Accepted* by <@UBOB>'))).toEqual(['Reject instead', 'Undo']);
    await card('alice', '*accepted* by <@UBOB>');
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
    await stage.atRest();
    expect(stage.cards('bob', image)).toHaveLength(1);
    expect(stage.cards('alice', image)).toHaveLength(1);
  });

  it('share and reject', async () => {
    await share(`${image.id} ${consumer}`);
    await answer('bob', 'Reject');
    expect(buttons(await card('bob', '*Rejected* by <@UBOB>'))).toEqual([
      'Accept instead',
      'Say why',
      'Undo',
    ]);
    await card('alice', /\*rejected\* by <@UBOB>.* The project still has access until you remove it/);
    expect(await stage.byHand.statusOf(image, consumer)).toBe('rejected');
  });

  it.each([
    ['accepted', '*Accepted* by <@UBOB>'],
    ['rejected', '*Rejected* by <@UBOB>'],
  ])('/image-status sets %s, and pending again', async (status, outcome) => {
    const set = (to: string) => stage.actor('bob').command('/image-status', `${image.id} ${to}`);
    await share(`${image.id} ${consumer}`);
    await card('bob', 'Waiting for an answer');
    await set(status.toUpperCase());
    await stage.ephemeral('bob', `Setting *nightly* to *${status}*`);
    await card('bob', outcome);
    expect(await stage.byHand.statusOf(image, consumer)).toBe(status);
    await set('pending');
    expect(buttons(await card('bob', '<@UBOB> set it back'))).toEqual(['Accept', 'Reject']);
    await card('alice', '*pending*');
    expect(await stage.byHand.statusOf(image, consumer)).toBe('pending');
  });

  it('/image-status answers for an image that was shared without the bot', async () => {
    await stage.byHand.addMember(image, consumer);
    await stage.actor('bob').command('/image-status', `${image.id} accepted`);
    await card('bob', /Image \*nightly\* for project \*consumer\*[\s\S]*\*Accepted\* by <@UBOB>/);
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
  });

  it('--region in any case', async () => {
    const farAway = await stage.byHand.image({ region: 'DFW', name: 'far-away' });
    await share(`${farAway.id} ${consumer} —region dfw`);
    const offered = await stage.card('bob', 'Waiting for an answer', farAway);
    for (const words of ['far-away', 'lab, DFW']) expect(fullText(offered)).toContain(words);
    await stage.actor('bob').click(offered, 'Accept');
    await stage.card('alice', '*accepted* by <@UBOB>', farAway);
    expect(await stage.byHand.statusOf(farAway, consumer, 'DFW')).toBe('accepted');
  });
});

describe.each(onPlayground())('people, $name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  it('a mind is changed on the card, both ways', async () => {
    await share(`${image.id} ${consumer}`);
    await answer('bob', 'Accept');
    await answer('bob', 'Reject instead', '*Accepted* by');
    await card('alice', '*rejected* by <@UBOB>');
    expect(await stage.byHand.statusOf(image, consumer)).toBe('rejected');
    await answer('bob', 'Accept instead', '*Rejected* by');
    await card('alice', '*accepted* by <@UBOB>');
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
  });

  it('two people of one tenant: one clicks, every copy says who', async () => {
    await stage.link('ben');
    await share(`${image.id} ${consumer}`);
    await card('ben', 'Waiting for an answer');
    await card('alice', /asked <@U(BOB>, <@UBEN|BEN>, <@UBOB)>/);
    await answer('bob', 'Accept');
    for (const name of ['bob', 'ben'] as const)
      expect(buttons(await card(name, '*Accepted* by <@UBOB>'))).toEqual(
        name === 'bob' ? ['Reject instead', 'Undo'] : ['Reject instead'],
      );
    await answer('ben', 'Reject instead', '*Accepted* by');
    await card('bob', '*Rejected* by <@UBEN>');
    await card('alice', '*rejected* by <@UBEN>');
  });

  it('several tenants, each with an outcome of its own', async () => {
    await stage.link('carol');
    const consumer2 = stage.projectId('consumer2');
    await share(`${image.id} ${consumer}, ${consumer2}`);
    await Promise.all([answer('bob', 'Accept'), answer('carol', 'Reject')]);
    const told = await card('alice', /\*accepted\* by <@UBOB>[\s\S]*\*rejected\* by <@UCAROL>/);
    expect(fullText(told)).toContain('*consumer2*');
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
    expect(await stage.byHand.statusOf(image, consumer2)).toBe('rejected');
  });

  it('the bot is restarted between any two steps, and nothing is lost', async () => {
    await stage.restart();
    await share(`${image.id} ${consumer}`);
    await stage.restart();
    await card('bob', 'Waiting for an answer');
    await stage.restart();
    await answer('bob', 'Accept');
    await stage.restart();
    await card('bob', '*Accepted* by <@UBOB>');
    await card('alice', '*accepted* by <@UBOB>');
    await stage.restart();
    await answer('bob', 'Reject instead', '*Accepted* by');
    await card('alice', '*rejected* by <@UBOB>');
    await stage.atRest();
    expect(stage.cards('bob', image)).toHaveLength(1);
    expect(stage.cards('alice', image)).toHaveLength(1);
  });
});
