/** Who left Slack stops acting: no sign-in, poll or card. Their project goes on, and so do they when they come back. */
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { everywhere, onPlayground } from '../support/settings.ts';
import { fullText } from '../support/shown.ts';
import { type Name, people } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);

/** The person leaves, or comes back; the bot hears of it by Slack's event unless that is missed. */
const deactivate = async (name: Name, deleted: boolean, isMissed = false) => {
  stage.slack.setUser({ id: people[name], deleted });
  if (!isMissed) await stage.slack.tellOfUser(people[name]);
  await stage.atRest();
};
const shared = async (flags: string) => {
  await stage.actor('alice').command('/share-image', `${image.id} ${consumer} ${flags}`);
  await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
  await card('alice', '*accepted* by <@UBOB>');
  await stage.atRest();
};
const linkColleague = async () => {
  const { id, secret } = stage.lab.users.alice.app_credentials['bot-restricted'];
  await stage.openLink('newt');
  await stage.fillLink('newt', { 'Application credential ID': id, 'Application credential secret': secret });
};

describe.each(await everywhere())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  it('an ex-colleague’s project goes on: an agreed end is carried out by another', async () => {
    await linkColleague();
    await shared('--for 30d');
    await deactivate('alice', true);
    await stage.later(30 * dayMs + hourMs);
    await card('bob', 'the share ended as scheduled');
    expect(await stage.byHand.statusOf(image, consumer)).toBeUndefined();
  });

  it('an agreed end that nobody can carry out waits and says so, until somebody links the project', async () => {
    await shared('--for 20d');
    await deactivate('alice', true);
    await stage.later(20 * dayMs + hourMs);
    await card('bob', 'Nobody here may act for project “producer” on lab any more');
    expect(stage.lines.join('\n')).toContain('an agreed end waits: nobody speaks for the project');
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
    await linkColleague();
    await card('bob', 'the share ended as scheduled');
  });

  it('an intent waits while its author is away, and goes on when they are back', async () => {
    await deactivate('bob', true);
    await stage.actor('alice').command('/share-image', `${image.id} ${consumer} --note later`);
    await card('alice', 'Nobody here may act for this project any more');
    await stage.atRest();
    expect(stage.cards('bob', image)).toEqual([]);
    await deactivate('bob', false);
    await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
    await card('alice', '*accepted* by <@UBOB>');
  });
});

describe.each(onPlayground())('what is asked of the cloud, $name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });

  it('nothing with the account of somebody who left, though Slack’s event was missed', async () => {
    await shared('');
    await stage.later(2 * hourMs);
    await deactivate('alice', true, true);
    if (stage.cloud) stage.cloud.requests.length = 0;
    await stage.later(3 * dayMs);
    await stage.atRest();
    expect(stage.cloud?.requests.filter(({ user }) => user === 'alice')).toEqual([]);
    expect(stage.lines.join('\n')).toContain('accounts suspended: their owner is deactivated in slack');
  });

  it('an error of Slack’s suspends nobody', async () => {
    await shared('');
    await stage.later(2 * hourMs);
    stage.slack.faults.add({ method: 'users.info', do: 'error', error: 'internal_error', times: 1_000 });
    await stage.actor('alice').command('/list-images', '--custom');
    await stage.ephemeral('alice', 'nightly');
    await stage.atRest();
    expect(stage.lines.join('\n')).not.toContain('accounts suspended');
  });

  it('after thirty days the credential goes, on record', async () => {
    await deactivate('bob', true);
    await stage.later(29 * dayMs);
    await stage.atRest();
    const removed = () => stage.lines.filter((line) => line.includes('remove-account')).length;
    expect(removed()).toBe(0);
    await stage.later(dayMs + 2 * hourMs);
    await stage.slack.until(() => removed() > 0, { what: 'the line in the audit trail' });
    await deactivate('bob', false);
    await stage.actor('bob').command('/image-account');
    await stage.slack.until(() => stage.actor('bob').views.length > 0, { what: 'the form that links' });
    expect(fullText({ text: JSON.stringify(stage.actor('bob').views) })).toContain('Link a cloud account');
  });
});
