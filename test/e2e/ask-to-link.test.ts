/** `/share-image <uuid> @bob`: bob's projects are a way to name one; if he has none, he is asked to link an account, and the sentence waits. */
import { describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import { dayMs } from '../../src/core/durations.ts';
import { buttons, fullText, inputValues } from '../support/shown.ts';
import { image, onStage, stage } from '../support/story.ts';

onStage({ about: 'nightly', linked: ['alice'] });

const share = (more: string) => stage.actor('alice').command('/share-image', `${image.id} ${more}`);
const ask = async (who = '@bob', more = '') => {
  const before = stage.actor('alice').ephemerals().length;
  await share(`${who} ${more}`);
  const answer = await stage.slack.until(() => stage.actor('alice').ephemerals().slice(before).at(-1), {
    what: 'the answer',
  });
  await stage
    .actor('alice')
    .click(answer, who.includes(' ') ? 'Ask all to link an account' : 'Ask them to link an account');
  return stage.slack.until(
    () =>
      stage
        .actor('alice')
        .ephemerals()
        .find(({ ts, text }) => ts === answer.ts && text !== answer.text),
    { what: 'what was asked' },
  );
};
const asksTo = (name: 'bob' | 'ben' | 'newt') =>
  stage.cards(name).filter((message) => fullText(message).includes('wants to share an image on'));
const form = async () => {
  const view = await stage.slack.until(() => stage.actor('alice').views.at(-1), { what: 'the form' });
  return inputValues(view);
};
const offers = () => stage.lines.filter((line) => line.includes('"act":"offer"')).length;

it('nobody linked: nothing is shared, bob is asked, and once he has linked the form opens with his project', async () => {
  const asked = await ask('@bob', '--note "the build you asked for"');
  expect(asked.text).toContain('The bot asks <@UBOB> to link an account on *lab*.');
  const card = await stage.card('bob', '<@UALICE> wants to share an image on *lab* with you');
  expect(fullText(card)).not.toContain('the build you asked for');
  await stage.actor('bob').click(card, 'Link an account');
  await stage.slack.until(() => stage.actor('bob').views.length > 0, { what: 'the form that links' });
  await stage.actor('bob').close();
  await stage.later(2 * dayMs);
  await stage.link('bob');
  const told = await stage.card('alice', '<@UBOB> has linked an account on *lab*');
  await stage.actor('alice').click(told, 'Open the form');
  expect(await form()).toMatchObject({
    image: image.id,
    tenants: stage.projectId('consumer'),
    note: 'the build you asked for',
  });
  await stage.atRest();
  expect(offers()).toBe(0);
  expect((await stage.actor('alice').submit()).errors).toBeUndefined();
  await stage.card('bob', 'the build you asked for');
});

it('a pair is written to once a day; somebody else is asked all the same', async () => {
  await ask();
  await stage.card('bob', 'wants to share an image on');
  const again = await ask('@bob @newt');
  expect(again.text).toContain('The bot asks <@UNEWT>');
  expect(again.text).toContain('<@UBOB>: you asked today already');
  await stage.atRest();
  expect([asksTo('bob').length, asksTo('newt').length]).toEqual([1, 1]);
  await stage.later(dayMs);
  await ask();
  await stage.slack.until(() => asksTo('bob').length === 2, { what: 'the next day’s' });
});

it('nobody need be asked: what was typed opens as a form', async () => {
  await share('@bob');
  const answer = await stage.ephemeral('alice', 'has linked no project on *lab*');
  expect(buttons(answer)).toEqual(['Ask them to link an account', 'Open the form']);
  await stage.actor('alice').click(answer, 'Open the form');
  expect(await form()).toMatchObject({ image: image.id });
});

it('who has linked meanwhile is not asked: the form opens', async () => {
  await share('@bob');
  const answer = await stage.ephemeral('alice', 'has linked no project on *lab*');
  await stage.link('bob');
  await stage.actor('alice').click(answer, 'Ask them to link an account');
  expect(await form()).toMatchObject({ tenants: stage.projectId('consumer') });
  await stage.atRest();
  expect(asksTo('bob')).toEqual([]);
});

it('several projects are a choice', async () => {
  await stage.link('bob');
  await stage.link('bob', 'carol');
  await share('@bob');
  const answer: SlackMessage = await stage.ephemeral('alice', 'linked several projects');
  expect(buttons(answer).toSorted()).toEqual(['consumer', 'consumer2']);
  await stage.actor('alice').click(answer, 'consumer2');
  expect(await form()).toMatchObject({ tenants: stage.projectId('consumer2') });
  await stage.atRest();
  expect(offers()).toBe(0);
});

describe('people chosen in the form, without a project', () => {
  const said = () => fullText({ text: '', blocks: stage.actor('alice').views.at(-1)?.blocks });
  const chosen = async (people: string) => {
    await stage.actor('alice').command('/share-image');
    await form();
    const [option] = await stage.actor('alice').suggest('Image', 'nightly');
    return stage
      .actor('alice')
      .submit({ Image: option?.text.text ?? '', 'Also ask': people.split(' '), Note: 'as agreed' });
  };
  const shows = (words: string) => stage.slack.until(() => said().includes(words), { what: words });

  it('of one project: it is filled in, and only the next *Share* shares', async () => {
    await stage.link('bob');
    await chosen('UBOB');
    await shows('Its id is filled in');
    expect(await form()).toMatchObject({ tenants: stage.projectId('consumer'), note: 'as agreed' });
    await stage.atRest();
    expect(offers()).toBe(0);
    expect((await stage.actor('alice').submit()).errors).toBeUndefined();
    await stage.card('bob', 'as agreed');
  });

  it('of several: they are a choice in the form', async () => {
    await stage.link('bob');
    await stage.link('bob', 'carol');
    await chosen('UBOB');
    await shows('Their projects');
    await stage.atRest();
    expect(offers()).toBe(0);
    expect((await stage.actor('alice').submit({ 'Their projects': 'consumer2' })).errors).toBeUndefined();
    await stage.card('bob', 'consumer2');
    await stage.atRest();
    expect(offers()).toBe(1);
    expect(stage.status(image.id, 'consumer')).toBeUndefined();
  });

  it('of several: what is ticked stays when another input changes the form', async () => {
    await stage.link('bob');
    await stage.link('bob', 'carol');
    await chosen('UBOB');
    await shows('Their projects');
    const alice = stage.actor('alice');
    const before = alice.views.at(-1);
    if (!before) throw new Error('no form is open');
    alice.fill({ 'Their projects': 'consumer2' });
    await alice.choose(before, 'Region', 'DFW');
    await stage.slack.until(() => !said().includes('Their projects'), { what: 'the form of DFW' });
    expect(await form()).toMatchObject({ tenants: stage.projectId('consumer2') });
  });

  it('of none: they can be asked to link one, and the form comes back with all that it held', async () => {
    await chosen('UBOB');
    const view = await stage.slack.until(
      () => stage.actor('alice').views.find(({ blocks }) => JSON.stringify(blocks).includes('Ask them')),
      { what: 'the button that asks' },
    );
    await stage.actor('alice').click(view, 'Ask them to link an account');
    await shows('The bot asks <@UBOB> to link an account on *lab*.');
    await stage.actor('alice').close();
    await stage.link('bob');
    const told = await stage.card('alice', '<@UBOB> has linked an account on *lab*');
    await stage.actor('alice').click(told, 'Open the form');
    expect(await form()).toMatchObject({ tenants: stage.projectId('consumer'), note: 'as agreed' });
  });
});

describe('whom bob blocked', () => {
  it('writes to nobody, and reads what anybody reads', async () => {
    await stage.link('bob');
    await share(stage.projectId('consumer'));
    const bob = stage.actor('bob');
    await bob.click(await stage.card('bob', 'Waiting for an answer', image), 'Block…');
    await stage.slack.until(() => bob.views.at(-1)?.title.text === 'Block', {
      what: 'the modal that blocks',
    });
    expect((await bob.submit({})).errors).toBeUndefined();
    await bob.command('/image-account');
    await bob.click(await stage.ephemeral('bob', 'Your linked accounts'), 'Unlink');
    await stage.atRest();
    const asked = await ask();
    expect(asked.text).toContain('The bot asks <@UBOB> to link an account on *lab*.');
    await stage.atRest();
    expect(asksTo('bob')).toEqual([]);
  });
});
