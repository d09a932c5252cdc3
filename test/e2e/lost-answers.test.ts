/** Answers that are lost on the way: nobody gets a card twice, and the cloud ends with what was asked for. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../playground/cloud/cloud-faults.ts';
import type { Cloud } from '../../playground/cloud/cloud-server.ts';
import { onPlayground } from '../support/settings.ts';
import { buttons } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { consumer, image, onStage, stage } from '../support/story.ts';

describe.each(onPlayground())('$name', (setting) => {
  let cloud: Cloud;
  onStage({ ...setting, about: 'nightly', linked: ['alice', 'bob'] });
  beforeEach(() => {
    if (!stage.cloud) throw new Error('these stories play on the playground’s cloud');
    ({ cloud } = stage);
  });

  const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);

  const share = () => stage.actor('alice').command('/share-image', `${image.id} ${consumer}`);
  const accept = async () => stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
  const isBobs = (args: Readonly<Record<string, unknown>>) =>
    args.channel === 'DBOB' && JSON.stringify(args).includes(image.id);
  /** How often a message about the image was sent to bob, whatever came of it. */
  const posts = () =>
    stage.slack.requests.filter(({ method, args }) => method === 'chat.postMessage' && isBobs(args)).length;
  const members = () =>
    [...(cloud.state.imageIn('IAD', image.id)?.members.values() ?? [])].map(({ status }) => status);
  const spoil = (method: string, fault: Pick<Fault, 'do' | 'times' | 'status' | 'headers'>) =>
    cloud.faults.add({ match: (call) => call.service === 'glance' && call.method === method, ...fault });
  const sent = (method: string) =>
    cloud.requests.filter((call) => call.path.includes(`${image.id}/members`) && call.method === method)
      .length;

  /** The bot finds that so much time has passed. */
  const passes = async (ms: number) => {
    await stage.later(ms);
    await stage.actor('alice').click(await card('alice', 'nightly'), 'Refresh');
  };

  it('a card whose post was answered by nobody is looked for, not posted again', async () => {
    stage.slack.faults.add({
      method: 'chat.postMessage',
      do: 'drop-after-effect',
      when: isBobs,
    });
    await share();
    await card('bob', 'Waiting for an answer');
    await card('alice', '*pending* — asked <@UBOB>');
    await passes(15_000);
    await stage.slack.until(
      () => stage.slack.requests.some(({ method }) => method === 'conversations.history'),
      { what: 'the search' },
    );
    await accept();
    expect(buttons(await card('bob', '*Accepted* by <@UBOB>'))).toEqual(['Reject instead', 'Undo']);
    await stage.atRest();
    expect(stage.cards('bob', image)).toHaveLength(1);
    expect(posts()).toBe(1);
  });

  it('a card whose post never arrived is posted after the search', async () => {
    stage.slack.faults.add({
      method: 'chat.postMessage',
      do: 'drop',
      when: isBobs,
    });
    await share();
    await card('alice', '*pending* — asked <@UBOB>');
    await stage.slack.until(() => posts() === 1, {
      what: 'the lost post',
    });
    await passes(15_000);
    await accept();
    await card('alice', '*accepted* by <@UBOB>');
    await stage.atRest();
    expect(stage.cards('bob', image)).toHaveLength(1);
  });

  it('Slack has enough for a second: one card, a second later', async () => {
    stage.slack.faults.add({ method: 'chat.postMessage', do: 'ratelimited', retryAfterS: 1, times: 2 });
    await share();
    await accept();
    await card('alice', '*accepted* by <@UBOB>');
    await stage.atRest();
    expect([stage.cards('alice', image).length, stage.cards('bob', image).length]).toEqual([1, 1]);
  });

  it('Slack is down for a moment while cards change: the last content is right', async () => {
    await share();
    await card('bob', 'Waiting for an answer');
    await card('alice', '*pending* — asked');
    stage.slack.faults.add({ method: 'chat.update', do: 'status', status: 503, times: 2 });
    await accept();
    await card('bob', '*Accepted* by <@UBOB>');
    await card('alice', '*accepted* by <@UBOB>');
    await stage.atRest();
    expect([stage.cards('alice', image).length, stage.cards('bob', image).length]).toEqual([1, 1]);
  });

  it.each(['drop-after-effect', 'half-answer', 'drop'] as const)(
    'POST member, %s: one member',
    async (how) => {
      spoil('POST', { do: how });
      await share();
      await card('bob', 'Waiting for an answer');
      await card('alice', '*pending* — asked <@UBOB>.');
      await stage.atRest();
      expect(members()).toEqual(['pending']);
      expect(sent('POST')).toBe(how === 'drop' ? 2 : 1);
    },
  );

  it.each(['drop-after-effect', 'half-answer', 'drop'] as const)(
    'PUT status, %s: the right status',
    async (how) => {
      await share();
      spoil('PUT', { do: how });
      await accept();
      await card('bob', '*Accepted* by <@UBOB>');
      await card('alice', '*accepted* by <@UBOB>');
      await stage.atRest();
      expect(members()).toEqual(['accepted']);
      expect(sent('PUT')).toBe(how === 'drop' ? 2 : 1);
    },
  );

  it('Glance is down for a moment: both are told, and it goes on', async () => {
    spoil('POST', { do: 'status', status: 503, times: 1000 });
    await share();
    await card('alice', 'lab is not answering properly');
    cloud.faults.clear();
    await card('bob', 'Waiting for an answer');
    spoil('PUT', { do: 'status', status: 503, times: 1000 });
    await accept();
    await card('bob', 'lab is not answering properly');
    cloud.faults.clear();
    await card('alice', '*accepted* by <@UBOB>');
    await stage.atRest();
    expect(members()).toEqual(['accepted']);
  });
});
