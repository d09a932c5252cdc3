/** Who speaks for a project is proven, not remembered: by roles, by credentials, and again before what no request to the cloud would check. */
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { demote, domainOf, revokeCredential, takeRoles } from '../support/revoke.ts';
import { everywhere, onPlayground } from '../support/settings.ts';
import { buttons, fullText } from '../support/shown.ts';
import { channels } from '../support/stage.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, consumer2, image, onStage, stage } from '../support/story.ts';

const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);
const share = (flags = '', project = consumer) =>
  stage.actor('alice').command('/share-image', `${image.id} ${project} ${flags}`);
const inDays = (days: number) => new Date(stage.now() + days * dayMs).toISOString().slice(0, 10);

const linkWith = async (name: Name, as: 'alice' | 'bob' | 'carol', kind: 'bot-reader' | 'bot-restricted') => {
  const { id = '', secret = '' } = stage.lab.users[as].app_credentials[kind] ?? {};
  await stage.openLink(name);
  await stage.fillLink(name, { 'Application credential ID': id, 'Application credential secret': secret });
};

const extend = async (name: Name, days: number) => {
  await stage.actor(name).click(await card(name, 'The share ends'), 'Extend…');
  await stage.slack.until(() => stage.actor(name).views.length > 0, { what: 'the modal that extends' });
  return stage.actor(name).submit({ 'New last day': inDays(days) });
};

const texts = (name: Name) => stage.cards(name).map(fullText);

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['bob'] });

  it('an account that only reads looks images up; it is neither asked, nor told, nor counted', async () => {
    await stage.link('alice');
    await linkWith('ben', 'bob', 'bot-reader');
    await share();
    await card('bob', 'Waiting for an answer');
    expect(fullText(await card('alice', '*pending*'))).toContain('asked <@UBOB>.');
    await stage.actor('ben').command('/list-images', '--member-status pending');
    await stage.ephemeral('ben', 'nightly');
    await stage.actor('ben').command('/image-account');
    await stage.ephemeral('ben', 'The cloud lets this account only read');
    await stage.atRest();
    expect(stage.cards('ben')).toEqual([]);
  });

  it('a reader of the producer’s project moves no end', async () => {
    await stage.link('alice');
    await linkWith('newt', 'alice', 'bot-reader');
    await share('--for 30d');
    await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
    await card('alice', '*accepted* by <@UBOB>');
    const before = texts('bob');
    await stage.actor('newt').command('/share-image', `${image.id} ${consumer} --for 900d --note mine`);
    await card('newt', 'Nothing was shared. lab lets the account “producer” only read');
    await stage.atRest();
    expect(texts('bob')).toEqual(before);
  });

  it('a revoked person’s extend changes nothing and tells nobody', async () => {
    await linkWith('alice', 'alice', 'bot-restricted');
    await share('--for 30d');
    await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
    await card('alice', '*accepted* by <@UBOB>');
    await stage.atRest();
    const before = texts('bob');
    await revokeCredential(stage.lab, 'alice', 'bot-restricted');
    expect((await extend('alice', 90)).errors).toBeUndefined();
    await stage.card(
      'alice',
      /Moving the end of \*nightly\*.*refused\. Nothing was changed, and nobody was told\. lab refuses the account/,
    );
    await card('alice', 'You no longer see what became of');
    await stage.atRest();
    expect(texts('bob')).toEqual(before);
    await stage.later(29 * dayMs + hourMs);
    await stage.card('bob', 'The share of *nightly* with project *consumer* ends');
  });

  it('who lost their role is found out within a day: their cards close, and the producer reads that nobody is left', async () => {
    await Promise.all([stage.link('alice'), stage.link('carol')]);
    await share('', consumer2);
    const open = await card('carol', 'Waiting for an answer');
    await takeRoles(stage.lab, stage.cloud, 'carol');
    await stage.later(dayMs);
    const closed = await card('carol', 'You no longer see what became of');
    expect(closed.ts).toBe(open.ts);
    expect(fullText(closed)).not.toContain('nightly');
    expect(buttons(closed)).toEqual(['Link again']);
    await card('alice', 'Nobody here may act for this project any more');
    await stage.actor('carol').click(open, 'Timeline');
    await stage.ephemeral('carol', 'lab refuses the account');
    // nor are they reminded, or told that it ends
    await stage.actor('alice').command('/unshare-image', `${image.id} ${consumer2}`);
    await stage.later(3 * dayMs);
    await stage.atRest();
    expect(texts('carol').filter((text) => text.includes('nightly'))).toEqual([]);
  });

  // the last one: on a real cloud alice stays what she was made
  it('who was demoted to reader moves no end and tells nobody, and what they look up is still theirs', async () => {
    const { password } = stage.lab.users.alice;
    const own = { user: 'alice', password, project: stage.projectId('producer') };
    // Keystone deletes an application credential with any role that its owner loses
    await stage.linkPassword('alice', own, await domainOf(stage.lab, 'alice'));
    await share('--for 30d');
    await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
    await card('alice', '*accepted* by <@UBOB>');
    await stage.atRest();
    const before = texts('bob');
    await demote(stage.lab, stage.cloud, 'alice');
    expect((await extend('alice', 90)).errors).toBeUndefined();
    await stage.card(
      'alice',
      /Moving the end of \*nightly\*.*Nothing was changed, and nobody was told\..*only read/,
    );
    await stage.atRest();
    expect(texts('bob')).toEqual(before);
    await stage.actor('alice').command('/list-images', '--name nightly');
    await stage.ephemeral('alice', 'nightly');
  });
});

describe.each(onPlayground())('while the cloud is away, $name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  const away = () =>
    stage.cloud?.faults.add({
      match: ({ service }) => service === 'keystone',
      do: 'status',
      status: 503,
      times: 10_000,
    });
  const accepted = async () => {
    await share('--for 30d');
    await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
    await card('alice', '*accepted* by <@UBOB>');
    await stage.atRest();
  };

  it('an extend waits and says so, and goes on', async () => {
    await accepted();
    away();
    await extend('alice', 90);
    const waits = await stage.card('alice', /Moving the end of \*nightly\*.*waiting.*lab is not answering/);
    expect(buttons(waits)).toEqual(['Cancel']);
    await stage.atRest();
    expect(texts('bob').filter((text) => text.includes('extended'))).toEqual([]);
    stage.cloud?.faults.clear();
    // the longest time between two tries
    await stage.later(6 * 60_000);
    expect((await stage.card('alice', /Moving the end of \*nightly\*.*done\./)).ts).toBe(waits.ts);
    await stage.card('bob', '<@UALICE> extended the share of *nightly*');
  });

  it('an extend that waits is cancelled without the cloud', async () => {
    await accepted();
    away();
    await extend('alice', 90);
    await stage.actor('alice').click(await stage.card('alice', /Moving the end.*waiting/), 'Cancel');
    await stage.card('alice', /Moving the end of \*nightly\*.*cancelled/);
    stage.cloud?.faults.clear();
    await stage.later(hourMs);
    await stage.atRest();
    expect(texts('bob').filter((text) => text.includes('extended'))).toEqual([]);
  });

  it('a channel waits; back to the people is at once', async () => {
    await share();
    await card('bob', 'Waiting for an answer');
    const choose = async (values: Record<string, string>, way: string) => {
      await stage.actor('bob').command('/image-account', 'preferences');
      await stage.slack.until(() => stage.actor('bob').views.length > 0, { what: 'the preferences' });
      const [view] = stage.actor('bob').views;
      if (view) await stage.actor('bob').choose(view, 'Offers to project consumer on lab go to', way);
      await stage.slack.until(
        () => JSON.stringify(stage.actor('bob').views).includes('"Channel"') === (way === 'A channel'),
        { what: 'the inputs of that way' },
      );
      await stage.actor('bob').submit(values);
      await stage.actor('bob').close();
    };
    away();
    await choose({ Channel: channels.images }, 'A channel');
    await stage.card('bob', /Sending offers to project \*consumer\*.*waiting/);
    await stage.atRest();
    expect(stage.slack.messages(channels.images)).toEqual([]);
    stage.cloud?.faults.clear();
    await stage.later(6 * 60_000);
    await stage.slack.until(() => stage.slack.messages(channels.images).length > 0, {
      what: 'the offer in the channel',
    });
    away();
    await choose({}, 'Each person in the project, as a direct message');
    await card('bob', 'Waiting for an answer');
    stage.cloud?.faults.clear();
  });

  it('a reason of somebody who was revoked since their answer reaches nobody', async () => {
    await share();
    await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Reject');
    await stage.actor('bob').click(await card('bob', '*Rejected* by <@UBOB>'), 'Say why');
    await stage.slack.until(() => stage.actor('bob').views.length > 0, { what: 'the modal for a reason' });
    await revokeCredential(stage.lab, 'bob', 'bot');
    await stage.actor('bob').submit({ Reason: 'ask me in private' });
    await stage.card('bob', /Telling why you rejected \*nightly\*.*refused/);
    await stage.atRest();
    expect(texts('alice').filter((text) => text.includes('ask me in private'))).toEqual([]);
  });

  it('a reminder by somebody who was revoked reaches nobody', async () => {
    await share();
    await card('bob', 'Waiting for an answer');
    const before = texts('bob');
    await revokeCredential(stage.lab, 'alice', 'bot');
    await stage.actor('alice').click(await card('alice', '*pending*'), 'Remind');
    await stage.card('alice', /Reminding project \*consumer\* about \*nightly\*.*refused/);
    await stage.atRest();
    expect(texts('bob')).toEqual(before);
  });
});
