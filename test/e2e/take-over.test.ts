/** Somebody leaves, and a colleague takes over what they share: cards, ends, notifications; what waited only if they say so. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../../playground/cloud/cloud-server.ts';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { demote } from '../support/revoke.ts';
import { onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import { type Name, people } from '../support/stage-people.ts';
import { consumer, consumer2, image, onStage, stage } from '../support/story.ts';

const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);
const leaves = async (name: Name, deleted = true) => {
  stage.slack.setUser({ id: people[name], deleted });
  await stage.slack.tellOfUser(people[name]);
  await stage.atRest();
};
const share = (of: { readonly id: string } = image, more = '') =>
  stage.actor('alice').command('/share-image', `${of.id} ${consumer} ${more}`);
const accepted = async (more = '') => {
  await share(image, more);
  await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
  await card('alice', '*accepted* by <@UBOB>');
  await stage.atRest();
};
/** `name`'s Home as it is now. */
const homeOf = (name: Name) => {
  const view = stage.actor(name).home();
  if (!view) throw new Error(`${name} has no Home`);
  return { view, text: fullText({ text: '', blocks: view.blocks }) };
};
const home = async (name: Name) => {
  await stage.actor(name).openHome();
  await stage.atRest();
  return homeOf(name);
};
const orphans = 'Shares without a producer';
const takeOver = async (name: Name, which: 'Take over' | 'Take over all' = 'Take over') => {
  const { view } = await home(name);
  await stage.actor(name).click(view, which);
};

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });
  beforeEach(async () => {
    await stage.link('newt', 'alice');
    await stage.atRest();
  });

  it('the Home and one message offer it; then the cards, ends and notifications are the successor’s', async () => {
    await accepted('--for 30d');
    await home('newt');
    await stage.atRest();
    expect(homeOf('newt').text).not.toContain(orphans);
    await leaves('alice');
    expect((await home('newt')).text).toContain(orphans);
    expect((await home('newt')).text).toContain(`${image.id}\` (lab, IAD), shared by <@UALICE>`);
    await stage.later(hourMs);
    const told = await stage.card(
      'newt',
      '<@UALICE> has left project *producer* (lab), and was sharing an image',
    );
    await stage.actor('newt').click(told, 'Take over all');
    await card('newt', '*accepted* by <@UBOB>');
    await card('bob', '<@UNEWT>');
    await stage.card('newt', 'There is nothing left to take over');
    await home('newt');
    await stage.atRest();
    expect(homeOf('newt').text).not.toContain(orphans);
    await stage.actor('bob').click(await card('bob', '*Accepted* by <@UBOB>'), 'Reject instead');
    await stage.card('newt', 'was rejected for project *consumer* by <@UBOB>');
    await stage.later(29 * dayMs);
    await stage.card('newt', /The share of \*nightly\* with project \*consumer\* ends/);
    await stage.later(dayMs);
    await card('bob', 'the share ended as scheduled');
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
    await stage.actor('newt').click(await card('newt', 'removed: the share ended'), 'Timeline');
    await stage.slack.until(() => stage.actor('newt').views.length > 0, { what: 'the timeline' });
    const history = fullText({ text: '', blocks: stage.actor('newt').views.at(-1)?.blocks });
    expect(history).toContain('<@UALICE> shared it with one project');
    expect(history).toContain('<@UNEWT> took over from the producer before');
  });

  it('of somebody who unlinked the project too; if they come back, their card says who took over', async () => {
    await accepted();
    await stage.actor('alice').command('/image-account');
    await stage.actor('alice').click(await stage.ephemeral('alice', 'Your linked accounts'), 'Unlink');
    await stage.atRest();
    await takeOver('newt');
    await card('newt', '*accepted* by <@UBOB>');
    await stage.link('alice');
    await card('alice', '<@UNEWT> took over');
    expect((await home('alice')).text).toContain('What you share\nNothing yet');
    await home('newt');
    await stage.atRest();
    expect(homeOf('newt').text).not.toContain(orphans);
  });

  it('who unlinks and links again has not left', async () => {
    await accepted();
    await stage.actor('alice').command('/image-account');
    await stage.actor('alice').click(await stage.ephemeral('alice', 'Your linked accounts'), 'Unlink');
    await stage.link('alice');
    await stage.later(2 * hourMs);
    await stage.atRest();
    expect(stage.cards('newt').filter((message) => fullText(message).includes('has left'))).toEqual([]);
    await home('newt');
    await stage.atRest();
    expect(homeOf('newt').text).not.toContain(orphans);
  });

  it('two at once: one wins, and the other reads who', async () => {
    await stage.link('ben', 'alice');
    await accepted();
    await leaves('alice');
    const [ben, newt] = [await home('ben'), await home('newt')];
    await Promise.all([
      stage.actor('ben').click(ben.view, 'Take over'),
      stage.actor('newt').click(newt.view, 'Take over all'),
    ]);
    await stage.atRest();
    const owns = (name: Name) =>
      stage.cards(name, image).some((message) => fullText(message).includes('You are sharing it'));
    const [winner, loser] = owns('ben') ? (['ben', 'newt'] as const) : (['newt', 'ben'] as const);
    expect(owns(winner)).toBe(true);
    expect(owns(loser)).toBe(false);
    await stage.card(loser, `<@${people[winner]}> was first and is the producer now`);
  });

  it('who may only read now takes nothing over, and reads why', async () => {
    await accepted();
    await leaves('alice');
    const { view } = await home('newt');
    await demote(stage.lab, stage.cloud, 'alice');
    await stage.actor('newt').click(view, 'Take over');
    await stage.card('newt', /Taking over a share of project \*producer\* — :x: refused/);
    await stage.atRest();
    expect(stage.cards('newt', image)).toEqual([]);
  });
});

describe.each(onPlayground())('handed over by somebody who is still there, $name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });
  beforeEach(async () => {
    await stage.link('newt', 'alice');
    await accepted('--for 30d');
  });
  const asks = async (name: Name) => {
    await stage.actor('alice').click(await card('alice', '*accepted* by <@UBOB>'), 'Hand over to…');
    await stage.slack.until(() => stage.actor('alice').views.at(-1)?.title.text === 'Hand over');
    return stage.actor('alice').submit({ people: people[name] });
  };
  const question = 'asks you to take over the sharing of';

  it('whoever accepts is the producer, and both read it', async () => {
    await asks('newt');
    await stage.card('alice', 'You stay the producer until they accept', image);
    await stage.actor('newt').click(await card('newt', question), 'Accept');
    await card('newt', 'You are sharing it');
    await card('newt', 'You took over');
    await card('alice', '<@UNEWT> took over the sharing of');
    await card('bob', '<@UNEWT>');
    await stage.later(30 * dayMs);
    await card('newt', 'removed: the share ended');
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
  });

  it('whoever declines is not asked again, and the producer reads it in a new message', async () => {
    await asks('newt');
    const before = fullText(await card('alice', 'You asked <@UNEWT>'));
    await stage.actor('newt').click(await card('newt', question), 'Decline');
    await card('alice', '<@UNEWT> declined to take over');
    await stage.atRest();
    expect(stage.cards('alice', image).map(fullText)).not.toContain(before);
    expect(stage.cards('newt', image).filter((message) => buttons(message).length > 0)).toEqual([]);
    expect((await asks('newt')).errors).toEqual({ Colleague: expect.stringContaining('has declined') });
    expect((await asks('alice')).errors).toEqual({
      Colleague: expect.stringContaining('You are the producer'),
    });
    expect((await asks('bob')).errors).toEqual({
      Colleague: expect.stringContaining('cannot act for project'),
    });
  });

  it('what the producer takes back, nobody accepts; nor may a stranger to the project', async () => {
    await asks('newt');
    const asked = await card('newt', question);
    await stage.actor('alice').click(await card('alice', 'You asked <@UNEWT>'), 'Take back');
    await card('newt', 'no longer asked');
    await stage.actor('newt').click(asked, 'Accept');
    await stage.atRest();
    await card('alice', 'You are sharing it');
    // whose account only reads by the time that they accept
    await asks('newt');
    const again = await card('newt', question);
    await demote(stage.lab, stage.cloud, 'alice');
    await stage.actor('newt').click(again, 'Accept');
    await card('newt', 'You could not take over');
    await card('alice', '<@UNEWT> accepted, and could not take over');
  });
});

describe.each(onPlayground())('what waited, $name', (setting) => {
  let cloud: Cloud;
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob', 'carol'] });
  beforeEach(async () => {
    if (!stage.cloud) throw new Error('these stories play on the playground’s cloud');
    ({ cloud } = stage);
    await stage.link('newt', 'alice');
    await stage.atRest();
  });
  const cutGlance = (method: string) =>
    cloud.faults.add({
      match: (call) => call.service === 'glance' && call.method === method,
      times: Number.POSITIVE_INFINITY,
      do: 'status',
      status: 503,
    });
  /** alice wants it, the cloud is away, and alice leaves. */
  const wantsAndLeaves = async (method: string, wants: () => Promise<unknown>) => {
    cutGlance(method);
    await wants();
    await stage.atRest();
    await leaves('alice');
    cloud.faults.clear();
    await stage.later(hourMs);
    await stage.atRest();
  };

  it('a member that was to be added is added only when the successor says so', async () => {
    await accepted();
    await wantsAndLeaves('POST', () =>
      stage.actor('alice').command('/share-image', `${image.id} ${consumer2} --region IAD`),
    );
    await takeOver('newt', 'Take over all');
    const left = await card('newt', 'Whoever asked for this left before it was carried out');
    await stage.later(dayMs);
    await stage.atRest();
    expect(stage.status(image.id, 'consumer2')).toBeUndefined();
    await stage.actor('newt').click(left, 'Try again');
    await card('carol', 'Waiting for an answer');
    expect(stage.status(image.id, 'consumer2')).toBe('pending');
  });

  it('a removal that waited is dropped: the member stays until the successor removes it', async () => {
    await accepted();
    await wantsAndLeaves('DELETE', async () => {
      await stage.actor('alice').command('/unshare-image', `${image.id} ${consumer}`);
      await stage.actor('alice').click(await stage.ephemeral('alice', 'Remove'), 'Remove 1 member');
    });
    await takeOver('newt', 'Take over all');
    await card('newt', 'Whoever asked for this left before it was carried out');
    await stage.later(dayMs);
    await stage.atRest();
    expect(stage.status(image.id, 'consumer')).toBe('accepted');
    // nor if the person comes back
    await leaves('alice', false);
    await stage.later(dayMs);
    await stage.atRest();
    expect(stage.status(image.id, 'consumer')).toBe('accepted');
    const asked = stage.cards('newt', image).find((message) => buttons(message).includes('Try again'));
    if (asked) await stage.actor('newt').click(asked, 'Try again');
    await card('bob', 'withdrawn by <@UNEWT>');
  });

  it('an offer that had added nobody yet ends, and is made when the successor tries it again', async () => {
    await wantsAndLeaves('GET', () => share(image, '--region IAD'));
    await takeOver('newt');
    const left = await card('newt', 'Whoever asked for this left before it was carried out');
    await stage.later(dayMs);
    await stage.atRest();
    expect(stage.status(image.id, 'consumer')).toBeUndefined();
    await stage.actor('newt').click(left, 'Try again');
    await card('bob', 'Waiting for an answer');
  });

  it('while the cloud is away it waits and says so; nobody is the producer before the proof', async () => {
    await accepted();
    await leaves('alice');
    const { view } = await home('newt');
    cloud.faults.add({
      match: ({ service }) => service === 'keystone',
      times: Number.POSITIVE_INFINITY,
      do: 'status',
      status: 503,
    });
    await stage.actor('newt').click(view, 'Take over');
    await stage.card('newt', /Taking over a share of project \*producer\* — :hourglass: waiting/);
    await stage.atRest();
    expect(stage.cards('newt', image)).toEqual([]);
    cloud.faults.clear();
    await stage.later(hourMs);
    await card('newt', 'You are sharing it');
  });

  it('ten shares of somebody who left are taken over with two clicks: the button, and its question', async () => {
    const images = [image];
    for (let at = 1; at < 10; at += 1) images.push(await stage.byHand.image({ name: `image-${at}` }));
    for (const one of images) await share(one);
    await stage.atRest();
    await leaves('alice');
    await takeOver('newt', 'Take over all');
    await stage.atRest();
    for (const one of images) await stage.card('newt', 'You are sharing it', one);
    await home('newt');
    await stage.atRest();
    expect(homeOf('newt').text).not.toContain(orphans);
  });
});
