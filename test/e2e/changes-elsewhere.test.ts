/** What is done with the cloud's own tools shows on every card, and those concerned are told once. */
import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { everywhere, onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const countOf = (name: Name, words: string) =>
  stage.cards(name).filter((message) => fullText(message).includes(words)).length;
const share = () => stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });
  beforeEach(async () => {
    await share();
    await stage.card('bob', 'Waiting for an answer', image);
  });

  it.each(['accepted', 'rejected'] as const)(
    '%s outside the bot: the Home is opened, and both cards show it',
    async (status) => {
      await stage.byHand.answer(image, 'consumer', status);
      await stage.actor('bob').openHome();
      await stage.card('alice', `*${status}* outside the bot`, image);
      await stage.card('bob', new RegExp(`\\*${status}\\* outside the bot`, 'i'), image);
      await stage.card('alice', `was ${status} for project *consumer* outside the bot`);
      await stage.actor('alice').openHome();
      await stage.actor('bob').openHome();
      await stage.atRest();
      expect(countOf('alice', 'was '.concat(status))).toBe(1);
      expect(countOf('bob', 'was '.concat(status))).toBe(1);
    },
  );

  it('a member removed outside the bot', async () => {
    await stage.byHand.removeMember(image, 'consumer');
    await stage.actor('bob').openHome();
    await stage.card('bob', '*No longer shared*', image);
    await stage.card('alice', 'no longer a member: removed outside the bot', image);
    await stage.card('bob', 'is no longer shared with project *consumer*');
  });

  it('an image deleted under a consumer’s feet: everyone is told once', async () => {
    await stage.byHand.deleteImage(image);
    await stage.actor('alice').openHome();
    await stage.card('bob', 'The image *nightly* was deleted');
    await stage.card('alice', 'The image *nightly* was deleted');
    await stage.card('bob', 'the image was deleted', image);
    await stage.actor('bob').openHome();
    await stage.atRest();
    expect(countOf('bob', 'no longer shared with project')).toBe(0);
  });

  it('an image deleted, and seen when one card alone is looked at: everyone is told once', async () => {
    await stage.byHand.deleteImage(image);
    await stage.actor('alice').click(await stage.card('alice', '*pending*', image), 'Refresh');
    await stage.card('bob', 'The image *nightly* was deleted');
    await stage.card('alice', 'The image *nightly* was deleted');
    await stage.actor('alice').openHome();
    await stage.card('bob', 'the image was deleted', image);
    await stage.atRest();
    for (const name of ['alice', 'bob'] as const) {
      expect(countOf(name, 'The image *nightly* was deleted')).toBe(1);
      expect(countOf(name, 'no longer shared with project')).toBe(0);
    }
  });

  it('an image deactivated, and renamed', async () => {
    await stage.byHand.deactivate(image);
    await stage.actor('alice').openHome();
    await stage.card('bob', 'The image *nightly* is now deactivated and cannot be booted');
    await stage.card('bob', ':warning: The image is deactivated', image);
    await stage.card('alice', ':warning: The image is deactivated', image);
    await stage.byHand.rename(image, 'weekly');
    await stage.actor('bob').openHome();
    await stage.card('alice', 'The image *nightly* is now called *weekly*');
    await stage.card('alice', '*weekly*', image);
    await stage.card('bob', '*weekly*', image);
  });

  it('a member added outside the bot: the producer is told', async () => {
    await stage.byHand.addMember(image, stage.projectId('consumer2'));
    await stage.actor('alice').openHome();
    const told = await stage.card('alice', 'a member of *nightly* outside the bot. Its status is pending');
    expect(buttons(told)).toEqual(['Adopt']);
    await stage.actor('alice').click(told, 'Adopt');
    await stage.card('alice', `${stage.projectId('consumer2')}\`\n:hourglass_flowing_sand: *pending*`, image);
  });

  it('of a member added outside the bot the producer is told once, also when another share of the image ends', async () => {
    const another = 'f'.repeat(32);
    await stage.actor('alice').command('/share-image', `${image.id} ${another}`);
    await stage.card('alice', `${another}\`\n:hourglass_flowing_sand: *pending*`, image);
    await stage.byHand.addMember(image, stage.projectId('consumer2'));
    await stage.actor('alice').openHome();
    await stage.card('alice', 'a member of *nightly* outside the bot');
    await stage.byHand.removeMember(image, 'consumer');
    await stage.actor('alice').openHome();
    await stage.card('alice', 'no longer a member: removed outside the bot', image);
    await stage.byHand.rename(image, 'weekly');
    await stage.actor('alice').openHome();
    await stage.card('alice', 'is now called *weekly*');
    await stage.atRest();
    const told = stage.cards('alice').map((message) => fullText({ text: '', blocks: message.blocks }));
    expect(told.join('\n').match(/a member of \*\w+\* outside the bot/g)).toHaveLength(1);
  });

  it('of a member that was removed and added again outside the bot the producer is told again', async () => {
    for (let times = 1; times <= 2; times += 1) {
      await stage.byHand.addMember(image, stage.projectId('consumer2'));
      await stage.actor('alice').openHome();
      await stage.slack.until(() => countOf('alice', 'a member of') === times, {
        what: `told ${times} times`,
      });
      await stage.byHand.removeMember(image, 'consumer2');
      await stage.byHand.rename(image, `build-${times}`);
      await stage.actor('alice').openHome();
      await stage.card('alice', `is now called *build-${times}*`);
    }
  });
});

// so many looks in a minute are more than a real cloud is asked for
describe.each(onPlayground())('offered again, $name', (setting) => {
  onStage({ ...setting, linked: ['bob'] });

  it('several offered outside the bot, withdrawn and offered again there: they are asked about again', async () => {
    const made = await Promise.all(['one', 'two'].map((name) => stage.byHand.image({ name })));
    const offerAll = () => Promise.all(made.map((one) => stage.byHand.addMember(one, consumer)));
    await offerAll();
    await stage.actor('bob').openHome();
    await stage.card('bob', '*two* is offered to project *consumer*');
    for (const one of made) await stage.byHand.removeMember(one, 'consumer');
    await stage.actor('bob').openHome();
    await stage.card('bob', '*two* is not available to project *consumer* now');
    await offerAll();
    await stage.actor('bob').openHome();
    for (const one of made) await stage.card('bob', 'Waiting for an answer', one);
  });
});

describe.each(onPlayground())('how often the bot looks, $name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice'] });

  it('more and more rarely, also while somebody is a member whom nobody asked for', async () => {
    await share();
    await stage.card('alice', '*pending*', image);
    await stage.byHand.addMember(image, stage.projectId('consumer2'));
    await stage.actor('alice').openHome();
    await stage.card('alice', 'a member of');
    const looks = () =>
      stage.lines.flatMap((line): number[] =>
        line.includes('"msg":"project sync step done"') ? (JSON.parse(line).intervalMs ?? []) : [],
      );
    const newest = () => looks().at(-1) ?? 0;
    while (newest() < 4 * hourMs) {
      const before = looks().length;
      await stage.later(dayMs);
      await stage.slack.until(() => looks().length > before, { what: 'the next poll' });
    }
    expect(newest()).toBeGreaterThanOrEqual(4 * hourMs);
  });
});
