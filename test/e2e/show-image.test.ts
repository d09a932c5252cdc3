/** /show-image: all that matters, wherever the image is, and the buttons for what comes next. */
import { beforeEach, expect, it } from 'vitest';
import type { Cloud } from '../../playground/cloud/cloud-server.ts';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { Stage } from '../support/stage.ts';
import type { Name } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

type Images = NonNullable<Stage['demo']>['images'];

let cloud: Cloud;
let images: Images;
onStage();
beforeEach(() => {
  if (!stage.cloud || !stage.demo) throw new Error('these stories play on the playground’s cloud');
  ({ cloud } = stage);
  ({ images } = stage.demo);
});

const answered = async (name: Name, act: () => Promise<unknown>): Promise<SlackMessage> => {
  const before = stage.actor(name).ephemerals().length;
  await act();
  const isAnswer = ({ text = '' }: SlackMessage) => !text.startsWith(':hourglass: Reading');
  return stage.slack.until(() => stage.actor(name).ephemerals().slice(before).findLast(isAnswer), {
    what: `an answer to ${name}`,
  });
};
const show = (name: Name, text: string) =>
  answered(name, () => stage.actor(name).command('/show-image', text));

const imageRequests = () =>
  cloud.requests
    .filter(({ path }) => path.startsWith('/v2/images/'))
    .map(({ region, path }) => `${region} ${path.slice(11)}`);

it('the owner reads all of it, and Share… opens the form filled in', async () => {
  await stage.link('alice');
  const shown = await show('alice', images.build.id);
  const text = fullText(shown);
  for (const words of [
    '*build-1042*',
    'it can be booted now',
    'yours, project *producer*',
    '1 GiB',
    '10 GB disk',
    'debian 12',
    '`ci`, `nightly`',
    'Checksum',
    'Hash (sha512)',
    'private: only its owner',
  ]) {
    expect(text).toContain(words);
    expect(shown.text).toContain(words.startsWith('*build') ? 'build-1042' : words);
  }
  expect(buttons(shown)).toEqual(['Share…']);
  await stage.actor('alice').click(shown, 'Share…');
  const view = await stage.slack.until(() => stage.actor('alice').views.at(-1), { what: 'the share form' });
  expect(JSON.stringify(view)).toContain(images.build.id);
  await stage.atRest();
  expect(imageRequests()).toEqual([`IAD ${images.build.id}`]);
});

it('a member reads its own status and accepts from there', async () => {
  await stage.link('alice');
  await stage.link('bob');
  const shown = await show('bob', images.dbBase.id);
  expect(fullText(shown)).toContain('Shared with your project *consumer*: *pending*');
  expect(fullText(shown)).toContain('project *producer*');
  expect(buttons(shown)).toEqual(['Accept', 'Reject']);
  await stage.actor('bob').click(shown, 'Accept');
  await stage.slack.until(
    () =>
      stage
        .actor('bob')
        .ephemerals()
        .some(
          (message) =>
            message.ts === shown.ts && fullText(message).includes('Setting *db-base* to *accepted*'),
        ),
    { what: 'the answer taken' },
  );
  await stage.card('bob', '*Accepted* by <@UBOB>');
  expect(stage.status(images.dbBase.id, 'consumer')).toBe('accepted');
  expect(buttons(await show('bob', images.dbBase.id))).toEqual(['Reject']);
});

it('an image in another region is found there, and the answer says so', async () => {
  await stage.link('alice');
  const text = fullText(await show('alice', images.dfwBuild.id));
  expect(text).toContain('*build-2001*');
  expect(text).toContain(
    'Found in *DFW* with your account *producer*. The bot did not find it with *producer* in IAD',
  );
  expect(fullText(await show('alice', `${images.dfwBuild.id} —region dfw`))).not.toContain('Found in');
});

it('an image that only another of my accounts sees is found with that one', async () => {
  await stage.link('bob');
  await stage.link('bob', 'alice');
  const text = fullText(await show('bob', images.build.id));
  expect(text).toContain(
    'Found in *IAD* with your account *producer*. The bot did not find it with *consumer* in IAD or DFW.',
  );
  expect(fullText(await show('bob', `${images.build.id} --account consumer`))).toContain(
    'The bot found no image',
  );
});

it('not found is said after every region was looked in', async () => {
  await stage.link('bob');
  const text = fullText(await show('bob', images.build.id));
  expect(text).toContain(
    `The bot found no image \`${images.build.id}\`. It searched IAD and DFW with account “consumer”`,
  );
  await stage.atRest();
  expect(imageRequests()).toEqual([`IAD ${images.build.id}`, `DFW ${images.build.id}`]);
  expect(fullText(await show('bob', `${images.build.id} --region DFW`))).toContain(
    'It searched DFW with account',
  );
});

it('a region that does not answer is not taken for “not found”, and does not hide what another one has', async () => {
  await stage.link('alice');
  const silent = (region: string) =>
    cloud.faults.add({
      match: (call) => call.region === region,
      times: Number.POSITIVE_INFINITY,
      do: 'status',
      status: 503,
    });
  silent('IAD');
  const found = fullText(await show('alice', images.dfwBuild.id));
  expect(found).toContain('*build-2001*');
  expect(found).toContain('Found in *DFW* with your account *producer*. IAD did not answer.');
  cloud.faults.clear();
  silent('DFW');
  expect(fullText(await show('alice', '8b818b61-cfbf-44ca-b57e-727da7c9464d'))).toContain(
    'It searched IAD with account “producer”. DFW did not answer, so the image may be there. Try again in a moment.',
  );
  silent('IAD');
  expect(fullText(await show('alice', '8b818b61-cfbf-44ca-b57e-727da7c9464d'))).toContain(
    'could not read from lab: it did not answer in time',
  );
});

it('a region that keeps everybody waiting is named after a second, and the others are asked after three', async () => {
  await stage.link('alice');
  cloud.faults.add({
    match: ({ region, path }) => region === 'IAD' && path.startsWith('/v2/images/'),
    do: 'hang',
  });
  await stage.actor('alice').command('/show-image', images.dfwBuild.id);
  await stage.slack.until(() => imageRequests().length === 1, { what: 'the first region' });
  await stage.pass(1_000);
  const reading = await stage.ephemeral('alice', 'Reading');
  expect(reading.text).toBe(':hourglass: Reading IAD as *producer*…');
  await stage.pass(2_000);
  const found = await stage.ephemeral('alice', '*build-2001*');
  expect(fullText(found)).toContain('Found in *DFW* with your account *producer*. IAD did not answer.');
});

it('Show in a list shows that image', async () => {
  await stage.link('bob');
  const list = await answered('bob', () =>
    stage.actor('bob').command('/list-images', '--member-status pending'),
  );
  const shown = await answered('bob', () =>
    stage.actor('bob').click(list, 'Show', { within: 'retired-base' }),
  );
  expect(fullText(shown)).toContain('*deactivated*: it cannot be booted now');
});

it('somebody else’s button finds no account', async () => {
  await stage.link('bob');
  await stage.link('carol');
  const shown = await show('bob', images.dbBase.id);
  const refused = await answered('carol', () => stage.actor('carol').click(shown, 'Accept'));
  expect(refused.text).toContain('Send the command again');
  await stage.atRest();
  expect(stage.status(images.dbBase.id, 'consumer')).toBe('pending');
});

it.each([
  ['web-base', 'is not an image id'],
  ['8b818b61-cfbf-44ca-b57e-727da7c9464d more', 'This command does not take “more”'],
  ['8b818b61-cfbf-44ca-b57e-727da7c9464d --account nobody', 'no account named “nobody”'],
  ['8b818b61-cfbf-44ca-b57e-727da7c9464d --region MARS', 'no region “MARS”'],
])('“%s” is answered with the next step', async (text, words) => {
  await stage.link('bob');
  expect(fullText(await show('bob', text))).toContain(words);
  await stage.atRest();
  expect(imageRequests()).toEqual([]);
});

it('a name that a silent cloud may know is not said to be nobody’s', async () => {
  await stage.link('alice');
  cloud.faults.add({
    match: ({ path }) => path === '/v2/images',
    times: Number.POSITIVE_INFINITY,
    do: 'status',
    status: 503,
  });
  expect(fullText(await show('alice', 'build-1042'))).toContain(
    'No image named “build-1042” was found, and it is not an image id. lab did not answer, so it may be there.',
  );
});
