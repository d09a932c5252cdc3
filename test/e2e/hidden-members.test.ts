/** An image that hides its members for a while keeps them: nobody reads that it is no longer shared, and all is as before afterwards. */
import { describe, expect, it } from 'vitest';
import { everywhere } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);
const ended = /[Nn]o longer (shared|a member)/;
const home = (name: Name) => fullText({ text: '', blocks: stage.actor(name).home()?.blocks });
const look = async (...names: readonly Name[]) => {
  for (const name of names) await stage.actor(name).openHome();
  await stage.atRest();
  for (const name of names)
    for (const message of stage.cards(name)) expect(fullText(message)).not.toMatch(ended);
};

describe.each(await everywhere())('$name', (setting) => {
  describe('both sides have linked an account', () => {
    onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

    it('community, private, and shared again', async () => {
      await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
      await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
      await card('alice', '*accepted* by <@UBOB>');
      await stage.byHand.makeCommunity(image);
      await look('alice', 'bob');
      await card('bob', '*Open to everyone now*: the image is community');
      await card('alice', 'The image is community now, so it is open to everyone');
      expect(home('alice')).toContain('The image is community now');
      await stage.byHand.hide(image);
      await look('bob', 'alice');
      await card('bob', '*Hidden by its owner*');
      await card('alice', 'The image is private now');
      await stage.byHand.show(image);
      await look('alice', 'bob');
      expect(home('alice')).toMatch(/1 accepted(?![\s\S]*The image is)/);
      for (const name of ['alice', 'bob'] as const)
        expect(fullText(await card(name, /\*accepted\* by <@UBOB>/i))).not.toMatch(
          /Hidden|private|community/,
        );
      expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
    });

    it('an answer while it is private: not available now, and asked again once it is shared', async () => {
      await stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
      const asked = await card('bob', 'Waiting for an answer');
      await stage.byHand.hide(image);
      await stage.actor('bob').click(asked, 'Accept');
      await card('bob', 'is not available to this project now');
      await look('alice', 'bob');
      expect(home('bob')).toContain('The image is private now');
      await card('bob', '*Hidden by its owner*');
      await stage.byHand.show(image);
      await look('alice', 'bob');
      await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
      await card('alice', '*accepted* by <@UBOB>');
    });
  });

  describe('only the consumer has', () => {
    onStage({ ...setting, about: 'nightly', linked: ['bob'] });

    it('what it cannot see is not available now, and comes back with its answer', async () => {
      await stage.byHand.addMember(image, consumer);
      await stage.actor('bob').openHome();
      await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
      await card('bob', '*Accepted* by <@UBOB>');
      await stage.byHand.hide(image);
      await look('bob');
      await card('bob', '*Not available to your project now*');
      await stage.byHand.show(image);
      await look('bob');
      await card('bob', '*Accepted* by <@UBOB>');
    });

    it('one that was accepted before anybody here knew of it goes on record, and disturbs nobody', async () => {
      await stage.byHand.addMember(image, consumer);
      await stage.byHand.answer(image, 'consumer', 'accepted');
      await look('bob');
      await stage.atRest();
      expect(stage.cards('bob', image)).toEqual([]);
    });
  });
});
