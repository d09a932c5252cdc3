/** What was agreed to end ends: with a warning before, by itself, once, and everyone is told why. */
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { everywhere, onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const countOf = (name: Name, words: string) =>
  stage.cards(name).filter((message) => fullText(message).includes(words)).length;
/** So many days from now, by the bot's clock. */
const inDays = (days: number) => new Date(stage.now() + days * dayMs).toISOString().slice(0, 10);
const share = async (flags: string) => {
  await stage.actor('alice').command('/share-image', `${image.id} ${consumer} ${flags}`);
  await stage.card('bob', 'Waiting for an answer', image);
};

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  it('an offer that nobody answers ends in time, and both cards say why', async () => {
    await share('--answer-within 12h');
    await stage.card('bob', 'Answer by', image);
    await stage.card('alice', 'unless somebody answers', image);
    await stage.later(11 * hourMs);
    for (const name of ['alice', 'bob'] as const)
      await stage.card(name, 'The offer of *nightly* to project *consumer* ends');
    await stage.later(2 * hourMs);
    await stage.card('bob', 'nobody answered in time', image);
    await stage.card('alice', 'nobody answered in time', image);
    await stage.card('alice', 'The offer of *nightly* to project *consumer* ended');
    await stage.card('bob', 'The offer of *nightly* to project *consumer* ended');
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
    await stage.restart();
    await stage.later(dayMs);
    await stage.atRest();
    for (const name of ['alice', 'bob'] as const) {
      expect(countOf(name, 'The offer of *nightly* to project *consumer* ends')).toBe(1);
      expect(countOf(name, 'The offer of *nightly* to project *consumer* ended')).toBe(1);
    }
  });

  it('a share that was accepted ends when it was agreed to, not when the answer was due', async () => {
    await share('--answer-within 12h --for 30d');
    await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
    await stage.card('alice', '*accepted* by <@UBOB>', image);
    await stage.later(29 * dayMs + hourMs);
    await stage.card('bob', 'The share of *nightly* with project *consumer* ends');
    await stage.card('bob', '*Accepted* by <@UBOB>', image);
    await stage.restart();
    await stage.later(dayMs);
    await stage.card('bob', 'the share ended as scheduled', image);
    await stage.card('alice', 'the share ended as scheduled', image);
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
    for (const name of ['alice', 'bob'] as const) {
      await stage.card(name, 'the share ended as scheduled');
      await stage.atRest();
      expect(countOf(name, 'The share of *nightly* with project *consumer* ends')).toBe(1);
    }
  });

  it('what was shared again after its end starts afresh', async () => {
    await share('--answer-within 12h');
    await stage.later(13 * hourMs);
    await stage.card('bob', 'nobody answered in time', image);
    await share('');
    expect(fullText(await stage.card('bob', 'Waiting for an answer', image))).not.toContain('Answer by');
  });

  it('a term that cannot be read opens the form with the rest filled in', async () => {
    const alice = stage.actor('alice');
    await alice.command('/share-image', `${image.id} ${consumer} --for soon --note "as asked"`);
    await stage.slack.until(() => alice.views.length > 0, { what: 'the form' });
    const shown = JSON.stringify(alice.views);
    expect(shown).toContain('“soon” is not a valid value for --for.');
    expect(shown).toContain('as asked');
    const late = { 'Answer within': '3 days', 'Shared until': '2020-01-01' };
    expect(JSON.stringify(await alice.submit(late))).toContain('is in the past');
    const far = { 'Shared until': inDays(6 * 366) };
    expect(JSON.stringify(await alice.submit(far))).toContain('more than five years ahead');
    expect((await alice.submit({ 'Shared until': inDays(60) })).errors).toBeUndefined();
    await stage.card('bob', 'ends <!date', image);
    await stage.card('bob', 'Answer by', image);
  });

  it('the producer extends what was about to end, and it ends later', async () => {
    await share('--answer-within 12h');
    const alice = stage.actor('alice');
    await alice.click(await stage.card('alice', 'unless somebody answers', image), 'Extend…');
    await stage.slack.until(() => alice.views.length > 0, { what: 'the modal that extends' });
    const before = fullText(await stage.card('bob', 'Answer by', image));
    expect((await alice.submit({ 'New last day': inDays(60) })).errors).toBeUndefined();
    await stage.slack.until(() => !stage.cards('bob', image).some((one) => fullText(one) === before), {
      what: 'the new term on the card',
    });
    await stage.later(dayMs);
    await stage.restart();
    await stage.card('bob', 'Waiting for an answer', image);
    await stage.atRest();
    expect(countOf('bob', 'ended because nobody answered')).toBe(0);
  });

  it('a warning is where the end is moved, and the others are told the new one, once', async () => {
    await share('--answer-within 3d --for 10d');
    await stage.actor('bob').click(await stage.card('bob', 'Waiting for an answer', image), 'Accept');
    await stage.card('alice', '*accepted* by <@UBOB>', image);
    await stage.later(9 * dayMs + hourMs);
    const alice = stage.actor('alice');
    const warning = 'The share of *nightly* with project *consumer* ends';
    expect(buttons(await stage.card('bob', warning))).not.toContain('Extend…');
    await alice.click(await stage.card('alice', warning), 'Extend…');
    await stage.slack.until(() => alice.views.length > 0, { what: 'the modal that extends' });
    expect((await alice.submit({ 'New last day': inDays(20) })).errors).toBeUndefined();
    await stage.card('bob', '<@UALICE> extended the share of *nightly* with project *consumer*');
    expect(buttons(await stage.card('alice', 'has been extended: it now ends'))).not.toContain('Extend…');
    // to the day on which it ends already
    await alice.click(await stage.card('alice', '*accepted* by <@UBOB>', image), 'Extend…');
    await stage.slack.until(() => alice.views.length > 0, { what: 'the modal that extends' });
    expect((await alice.submit({ 'New last day': inDays(20) })).errors).toBeUndefined();
    await stage.later(3 * dayMs);
    await stage.restart();
    await stage.card('bob', '*Accepted* by <@UBOB>', image);
    await stage.atRest();
    expect(countOf('bob', '<@UALICE> extended')).toBe(1);
    expect(countOf('alice', '<@UALICE> extended')).toBe(0);
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
  });

  it('who does not speak for the image extends nothing', async () => {
    await share('--answer-within 12h');
    const bob = stage.actor('bob');
    await bob.click(await stage.card('alice', 'unless somebody answers', image), 'Extend…');
    await stage.ephemeral('bob', 'account of project');
    await stage.atRest();
    expect(bob.views).toEqual([]);
  });

  it('what was to end before it is tried again is not shared', async () => {
    await stage.byHand.deleteImage(image);
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer} --for 5d`);
    const failed = await stage.card('alice', 'Nothing was shared', image);
    await stage.later(6 * dayMs);
    await stage.actor('alice').click(failed, 'Try again');
    await stage.ephemeral('alice', 'The end of this share has passed');
  });

  it('reminds by hand, not twice within four hours', async () => {
    await share('');
    const alice = stage.actor('alice');
    const remind = async () => alice.click(await stage.card('alice', '*pending* — asked', image), 'Remind');
    await remind();
    await stage.card('bob', 'waiting for an answer from project *consumer*');
    await remind();
    await stage.ephemeral('alice', 'You can remind them again');
    await stage.later(4 * hourMs);
    await remind();
    await stage.slack.until(() => countOf('bob', 'waiting for an answer from project') === 2, {
      what: 'the second reminder',
    });
  });

  it('who puts it off is reminded the next morning', async () => {
    await share('');
    const bob = stage.actor('bob');
    await bob.click(await stage.card('bob', 'Waiting for an answer', image), 'Not now');
    await stage.ephemeral('bob', 'The bot will remind you about this once');
    await stage.actor('alice').click(await stage.card('alice', '*pending* — asked', image), 'Remind');
    await stage.ephemeral('alice', 'Nobody was reminded');
    await stage.later(2 * dayMs);
    await stage.card('bob', 'waiting for an answer from project *consumer*');
    await stage.atRest();
    expect(countOf('bob', 'waiting for an answer from project')).toBe(1);
  });
});

describe.each(onPlayground())("on the playground's cloud, $name", (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  it('tried again after the answer was due, it gives people as long as was meant', async () => {
    stage.cloud?.faults.add({
      match: ({ method, path }) => method === 'POST' && path.endsWith('/members'),
      do: 'status',
      status: 403,
    });
    const alice = stage.actor('alice');
    await alice.command('/share-image', `${image.id} ${consumer} --answer-within 12h`);
    const failed = await stage.card('alice', ':x:', image);
    await stage.later(dayMs);
    await alice.click(failed, 'Try again');
    await stage.card('bob', 'Answer by', image);
    await stage.later(11 * hourMs);
    await stage.card('alice', 'The offer of *nightly* to project *consumer* ends');
    await stage.later(2 * hourMs);
    await stage.card('alice', 'The offer of *nightly* to project *consumer* ended');
  });

  it('when one end is moved nobody is warned of the other again', async () => {
    await share('--answer-within 96h --for 100h');
    const warning = 'The share of *nightly* with project *consumer* ends';
    await stage.later(80 * hourMs);
    await stage.card('bob', warning);
    const alice = stage.actor('alice');
    await alice.click(await stage.card('alice', 'unless somebody answers', image), 'Extend…');
    await stage.slack.until(() => alice.views.length > 0, { what: 'the modal that extends' });
    expect((await alice.submit({ 'New last day': inDays(20) })).errors).toBeUndefined();
    await stage.card('bob', '<@UALICE> extended the offer');
    await stage.later(17 * hourMs);
    await stage.restart();
    await stage.later(4 * hourMs);
    await stage.card('bob', 'is no longer shared with project *consumer*: the share ended as scheduled');
    await stage.atRest();
    expect(stage.lines.filter((line) => line.includes('"timer":"warn-end"'))).toHaveLength(1);
    for (const name of ['alice', 'bob'] as const) expect(countOf(name, warning)).toBe(1);
  });
});
