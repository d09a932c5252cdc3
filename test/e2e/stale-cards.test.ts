/** A card shows the cloud: what was changed since is shown, and a click on a stale one is not carried out. */
import { describe, expect, it } from 'vitest';
import { everywhere, onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);
const share = () => stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);

/** How often the member's status was set at the cloud. */
const puts = () =>
  (stage.cloud?.requests ?? []).filter(({ method, path }) => method === 'PUT' && path.includes('/members/'))
    .length;

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  it('a click on a stale card is not carried out: who decided what and when, and the button to change it', async () => {
    await stage.link('ben');
    await share();
    const [bobs, bens] = await Promise.all([
      card('bob', 'Waiting for an answer'),
      card('ben', 'Waiting for an answer'),
    ]);
    await stage.actor('bob').click(bobs, 'Accept');
    await card('ben', '*Accepted* by <@UBOB>');
    await stage.actor('ben').click(bens, 'Reject');
    // told before the click was acknowledged: a bot that died in between would have left ben to believe it was done
    const told = stage.actor('ben').ephemerals().at(-1) ?? bens;
    expect(fullText(told)).toContain('This card changed after you saw it');
    expect(fullText(told)).toMatch(/\*nightly\*[\s\S]*\*Accepted\* by <@UBOB> <!date\^\d+/);
    expect(buttons(told)).toEqual(['Reject instead']);
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
    await stage.actor('ben').click(told, 'Reject instead');
    await card('bob', '*Rejected* by <@UBEN>');
    await card('alice', '*rejected* by <@UBEN>');
    expect(await stage.byHand.statusOf(image, consumer)).toBe('rejected');
  });

  it('two people click at once: one is carried out, the other reads it', async () => {
    await stage.link('ben');
    await share();
    const [bobs, bens] = await Promise.all([
      card('bob', 'Waiting for an answer'),
      card('ben', 'Waiting for an answer'),
    ]);
    await Promise.all([stage.actor('bob').click(bobs, 'Accept'), stage.actor('ben').click(bens, 'Reject')]);
    const refused = await stage.slack.until(
      () =>
        (['bob', 'ben'] as const).find((name) =>
          stage
            .actor(name)
            .ephemerals()
            .some(({ text }) => text.includes('This card changed after you saw it')),
        ),
      { what: 'one of the two told' },
    );
    const [status, by] = refused === 'ben' ? ['accepted', 'UBOB'] : ['rejected', 'UBEN'];
    await card('alice', `*${status}* by <@${by}>`);
    expect(await stage.byHand.statusOf(image, consumer)).toBe(status);
    await stage.atRest();
    expect(puts()).toBe(1);
  });

  it('the same click again and again is one intent', async () => {
    await share();
    const offered = await card('bob', 'Waiting for an answer');
    const press = () => stage.actor('bob').click(offered, 'Accept');
    await Promise.all([press(), press(), press()]);
    await card('bob', '*Accepted* by <@UBOB>');
    await press();
    await card('alice', '*accepted* by <@UBOB>');
    await stage.atRest();
    expect(puts()).toBe(1);
    expect(
      stage
        .actor('bob')
        .ephemerals()
        .filter(({ text }) => text.includes('Nothing was')),
    ).toEqual([]);
  });

  it('a Remove on a stale card is not carried out either', async () => {
    await stage.byHand.addMember(image, 'long-forgotten');
    await stage.byHand.hide(image);
    await share();
    const warned = await card('alice', /access again[\s\S]*\*pending\* — asked/);
    await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
    await card('alice', '*accepted* by <@UBOB>');
    await stage.actor('alice').click(warned, 'Remove');
    await stage.ephemeral('alice', 'because this card changed after you saw it');
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, 'long-forgotten')).toBe('pending');
    await stage.actor('alice').click(await card('alice', 'access again'), 'Remove');
    await card('alice', /^(?![\s\S]*access again)/);
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, 'long-forgotten')).toBeUndefined();
  });
});

describe.each(await everywhere())('changed elsewhere, $name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  it('Refresh, on either side, shows an answer that was given elsewhere', async () => {
    await share();
    const offered = await card('bob', 'Waiting for an answer');
    await stage.byHand.answer(image, 'consumer', 'accepted');
    await stage.actor('bob').click(offered, 'Refresh');
    expect(buttons(await card('bob', '*Accepted* outside the bot'))).toEqual(['Reject instead']);
    const told = await card('alice', '*accepted* outside the bot');
    await stage.byHand.answer(image, 'consumer', 'rejected');
    await stage.actor('alice').click(told, 'Refresh');
    await card('alice', '*rejected* outside the bot');
    await card('bob', '*Rejected* outside the bot');
    expect(await stage.byHand.statusOf(image, consumer)).toBe('rejected');
  });

  it('Refresh shows that the image is no longer shared, and takes the buttons off', async () => {
    await share();
    const offered = await card('bob', 'Waiting for an answer');
    await stage.byHand.removeMember(image, 'consumer');
    await stage.actor('bob').click(offered, 'Refresh');
    expect(buttons(await card('bob', '*No longer shared*'))).toEqual([]);
    await card('alice', 'no longer a member: removed outside the bot');
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
  });

  it('an answer to what was withdrawn meanwhile ends in words', async () => {
    await share();
    const offered = await card('bob', 'Waiting for an answer');
    await stage.byHand.removeMember(image, 'consumer');
    await stage.actor('bob').click(offered, 'Accept');
    const told = await card(
      'bob',
      /\*Not shared with this project\.\*[\s\S]*is not available to this project now/,
    );
    expect(fullText(told)).toContain('Ask the producer');
    expect(buttons(told)).toEqual([]);
    await card('alice', 'no longer a member');
  });

  it('what was removed is offered again, as a new message', async () => {
    await share();
    const first = await card('bob', 'Waiting for an answer');
    await stage.byHand.removeMember(image, 'consumer');
    await stage.actor('bob').click(first, 'Refresh');
    await card('bob', '*No longer shared*');
    await share();
    const again = await card('bob', 'Waiting for an answer');
    expect(again.ts).not.toBe(first.ts);
    await stage.actor('bob').click(again, 'Accept');
    await card('alice', '*accepted* by <@UBOB>');
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
  });
});
