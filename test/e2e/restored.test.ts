/** A backup that is put back knows nothing of what happened since: nobody gets access, a message or a reminder that was over by then. */
import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { backUp } from '../support/restoring.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';
import { onEachStore } from '../support/story-stores.ts';

await onEachStore('what is put back', (beginning) => {
  onStage(() => ({ ...beginning(), about: 'nightly', linked: ['alice', 'bob'] }));
  const faults = () => {
    if (!stage.cloud) throw new Error('these stories play on the playground’s cloud');
    return stage.cloud.faults;
  };

  const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);
  const status = () => stage.status(image.id, 'consumer');
  const share = (flags = '') =>
    stage.actor('alice').command('/share-image', `${image.id} ${consumer} ${flags}`);
  const accept = async () => stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
  /** The cloud is down for what the bot writes: what people want waits. */
  const stuck = (method: string, path = '/members') =>
    faults().add({
      match: (call) => call.service === 'glance' && call.method === method && call.path.includes(path),
      times: Number.POSITIVE_INFINITY,
      do: 'status',
      status: 503,
    });
  /** So that nothing falls between two times. */
  const anHour = () => stage.later(hourMs);
  const settles = async () => {
    await stage.atRest();
    await stage.later(30_000);
    await stage.atRest();
  };

  describe('an offer that was waiting at the backup', () => {
    let restore: Awaited<ReturnType<typeof backUp>>;
    beforeEach(async () => {
      stuck('POST');
      await share();
      await card('alice', 'being added');
      restore = await backUp(stage);
      faults().clear();
      await card('bob', 'Waiting for an answer');
      await stage.atRest();
    });

    it('was carried out since: that is recorded, and the message stands once', async () => {
      await anHour();
      await restore();
      await settles();
      expect(status()).toBe('pending');
      expect(stage.cards('bob', image)).toHaveLength(1);
      expect(stage.cards('alice', image)).toHaveLength(1);
      await accept();
      await card('alice', '*accepted* by <@UBOB>');
    });

    it('was taken back since: it is not shared again before its producer says so', async () => {
      await stage.byHand.removeMember(image, 'consumer');
      await anHour();
      await restore();
      const asks = await card('alice', 'restored from a backup of');
      await settles();
      expect(status()).toBeUndefined();
      await stage.actor('alice').click(asks, 'Drop');
      await card('alice', 'was dropped');
      await settles();
      expect(status()).toBeUndefined();
    });

    it('and is shared again if its producer says so', async () => {
      await stage.byHand.removeMember(image, 'consumer');
      await anHour();
      await restore();
      await stage.actor('alice').click(await card('alice', 'It does nothing until you decide'), 'Carry out');
      await stage.slack.until(() => status() === 'pending', { what: 'a member' });
    });
  });

  it('messages that stand are found with one search of each conversation', async () => {
    const other = await stage.byHand.image({ name: 'weekly' });
    stuck('POST');
    await stage.actor('alice').command('/share-image', `${other.id} ${consumer}`);
    await share();
    for (const one of [image, other]) await stage.card('alice', 'being added', one);
    const restore = await backUp(stage);
    faults().clear();
    await anHour();
    for (const one of [image, other]) await stage.card('bob', 'Waiting for an answer', one);
    await stage.atRest();
    await restore();
    await settles();
    for (const one of [image, other]) expect(stage.cards('bob', one)).toHaveLength(1);
    const searches = stage.slack.requests.filter(({ method }) => method === 'conversations.history');
    const [bobs] = stage.actor('bob').dm();
    expect(searches.map(({ args }) => args.channel)).toEqual([bobs?.channel]);
  });

  it('an image that was made private since is not made shared before its producer says so', async () => {
    await stage.byHand.hide(image);
    stuck('PATCH', '/v2/images/');
    await share();
    await card('alice', 'is not answering properly');
    const restore = await backUp(stage);
    faults().clear();
    await card('bob', 'Waiting for an answer');
    await stage.atRest();
    await stage.byHand.hide(image);
    await anHour();
    await restore();
    const asks = await card('alice', 'It does nothing until you decide');
    await settles();
    expect(await stage.byHand.visibilityOf(image)).toBe('private');
    await stage.actor('alice').click(asks, 'Carry out');
    await settles();
    expect(await stage.byHand.visibilityOf(image)).toBe('shared');
    expect(stage.cards('bob', image)).toHaveLength(1);
  });

  it('an answer that was taken back since is not given again; whoever gave it decides', async () => {
    await share();
    const offered = await card('bob', 'Waiting for an answer');
    await stage.atRest();
    stuck('PUT');
    await stage.actor('bob').click(offered, 'Accept');
    await card('bob', 'chose *accepted*');
    const restore = await backUp(stage);
    faults().clear();
    await card('bob', '*Accepted* by <@UBOB>');
    await stage.atRest();
    await stage.byHand.answer(image, 'consumer', 'rejected');
    await anHour();
    await restore();
    const asks = await card('bob', 'It does nothing until you decide');
    await settles();
    expect(status()).toBe('rejected');
    expect(buttons(asks)).toEqual(expect.arrayContaining(['Carry out', 'Drop']));
    await stage.actor('bob').click(asks, 'Drop');
    await card('bob', '*Rejected*');
    await settles();
    expect(status()).toBe('rejected');
  });

  it('a removal is carried out, whatever happened since', async () => {
    await share();
    await accept();
    await card('alice', '*accepted* by <@UBOB>');
    await stage.atRest();
    stuck('DELETE');
    await stage.actor('alice').command('/unshare-image', `${image.id} ${consumer}`);
    await stage.actor('alice').click(await stage.ephemeral('alice', 'Stop sharing'), 'Remove 1 member');
    await card('alice', 'being removed');
    const restore = await backUp(stage);
    faults().clear();
    await stage.slack.until(() => status() === undefined, { what: 'no member' });
    await stage.atRest();
    await stage.byHand.addMember(image, consumer);
    await anHour();
    await restore();
    await stage.slack.until(() => status() === undefined, { what: 'no member again' });
    await settles();
    expect(status()).toBeUndefined();
  });

  it('a removal that would make a private image shared first waits for its producer', async () => {
    await stage.byHand.addMember(image, consumer);
    await stage.byHand.hide(image);
    stuck('PATCH', '/v2/images/');
    await stage.actor('alice').command('/unshare-image', `${image.id} ${consumer}`);
    const question = await stage.ephemeral('alice', 'which hides any earlier members');
    await stage.actor('alice').click(question, 'Share it for a moment, then remove members');
    await card('alice', 'is not answering properly');
    const restore = await backUp(stage);
    faults().clear();
    await card('alice', 'Members that were not removed are hidden');
    await stage.byHand.show(image);
    await stage.byHand.addMember(image, consumer);
    await stage.byHand.hide(image);
    await anHour();
    const opened = () => stage.cloud?.requests.filter(({ method }) => method === 'PATCH').length;
    const before = opened();
    await restore();
    const dropped = await card('alice', 'was dropped');
    await settles();
    expect(opened()).toBe(before);
    await stage.actor('alice').click(dropped, 'Try again');
    await card('alice', 'Members that were not removed are hidden');
    expect(await stage.byHand.visibilityOf(image)).toBe('private');
  });

  it('what was offered after the backup stays one message, and a click on what the bot lost says so', async () => {
    const restore = await backUp(stage);
    await anHour();
    await share();
    await card('bob', 'Waiting for an answer');
    const lost = await card('alice', 'asked <@UBOB>');
    await anHour();
    await restore();
    await settles();
    expect(stage.cards('bob', image)).toHaveLength(1);
    await stage.actor('alice').click(lost, 'Refresh');
    expect(fullText(await stage.ephemeral('alice', 'newer than the backup'))).toContain('/list-images');
    await accept();
    await stage.slack.until(() => status() === 'accepted', { what: 'accepted' });
  });

  it('whoever links again after the restore, as they had after the backup, keeps one message', async () => {
    await stage.actor('bob').command('/image-account');
    await stage.actor('bob').click(await stage.ephemeral('bob', 'Your linked accounts'), 'Unlink');
    await stage.ephemeral('bob', 'You have no linked cloud account');
    await share();
    await card('alice', 'nobody here has linked this project');
    await settles();
    const restore = await backUp(stage);
    await anHour();
    await stage.link('bob');
    await card('bob', 'Waiting for an answer');
    await anHour();
    await restore();
    await settles();
    await stage.link('bob');
    await settles();
    expect(stage.cards('bob', image)).toHaveLength(1);
    await accept();
    await card('bob', '*Accepted* by <@UBOB>');
  });

  /** A backup of a share that ended since then, and is shared all the same. */
  const pastItsEnd = async () => {
    await share('--for 2d');
    await accept();
    await card('alice', '*accepted* by <@UBOB>');
    await stage.atRest();
    const restore = await backUp(stage);
    // the bot of then is not on record: it extended the end, or did not
    await stage.restart(5_000, () => stage.pass(3 * dayMs));
    await stage.atRest();
    await stage.byHand.addMember(image, consumer);
    await stage.byHand.answer(image, 'consumer', 'accepted');
    return restore;
  };

  it('an end that fell due may have been extended: it waits a day, and its producer is told', async () => {
    const restore = await pastItsEnd();
    await restore({ whole: true });
    const told = await stage.card('alice', 'whether you have extended the share since');
    expect(buttons(told)).toContain('Extend…');
    await settles();
    expect(status()).toBe('accepted');
    await stage.later(dayMs + hourMs);
    await stage.slack.until(() => status() === undefined, { what: 'the end' });
  });

  it('it waits for as long as its producer cannot be told', async () => {
    const restore = await pastItsEnd();
    await restore({ withList: false });
    const asks = await stage.card('alice', 'does not know whether you have unlinked the account');
    await settles();
    await stage.later(dayMs + hourMs);
    await settles();
    await stage.actor('alice').click(asks, 'Keep');
    await settles();
    await stage.later(hourMs);
    expect(buttons(await stage.card('alice', 'whether you have extended the share since'))).toContain(
      'Extend…',
    );
    await settles();
    expect(status()).toBe('accepted');
    await stage.later(dayMs + hourMs);
    await stage.slack.until(() => status() === undefined, { what: 'the end' });
  });

  describe('whose account was unlinked since', () => {
    const unlinkBob = async () => {
      await stage.actor('bob').command('/image-account');
      await stage.actor('bob').click(await stage.ephemeral('bob', 'Your linked accounts'), 'Unlink');
      await stage.ephemeral('bob', 'You have no linked cloud account');
      await stage.atRest();
    };
    const unlinkAlice = async () => {
      await stage.actor('alice').command('/image-account');
      await stage.actor('alice').click(await stage.ephemeral('alice', 'Your linked accounts'), 'Unlink');
      await stage.ephemeral('alice', 'You have no linked cloud account');
      await stage.atRest();
    };
    const asked = (user: string) => stage.cloud?.requests.filter((call) => call.user === user).length;

    it('is not linked again, and all others go on: the forget list knows', async () => {
      const restore = await backUp(stage);
      await unlinkBob();
      await anHour();
      expect(await restore()).toEqual({ dropped: 1, unconfirmed: 0 });
      const before = asked('bob');
      await share();
      await card('alice', 'nobody here has linked this project');
      await settles();
      expect(asked('bob')).toBe(before);
      await stage.actor('bob').command('/image-account');
      await stage.slack.until(() => stage.actor('bob').views.length > 0, { what: 'the form to link' });
    });

    it('decides about what they had asked for once they link again, and until then nothing is done', async () => {
      stuck('POST');
      await share();
      await card('alice', 'being added');
      const restore = await backUp(stage);
      faults().clear();
      await card('bob', 'Waiting for an answer');
      await stage.atRest();
      await stage.byHand.removeMember(image, 'consumer');
      await unlinkAlice();
      await anHour();
      expect(await restore()).toMatchObject({ dropped: 1 });
      await settles();
      await card('alice', 'You no longer see what became of');
      expect(status()).toBeUndefined();
    });

    it('is asked without the list, as everybody is, and nothing is used or shown before', async () => {
      await share();
      await card('bob', 'Waiting for an answer');
      await stage.atRest();
      const restore = await backUp(stage);
      await unlinkBob();
      await anHour();
      const before = [asked('alice'), asked('bob')];
      expect(await restore({ withList: false })).toEqual({ dropped: 0, unconfirmed: 2 });
      const asks = {
        alice: await stage.card('alice', 'does not know whether you have unlinked the account'),
        bob: await stage.card('bob', 'does not know whether you have unlinked the account'),
      };
      await settles();
      expect([asked('alice'), asked('bob')]).toEqual(before);
      await card('alice', 'You no longer see what became of');
      await stage.actor('alice').click(asks.alice, 'Keep');
      await card('alice', '*pending*');
      await stage.actor('bob').click(asks.bob, 'Unlink');
      await stage.ephemeral('bob', 'The bot deleted its credential');
      await settles();
      expect(asked('bob')).toBe(before[1]);
    });
  });
});
