/** The first sentences of somebody who has not seen the bot, in its direct message: each gets a next step, none a member. */
import { StatementSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, test, vi } from 'vitest';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import { buttons, fullText, inputValues } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

onStage({ linked: ['alice'] });

const image = () => stage.demo?.images.build.id ?? '';

/** What `name` is answered in the direct message. */
const answered = async (name: Name, words: string): Promise<SlackMessage> => {
  const dm = () => stage.actor(name).dm();
  const said = await stage.actor(name).say(words);
  return stage.slack.until(() => dm().find(({ ts, bot_id }) => bot_id && ts > said.ts), {
    what: `the answer to ${words}`,
  });
};
const form = async () => {
  const view = await stage.slack.until(() => stage.actor('alice').views.at(-1), { what: 'the form' });
  return {
    title: view.title.text,
    values: inputValues(view),
    said: fullText({ text: '', blocks: view.blocks }),
  };
};
const writes = () =>
  (stage.cloud?.requests ?? []).filter(({ method, path }) => method !== 'GET' && path.startsWith('/v2'));

describe('thirty first sentences', () => {
  it.each<[string, RegExp]>([
    ['hi', /List my images/],
    ['hello?', /List my images/],
    ['what can you do', /\/share-image/],
    ['how does this work', /\/share-image/],
    ['help me share an image', /`\/share-image <uuid>|`\/share-image &lt;uuid/],
    ['list my images', /Images of project \*producer\*/],
    ['show me my images please', /Images of project \*producer\*/],
    ["what's waiting for me?", /Images that others share with project/],
    ['do I have anything to accept?', /Images that others share with project/],
    ['share golden-debian with bob', /`\/share-image golden-debian bob`[\s\S]*Open the form/],
    ['can you share golden-debian with @bob', /`\/share-image golden-debian @\w+`[\s\S]*Open the form/],
    ['share {image} with {consumer}', /`\/share-image {image} {consumer}`[\s\S]*Open the form/],
    ['give finance access to build-1042', /`\/share-image build-1042 finance`[\s\S]*Open the form/],
    ['{image}', /build-1042/],
    ['{consumer}', /`\/share-image {consumer}`[\s\S]*Open the form/],
    ['accept the image alice sent me', /Images that others share with project/],
    ['accept {image}', /`\/image-status {image} accepted`[\s\S]*Open the form/],
    ['reject it', /Images that others share with project/],
    ['stop sharing build-1042', /`\/unshare-image build-1042`[\s\S]*Choose whom/],
    ['unshare {image} from finance', /`\/unshare-image {image} finance`[\s\S]*Choose whom/],
    ['remove bob from golden-debian', /`\/unshare-image golden-debian bob`/],
    ['who has access to build-1042?', /Members of|shared with|members/i],
    ['who is {image} shared with', /build-1042/],
    ['where do I find my project id?', /Your linked accounts/],
    ['how do I link my account', /Link a cloud account/],
    ['log in', /Your linked accounts/],
    ['openstack image list', /Images of project \*producer\*/],
    [
      'openstack image add project {image} {consumer}',
      /`\/share-image {image} {consumer}`[\s\S]*Open the form/,
    ],
    [' /share-image {image} finance', /`\/share-image {image} finance`[\s\S]*Open the form/],
    ['https://horizon.example/project/images/{image}', /build-1042/],
    ['undo my last share', /\*Undo\* is below[\s\S]*Choose whom to remove/],
    ['extend {image}', /\*Extend…\*[\s\S]*Show the image/],
    ['thanks!', /did not understand[\s\S]*List my images/],
    ['show image build-1042', /build-1042/],
    ['please delete my account', /Your linked accounts/],
  ])('%s', async (sentence, expected) => {
    const filled = (words: string) =>
      words.replaceAll('{image}', image()).replaceAll('{consumer}', stage.projectId('consumer'));
    const answer = await answered('alice', filled(sentence));
    expect(`${fullText(answer)}\n${buttons(answer).join(' ')}`).toMatch(new RegExp(filled(expected.source)));
    await stage.atRest();
    expect(writes()).toEqual([]);
  });
});

test('a sentence that shares opens the form, filled in, and only *Share* shares', async () => {
  const asked = await answered(
    'alice',
    `please share ${image()} with ${stage.projectId('consumer')} and finance`,
  );
  await stage.actor('alice').click(asked, 'Open the form');
  const { title, values, said } = await form();
  expect(title).toBe('Share an image');
  expect(values).toMatchObject({ image: image(), tenants: `${stage.projectId('consumer')}\nfinance` });
  expect(said).toContain('“finance” is not');
  await stage.atRest();
  expect(writes()).toEqual([]);
  await stage.actor('alice').submit({ Tenants: stage.projectId('consumer') });
  await stage.card('alice', '*pending*');
});

test('what is done on a message is answered with where that is, and its buttons lead on', async () => {
  await stage.actor('alice').click(await answered('alice', 'block bob'), 'Preferences');
  expect((await form()).title).toBe('Preferences');
});

test('an answer in a sentence opens the form with image and status', async () => {
  await stage.actor('alice').click(await answered('alice', `reject ${image()}`), 'Open the form');
  const { title, values } = await form();
  expect([title, values.image, values.status]).toEqual(['Answer an offer', image(), 'rejected']);
});

test('somebody without an account is led to the form that links one', async () => {
  const answer = await answered('newt', 'list my images');
  expect(fullText(answer)).toContain('I need one of your cloud accounts');
  expect(buttons(answer)).toEqual(['Link a cloud account']);
  await stage.actor('newt').click(answer, 'Link a cloud account');
  const view = await stage.slack.until(() => stage.actor('newt').views.at(-1), { what: 'the link form' });
  expect(view.title.text).toBe('Link a cloud account');
});

test('more ids than a button holds open the form with all of them', async () => {
  const ids = Array.from({ length: 80 }, (_, at) => at.toString(16).padStart(32, '0'));
  await stage.actor('alice').click(await answered('alice', ids.join('\n')), 'Open the form');
  expect((await form()).values.tenants).toBe(ids.join('\n'));
});

test('who is not understood is told once a minute; strangers, edits and the bot itself are not answered', async () => {
  const alice = stage.actor('alice');
  await answered('alice', 'thanks!');
  await alice.say('bob says hi to everyone today');
  await alice.say('lovely weather');
  await stage.atRest();
  expect(
    alice.dm().filter((message) => message.bot_id && fullText(message).includes('did not understand')),
  ).toHaveLength(1);
  await stage.later(60_000);
  await answered('alice', 'lovely weather');
  await stage.atRest();
  expect(alice.dm().filter(({ bot_id }) => bot_id)).toHaveLength(3);
});

test('a thousand cards that the bot posts come back as messages, and ask the database nothing', async () => {
  await answered('alice', 'hello');
  await stage.atRest();
  const own = stage.slack.deliveries.findLast(
    ({ payload }) => (payload.event as { bot_id?: string } | undefined)?.bot_id !== undefined,
  );
  if (!own) throw new Error('what the bot posts does not come back');
  const { prototype } = StatementSync;
  const spies = (['all', 'get', 'run', 'iterate'] as const).map((name) => vi.spyOn(prototype, name));
  onTestFinished(() => spies.forEach((spy) => void spy.mockRestore()));
  const asked = () => spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  for (let at = 0; at < 1_000; at += 1)
    await stage.slack.redeliver({ ...own, payload: { ...own.payload, event_id: `EvOwn${at}` } });
  expect(asked()).toBe(0);
  await answered('alice', 'list my images');
  expect(asked()).toBeGreaterThan(0);
});
