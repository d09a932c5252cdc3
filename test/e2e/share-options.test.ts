/** The rest of /share-image: accepting at once, and trying again what failed. */
import { describe, expect, it } from 'vitest';
import { dayMs } from '../../src/core/durations.ts';
import { everywhere, onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import { consumer, consumer2, image, onStage, stage } from '../support/story.ts';

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice'] });

  const share = (words: string) => stage.actor('alice').command('/share-image', `${image.id} ${words}`);

  it('--accept: with the caller’s own account of the tenant; of another one the card says why not', async () => {
    await stage.link('alice', 'bob');
    await stage.link('carol');
    await share(`${consumer} ${consumer2} --accept`);
    const told = await stage.card('alice', /\*accepted\* by <@UALICE>[\s\S]*\*pending\* — asked <@UCAROL>/);
    expect(fullText(told)).toContain(
      'Not accepted at once: you have not linked an account of project *consumer2*.',
    );
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
    expect(await stage.byHand.statusOf(image, consumer2)).toBe('pending');
    await stage.actor('carol').click(await stage.card('carol', 'Waiting for an answer', image), 'Accept');
    await stage.card('alice', /^(?![\s\S]*Not accepted at once)[\s\S]*\*accepted\* by <@UCAROL>/);
  });

  it('a last day ends where the producer is; before the bot knows where, by UTC, and it says so', async () => {
    const byUtc = 'the last day ends at midnight UTC';
    const day = new Date(stage.now() + 30 * dayMs).toISOString().slice(0, 10);
    await share(`${consumer} --until ${day}`);
    await stage.ephemeral('alice', byUtc);
    await stage.card('alice', 'The share ends');
    await share(`${consumer2} --until ${day}`);
    const answer = await stage.ephemeral('alice', consumer2);
    expect(fullText(answer)).not.toContain(byUtc);
  });

  it('without --accept, the caller’s own account of the tenant is asked like any other', async () => {
    await stage.link('alice', 'bob');
    await share(consumer);
    await stage.card('alice', '*pending* — asked <@UALICE>');
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBe('pending');
  });
});

describe.each(onPlayground())('what failed is tried again, $name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice'] });

  const posts = () =>
    stage.cloud?.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/members')).length;

  it('the quota: rejected members make room, and only what failed is repeated', async () => {
    for (let number = 0; number < 127; number += 1)
      stage.cloud?.state.setMember('IAD', image.id, `old-${number}`, number === 0 ? 'rejected' : 'accepted');
    await stage
      .actor('alice')
      .command('/share-image', `${image.id} ${stage.projectId('consumer')} ${stage.projectId('consumer2')}`);
    const full = await stage.card('alice', 'as many members as the cloud allows');
    expect(buttons(full)).toEqual(['Try again', 'Remove all rejected']);
    await stage.actor('alice').click(full, 'Remove all rejected');
    await stage.card('alice', /You asked to stop sharing this image[\s\S]*removed by <@UALICE>/);
    const before = posts();
    await stage.actor('alice').click(full, 'Try again');
    const done = await stage.card('alice', /^(?![\s\S]*as many members)[\s\S]*You are sharing it/);
    expect(fullText(done).match(/\*pending\*/g)?.length).toBeGreaterThan(1);
    expect(buttons(done)).toEqual([]);
    await stage.atRest();
    expect((posts() ?? 0) - (before ?? 0)).toBe(1);
    expect(stage.status(image.id, 'consumer')).toBe('pending');
    expect(stage.status(image.id, 'consumer2')).toBe('pending');
  });

  it('a refusal: said in words, and tried again on the same card', async () => {
    stage.cloud?.faults.add({
      match: ({ method, path }) => method === 'POST' && path.endsWith('/members'),
      do: 'status',
      status: 403,
    });
    await stage.actor('alice').command('/share-image', `${image.id} ${stage.projectId('consumer')}`);
    const refused = await stage.card('alice', 'did not let this account add a member');
    await stage.actor('alice').click(refused, 'Try again');
    const done = await stage.card('alice', '*pending*');
    expect(buttons(done)).toEqual([]);
    // the same click again finds nothing left to do
    await stage.actor('alice').click(refused, 'Try again');
    await stage.atRest();
    expect(posts()).toBe(2);
    expect(stage.cards('alice', image)).toHaveLength(1);
  });

  it('an offer that failed as a whole begins again', async () => {
    stage.cloud?.faults.add({
      match: ({ method, path }) => method === 'GET' && path.endsWith(image.id),
      do: 'status',
      status: 403,
    });
    await stage.actor('alice').command('/share-image', `${image.id} ${stage.projectId('consumer')}`);
    const failed = await stage.card('alice', 'Nothing was shared');
    await stage.actor('alice').click(failed, 'Try again');
    await stage.card('alice', '*pending*');
    expect(stage.status(image.id, 'consumer')).toBe('pending');
  });
});
