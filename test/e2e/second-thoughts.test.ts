/** A reject with its reason, what is undone within the minute, and an image that is offered once more. */
import { beforeEach, describe, expect, it } from 'vitest';
import { everywhere } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const click = async (name: Name, words: string | RegExp, button: string) =>
  stage.actor(name).click(await stage.card(name, words, image), button);
const status = () => stage.byHand.statusOf(image, consumer);
const countOf = (name: Name, words: string) =>
  stage.cards(name).filter((message) => fullText(message).includes(words)).length;
/** Bob's reason, in the modal that the button opens. */
const explain = async (words: string, label: string, reason: string) => {
  await click('bob', words, label);
  await stage.slack.until(() => stage.actor('bob').views.length > 0, { what: 'the modal for the reason' });
  expect((await stage.actor('bob').submit({ Reason: reason })).errors).toBeUndefined();
};
/** Waits until the newest card of the image with these words has, or has no more, the button. */
const button = (name: Name, words: string, label: string, there: boolean) =>
  stage.slack.until(
    () => {
      const card = stage.cards(name, image).findLast((message) => fullText(message).includes(words));
      return card && buttons(card).includes(label) === there ? card : undefined;
    },
    { what: `${label} ${there ? 'on' : 'gone from'} a card of ${name}` },
  );

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });
  beforeEach(async () => {
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
    await stage.card('bob', 'Waiting for an answer', image);
  });

  it('a reject is one click, and its reason comes after it', async () => {
    await click('bob', 'Waiting for an answer', 'Reject');
    await explain('*Rejected* by', 'Say why', 'Too <old>,\nwe need 24.04');
    await stage.card('alice', '>Too &lt;old&gt;,\n>we need 24.04', image);
    await stage.card('alice', 'explains why *nightly* was rejected:\n>Too &lt;old&gt;,\n>we need 24.04');
    await explain('>Too &lt;old&gt;', 'Change the reason', '');
    await button('bob', '*Rejected* by', 'Say why', true);
    await stage.slack.until(() => countOf('alice', 'Too &lt;old&gt;') === 0, { what: 'the reason gone' });
    await stage.atRest();
    expect(countOf('alice', 'and has since withdrawn it')).toBe(1);
  });

  it('an answer is undone within the minute', async () => {
    await click('bob', 'Waiting for an answer', 'Accept');
    await click('bob', '*Accepted* by', 'Undo');
    await stage.card('bob', 'set it back', image);
    expect(await status()).toBe('pending');
    expect(buttons(await button('bob', 'set it back', 'Undo', false))).toEqual(['Accept', 'Reject']);
  });

  it('after the minute the button is gone, and an old one says what to do', async () => {
    await click('bob', 'Waiting for an answer', 'Reject');
    const old = await button('bob', '*Rejected* by', 'Undo', true);
    await stage.later(61_000);
    await stage.actor('bob').click(old, 'Undo');
    expect((await stage.ephemeral('bob', 'you had one minute')).text).toContain('*Accept instead*');
    await button('bob', '*Rejected* by', 'Undo', false);
    await stage.atRest();
    expect(await status()).toBe('rejected');
  });

  it('the button goes by itself when the minute is over', async () => {
    await click('bob', 'Waiting for an answer', 'Accept');
    await button('bob', '*Accepted* by', 'Undo', true);
    await stage.later(61_000);
    await button('bob', '*Accepted* by', 'Undo', false);
  });

  it('taking back is undone within the minute, and the consumers are asked again', async () => {
    await click('bob', 'Waiting for an answer', 'Accept');
    await stage.card('alice', '*accepted* by <@UBOB>', image);
    await stage.actor('alice').command('/unshare-image', `${image.id} --all --private`);
    await stage
      .actor('alice')
      .click(await stage.ephemeral('alice', 'Stop sharing'), 'Remove 1 member and make it private');
    await click('alice', /You asked to stop sharing this image[\s\S]*\*Private\*/, 'Undo');
    await stage.card('bob', 'Waiting for an answer', image);
    expect(await status()).toBe('pending');
    expect(await stage.byHand.visibilityOf(image)).toBe('shared');
    await button('alice', 'You asked to stop sharing this image', 'Undo', false);
  });

  it('taken back and undone, a share ends when it was agreed to end, and the note is there again', async () => {
    await stage
      .actor('alice')
      .command('/share-image', `${image.id} ${consumer} --for 30d --note "for staging"`);
    const before = await stage.card('bob', 'unless the producer extends it', image);
    await stage.actor('alice').command('/unshare-image', `${image.id} --all`);
    await stage.actor('alice').click(await stage.ephemeral('alice', 'Stop sharing'), 'Remove 1 member');
    const done = await button('alice', 'You asked to stop sharing this image', 'Undo', true);
    await stage.actor('alice').click(done, 'Undo');
    const again = await stage.slack.until(
      () => stage.cards('bob', image).find(({ ts, text }) => ts > before.ts && text.includes('Waiting')),
      { what: 'a new card' },
    );
    expect(fullText(again)).toContain('unless the producer extends it');
    expect(fullText(again)).toContain('for staging');
    expect(await status()).toBe('pending');
  });

  it('what was rejected is offered again, on a card of its own', async () => {
    await click('bob', 'Waiting for an answer', 'Reject');
    const before = (await button('bob', '*Rejected* by', 'Say why', true)).ts;
    await click('alice', '*rejected* by <@UBOB>', 'Offer again');
    const again = await stage.card('bob', 'Waiting for an answer', image);
    expect(again.ts).not.toBe(before);
    expect(await status()).toBe('pending');
    await stage.actor('bob').click(again, 'Accept');
    await stage.card('alice', '*accepted* by <@UBOB>', image);
    expect(await status()).toBe('accepted');
    await stage.atRest();
    expect(countOf('bob', 'is no longer shared')).toBe(0);
  });
});
