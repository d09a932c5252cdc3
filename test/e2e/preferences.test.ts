/** Preferences: what somebody chose holds from then on, for reminders, quiet hours and where a project's offers go. */
import { describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import { dayMs, hourMs } from '../../src/core/durations.ts';
import { onPlayground } from '../support/settings.ts';
import { buttons, fullText, inputValues } from '../support/shown.ts';
import { channels } from '../support/stage.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

const openPreferences = async (name: Name) => {
  await stage.actor(name).command('/image-account', 'preferences');
  await stage.slack.until(() => stage.actor(name).views.at(-1)?.title.text === 'Preferences', {
    what: `the preferences of ${name}`,
  });
};
/** Chooses one of a radio's options and waits for what the modal turns into. */
const choose = async (name: Name, which: string, option: string, shows: string) => {
  const person = stage.actor(name);
  const view = person.views.at(-1);
  if (!view) throw new Error('no modal is open');
  await person.choose(view, which, option);
  await stage.slack.until(() => JSON.stringify(person.views).includes(shows), { what: shows });
};
const save = async (name: Name, values: Record<string, string | readonly string[]> = {}) => {
  const person = stage.actor(name);
  const { errors } = await person.submit(values);
  if (errors) return errors;
  await stage.slack.until(() => person.views.at(-1)?.title.text === 'Preferences saved', {
    what: 'the preferences saved',
  });
  const said = JSON.stringify(person.views.at(-1)?.blocks);
  await person.close();
  return said;
};
const way = () => `Offers to project consumer on lab go to`;
const chooseChannel = async (name: Name, channel: string) => {
  await openPreferences(name);
  if (!JSON.stringify(stage.actor(name).views).includes('"conversations_select"'))
    await choose(name, way(), 'A channel', '"conversations_select"');
  return save(name, { Channel: channel });
};
/** The same, until it is used: once the cloud has taken the account of the person who chose it. */
const useChannel = async (name: Name, channel: string) => {
  const said = await chooseChannel(name, channel);
  await stage.atRest();
  return said;
};
const usePeople = async (name: Name) => {
  await openPreferences(name);
  await stage
    .actor(name)
    .choose(
      stage.actor(name).views.at(-1) as never,
      way(),
      'Each person in the project, as a direct message',
    );
  return save(name);
};
/** What stands about the image in a channel, oldest first: of the playground's demo images too some are offered there. */
const inChannel = (): SlackMessage[] =>
  stage.slack
    .messages(channels.images)
    .filter((message) => fullText(message).includes(image.id) || fullText(message).includes('*nightly*'));
const seenInChannel = (words: string | RegExp): Promise<SlackMessage> =>
  stage.slack.until(
    () =>
      inChannel().findLast((message) =>
        typeof words === 'string' ? fullText(message).includes(words) : words.test(fullText(message)),
      ),
    {
      what: `a message in the channel with ${words}`,
    },
  );
const share = (...more: string[]) =>
  stage.actor('alice').command('/share-image', [image.id, consumer, ...more].join(' '));
const about = (name: Name) => stage.cards(name, image).length;

describe.each(onPlayground())('the form, $name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob', 'ben'] });

  it('shows what holds, saves what is chosen, and says so', async () => {
    await openPreferences('bob');
    expect(inputValues(stage.actor('bob').views.at(-1))).toMatchObject({ quiet: 'default' });
    expect(JSON.stringify(stage.actor('bob').views)).toContain('The default: never quiet');
    await choose('bob', 'Quiet hours', 'My own', '"timepicker"');
    const said = await save('bob', { 'Notify me about': ['cleanupNotes'], From: '20:30', Until: '08:00' });
    expect(said).toContain('*Reminders:* off');
    expect(said).toContain('*Monthly note on members to remove:* on');
    expect(said).toContain('*Quiet hours:* 20:30 to 08:00');
    await openPreferences('bob');
    expect(inputValues(stage.actor('bob').views.at(-1))).toMatchObject({ quiet: 'own' });
    expect(JSON.stringify(stage.actor('bob').views)).toContain('"initial_time":"20:30"');
    await stage.actor('bob').close();
  });

  it('two equal times are no hours; never quiet is a choice of its own', async () => {
    await openPreferences('bob');
    await choose('bob', 'Quiet hours', 'My own', '"timepicker"');
    expect(await save('bob', { From: '08:00', Until: '08:00' })).toEqual({
      Until: 'Choose a different time from the one above, or “Never quiet”.',
    });
    await stage.actor('bob').choose(stage.actor('bob').views.at(-1) as never, 'Quiet hours', 'Never quiet');
    expect(await save('bob')).toContain('*Quiet hours:* never quiet');
  });

  it('opens from the list of accounts, from the Home, and for somebody without an account', async () => {
    await stage.actor('bob').command('/image-account');
    await stage.actor('bob').click(await stage.ephemeral('bob', 'Your linked accounts'), 'Preferences');
    await stage.slack.until(() => stage.actor('bob').views.at(-1)?.title.text === 'Preferences');
    await stage.actor('bob').close();
    await stage.actor('bob').openHome();
    const home = await stage.slack.until(() => stage.actor('bob').home(), { what: 'the Home' });
    await stage.actor('bob').click(home, 'Preferences');
    await stage.slack.until(() => stage.actor('bob').views.at(-1)?.title.text === 'Preferences');
    await openPreferences('newt');
    expect(await save('newt', { 'Notify me about': [] })).toContain('*Reminders:* off');
  });
});

describe.each(onPlayground())('$name', (setting) => {
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob', 'ben'] });

  it('reminders that one person switched off come to the others', async () => {
    await openPreferences('bob');
    await save('bob', { 'Notify me about': [] });
    await share();
    await Promise.all([
      stage.card('bob', 'Waiting for an answer', image),
      stage.card('ben', 'Waiting', image),
    ]);
    await stage.later(dayMs + hourMs);
    await stage.card('ben', 'waiting for an answer from project *consumer*');
    await stage.atRest();
    expect(
      stage.cards('bob').some((message) => fullText(message).includes('waiting for an answer from')),
    ).toBe(false);
  });

  it('a channel in the place of direct messages: one card for all, which anyone of the project answers', async () => {
    expect(await useChannel('bob', channels.images)).toContain(`in <#${channels.images}>`);
    await share();
    const card = await seenInChannel('Waiting for an answer');
    await stage.card('alice', `asked <#${channels.images}>`, image);
    await stage.actor('newt').click(card, 'Accept');
    await stage.ephemeral('newt', 'This needs an account of project “consumer” on lab');
    await stage.atRest();
    expect(await stage.byHand.statusOf(image, consumer)).toBe('pending');
    await stage.actor('ben').click(await seenInChannel('Waiting for an answer'), 'Accept');
    await seenInChannel(/\*Accepted\* by <@UBEN>/);
    await stage.card('alice', '*accepted* by <@UBEN>', image);
    expect(await stage.byHand.statusOf(image, consumer)).toBe('accepted');
    await seenInChannel('was accepted for project *consumer* by <@UBEN>');
    await stage.atRest();
    expect([about('bob'), about('ben')]).toEqual([0, 0]);
  });

  it('who has no account of the project puts nothing off for those in the channel who do', async () => {
    await useChannel('bob', channels.images);
    await share();
    const card = await seenInChannel('Waiting for an answer');
    await stage.actor('newt').click(card, 'Not now');
    await stage.ephemeral('newt', 'This needs an account of project “consumer” on lab');
    await stage.actor('ben').click(card, 'Not now');
    await stage.ephemeral('ben', 'The bot will remind you about this once');
  });

  it('the reminder of a channel answers, and the Home does too', async () => {
    await useChannel('bob', channels.images);
    await share();
    await seenInChannel('Waiting for an answer');
    await stage.later(dayMs + hourMs);
    const reminder = await seenInChannel('*nightly* has been waiting for an answer from project');
    expect(buttons(reminder).slice(0, 2)).toEqual(['Accept', 'Reject']);
    await stage.atRest();
    expect(
      stage.cards('bob').some((message) => fullText(message).includes('waiting for an answer from')),
    ).toBe(false);
    await stage.actor('ben').openHome();
    const home = await stage.slack.until(
      () => {
        const shown = stage.actor('ben').home();
        return shown && JSON.stringify(shown).includes(image.id) ? shown : undefined;
      },
      { what: 'the offer on the Home of ben' },
    );
    await stage.actor('ben').click(home, 'Reject', { within: image.id });
    await seenInChannel(/\*Rejected\* by <@UBEN>/);
  });

  it('what waits for an answer moves with the choice, and the older message keeps its picture', async () => {
    await share();
    const before = await stage.card('bob', 'Waiting for an answer', image);
    await useChannel('ben', channels.images);
    const card = await seenInChannel('Waiting for an answer');
    await stage.actor('bob').click(before, 'Accept');
    await stage.ephemeral('bob', 'so nothing was done');
    await usePeople('bob');
    await stage.slack.until(() => about('bob') === 2 && about('ben') === 2, {
      what: 'cards for both again',
    });
    await stage.actor('ben').click(await stage.card('ben', 'Waiting for an answer', image), 'Accept');
    await stage.card('bob', '*Accepted* by <@UBEN>', image);
    expect(fullText(stage.cards('bob', image)[0] as SlackMessage)).toContain('Waiting for an answer');
    expect(fullText(await seenInChannel('Waiting for an answer'))).toBe(fullText(card));
    await stage.atRest();
    expect(inChannel()).toHaveLength(1);
  });

  it('a channel that the bot is not in: its people are asked, and who chose it is told once', async () => {
    await useChannel('bob', channels.closed);
    await share();
    const told = await stage.card('bob', `cannot post in <#${channels.closed}>`);
    // offers made without the bot may stand in the same message
    expect(buttons(told)).toContain('Preferences');
    await Promise.all([
      stage.card('bob', 'Waiting for an answer', image),
      stage.card('ben', 'Waiting', image),
    ]);
    await stage.actor('ben').click(await stage.card('ben', 'Waiting for an answer', image), 'Accept');
    await stage.card('alice', '*accepted* by <@UBEN>', image);
    await stage.atRest();
    expect(stage.cards('bob').filter((message) => fullText(message).includes('cannot post in'))).toHaveLength(
      1,
    );
    expect(stage.cards('ben').some((message) => fullText(message).includes('cannot post in'))).toBe(false);
    expect(stage.slack.messages(channels.closed)).toEqual([]);
  });

  it('the bot is put out of the channel: what was to be said there is said to its people', async () => {
    await useChannel('bob', channels.images);
    await share();
    await seenInChannel('Waiting for an answer');
    stage.slack.faults.add({
      method: 'chat.postMessage',
      when: ({ channel }) => channel === channels.images,
      times: Number.POSITIVE_INFINITY,
      do: 'error',
      error: 'not_in_channel',
    });
    await stage.later(dayMs + hourMs);
    for (const name of ['bob', 'ben'] as const) {
      await stage.card(name, '*nightly* has been waiting for an answer from project');
      await stage.card(name, 'Waiting for an answer', image);
    }
    await stage.card('bob', `cannot post in <#${channels.images}> (not_in_channel)`);
    await stage.card('alice', /asked <@U\w+>, <@U\w+>\./, image);
    const reminder = await stage.card('ben', '*nightly* has been waiting for an answer from project');
    await stage.actor('ben').click(reminder, 'Accept', { within: '*nightly*' });
    await stage.card('bob', '*Accepted* by <@UBEN>', image);
  });

  const leaving: [string, Parameters<typeof stage.slack.setChannel>[1], string][] = [
    ['group_archive', { is_archived: true }, 'is_archived'],
    ['group_left', { members: ['UBOB'] }, 'not_in_channel'],
  ];
  it.each(leaving)(
    '%s: its people are asked at once, and who chose it is told',
    async (type, change, why) => {
      await useChannel('bob', channels.images);
      await share();
      await seenInChannel('Waiting for an answer');
      stage.slack.setChannel(channels.images, change);
      await stage.slack.event({ type, channel: channels.images });
      for (const name of ['bob', 'ben'] as const) await stage.card(name, 'Waiting for an answer', image);
      await stage.card('bob', `cannot post in <#${channels.images}> (${why})`);
      await stage.card('alice', /asked <@U\w+>, <@U\w+>\./, image);
    },
  );

  it('a channel that is archived unnoticed: what was to be changed there is said to its people', async () => {
    await useChannel('bob', channels.images);
    await share();
    await seenInChannel('Waiting for an answer');
    // no post is under way, which would be refused first
    await stage.atRest();
    stage.slack.setChannel(channels.images, { is_archived: true });
    await stage.actor('ben').command('/image-status', `${image.id} rejected`);
    await stage.card('bob', `cannot post in <#${channels.images}> (is_inactive)`);
    await stage.card('alice', '*rejected* by <@UBEN>', image);
  });

  it('strangers read nothing: a channel that is shared with another company ends', async () => {
    // the bot has seen nothing of the channel yet
    await chooseChannel('bob', channels.images);
    stage.slack.setChannel(channels.images, { is_ext_shared: true });
    await share();
    for (const name of ['bob', 'ben'] as const) await stage.card(name, 'Waiting for an answer', image);
    await stage.card('bob', `<#${channels.images}> is shared with another company`);
    await stage.atRest();
    expect(inChannel()).toEqual([]);
  });

  it('and at once when it is shared later', async () => {
    await useChannel('bob', channels.images);
    await share();
    await seenInChannel('Waiting for an answer');
    await stage.slack.event({ type: 'channel_shared', channel: channels.images });
    await stage.card('ben', 'Waiting for an answer', image);
    await stage.card('bob', `<#${channels.images}> is shared with another company`);
  });

  it('rows follow a channel’s new id', async () => {
    await useChannel('bob', channels.images);
    const ids = { old_channel_id: channels.images, new_channel_id: 'CGENERAL' };
    await stage.slack.event({ type: 'channel_id_changed', ...ids });
    await share();
    await stage.slack.until(() =>
      stage.slack.messages('CGENERAL').some((message) => fullText(message).includes(image.id)),
    );
    await stage.card('alice', 'asked <#CGENERAL>', image);
  });

  it.each(['app_uninstalled', 'tokens_revoked'])('%s: /readyz says so at once', async (type) => {
    const mend = stage.slack.faults.add({ method: 'auth.test', do: 'error', error: 'account_inactive' });
    await stage.slack.event({ type });
    await stage.atRest();
    const ready = await fetch(`http://127.0.0.1:${stage.port}/readyz`);
    mend();
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      checks: { slack: 'account_inactive' },
      degraded: { 'chat.postMessage': type },
    });
    await share();
    await stage.card('ben', 'Waiting for an answer', image);
  });

  it('somebody named in the offer who has no account of the project is asked alone, beside the channel', async () => {
    await useChannel('bob', channels.images);
    await share('@newt', '@bob');
    await seenInChannel('Waiting for an answer');
    await stage.card('newt', 'To answer, link an account of project', image);
    await stage.atRest();
    expect(about('bob')).toBe(0);
  });
});
