/** Ten people who have never seen the bot, three sentences each, as messages and behind a command: each gets a next step, none a member. */
import { expect, test } from 'vitest';
import type { SlackMessage } from '../../playground/slack/format/wire.ts';
import { buttons, fullText } from '../support/shown.ts';
import { onStage, stage } from '../support/story.ts';

onStage({ linked: ['alice'] });

const hello = /List my images/;
const help = /Share an image with other projects/;
const own = /Images of project \*producer\* that are not public/;
const pending = /Images that others share with project/;
const shares = (words: string) => new RegExp(`I understood \`/share-image ${words}\`.*Open the form`);
const asks = (words: string) => new RegExp(`Share an image.*${words}.*`);
const leaveOut = /does not take .* Leave it out/;
const accounts = /Your linked accounts/;

/** What is said, what it is answered; a command with the like behind it, and its answer. */
const rows: readonly [string, RegExp, `/${string}`, RegExp][] = [
  // in a hurry
  ['helo', hello, '/image-help helo', /no command `helo`/],
  ['lsit my imges', own, '/list-images lsit my imges', leaveOut],
  [
    'shaer golden-debian with bob',
    shares('golden-debian bob'),
    '/share-image shaer golden wiht bob',
    asks('shaer'),
  ],
  // in German
  ['Hallo, wie geht das?', hello, '/image-help wie geht das?', help],
  ['zeig mir meine Images', own, '/list-images meine Images', leaveOut],
  [
    'ich möchte das Image {image} für {project} freigeben',
    shares('{image} {project}'),
    '/share-image {image} für {project} freigeben',
    asks('freigeben'),
  ],
  // from a dashboard
  [
    'https://horizon.acme.example/ngdetails/OS::Glance::Image/{image}?nav=%2Fproject%2Fngimages%2F',
    /build-1042/,
    '/show-image https://horizon.acme.example/project/images/{image}/',
    /build-1042/,
  ],
  [
    'can u share https://horizon.acme.example/project/images/{image}/ with the web team',
    shares('https://.*{image}/ web team'),
    '/share-image https://horizon.acme.example/project/images/{image}/ with the web team',
    asks('“web” is not'),
  ],
  [
    'https://horizon.acme.example/project/instances/',
    hello,
    '/show-image https://horizon.acme.example/project/instances/',
    /nearest names/,
  ],
  // from a mail that breaks lines
  ['{broken}', /build-1042/, '/show-image {broken}', leaveOut],
  [
    'share {image} with {spaced}',
    shares('{image} {spaced}'),
    '/share-image {image} {spaced}',
    asks('is not a project id'),
  ],
  ['my tenant is {project}', shares('{project}'), '/image-account {project}', accounts],
  // with emoji
  [':wave:', hello, '/image-account :wave:', accounts],
  [
    'share {image} with {project} :pray:',
    shares('{image} {project}'),
    '/share-image {image} {project} :pray:',
    asks(':pray:'),
  ],
  [
    '👍 accept {image} 🎉',
    /`\/image-status {image} accepted`.*Open the form/,
    '/image-status {image} 👍',
    /Use accepted, rejected or pending/,
  ],
  // sorry for everything
  ["sorry, I'm new here, what do I do?", help, "/image-account sorry, I'm new here", accounts],
  [
    'sorry to bother you but I think bob needs golden-debian',
    hello,
    '/share-image sorry but bob needs golden-debian',
    asks('“but” is not'),
  ],
  ['oops wrong channel', hello, '/list-images oops wrong channel', leaveOut],
  // loud
  ['HELP!!!', help, '/image-help PLEASE!!!', help],
  ['WHERE ARE MY IMAGES???', own, '/list-images WHERE ARE MY IMAGES???', leaveOut],
  [
    'SHARE {IMAGE} WITH {PROJECT} NOW',
    shares('{IMAGE} {PROJECT}'),
    '/share-image {IMAGE} {PROJECT} NOW',
    asks('“NOW” is not'),
  ],
  // of few words
  ['pls', hello, '/share-image pls', asks('no image named “pls”')],
  ['is it down?', hello, '/list-images is it down?', leaveOut],
  ['why is it still pending', pending, '/image-status why is it still pending', /is not an image id/],
  // at home on the command line
  [
    'glance member-create {image} {project}',
    shares('{image} {project}'),
    '/share-image glance member-create {image} {project}',
    asks('member-create'),
  ],
  [
    'openstack image set --accept {image}',
    /`\/image-status {image} accepted`/,
    '/image-status --accept {image}',
    /--accept is not a flag/,
  ],
  ['nova image-list', own, '/list-images nova image-list', leaveOut],
  // as in a letter
  [
    'Dear Image Share, could you kindly grant project finance access to our image build-1042? Kind regards',
    shares('build-1042 finance'),
    '/share-image build-1042 project finance, kind regards',
    asks('“finance,” is not|“finance” is not'),
  ],
  ['Thank you very much.', hello, '/image-members thank you', leaveOut],
  [
    'I would like to withdraw my earlier share of build-1042.',
    /`\/unshare-image earlier share build-1042`.*Choose whom/,
    '/unshare-image my earlier share of build-1042.',
    /no image named “my”/,
  ],
];

test('thirty sentences', async () => {
  const alice = stage.actor('alice');
  const image = stage.demo?.images.build.id ?? '';
  const project = stage.projectId('consumer');
  const holes: Readonly<Record<string, string>> = {
    image,
    project,
    IMAGE: image.toUpperCase(),
    PROJECT: project.toUpperCase(),
    broken: image.replaceAll('-', ' '),
    spaced: project.replace(/.{8}(?=.)/g, '$& '),
  };
  const filled = (words: string) => words.replace(/\{(\w+)\}/g, (_, name: string) => holes[name] ?? name);
  const shown = (messages: readonly Pick<SlackMessage, 'text' | 'blocks'>[]) =>
    messages
      .map((message) => `${fullText(message)} ${buttons(message).join(' ')}`)
      .join(' ')
      .replaceAll('\n', ' ');
  const expected = ({ source }: RegExp) => new RegExp(filled(source));

  for (const [sentence, answer, command, reply] of rows) {
    // once a minute somebody is told that they were not understood
    await stage.later(61_000);
    const { ts: at } = await alice.say(filled(sentence));
    await stage.atRest();
    const answers = alice.dm().filter(({ ts, bot_id }) => bot_id && ts > at);
    expect.soft(shown(answers), sentence).toMatch(expected(answer));

    const before = alice.ephemerals().length;
    const [name = '', ...words] = filled(command).split(' ');
    await alice.command(name as `/${string}`, words.join(' '));
    await stage.atRest();
    const forms = alice.views.map(({ title, blocks }) => ({ text: title.text, blocks }));
    expect.soft(shown([...alice.ephemerals().slice(before), ...forms]), command).toMatch(expected(reply));
    while (alice.views.length > 0) await alice.close();
  }
  const writes = (stage.cloud?.requests ?? []).filter(
    ({ method, path }) => method !== 'GET' && path.startsWith('/v2'),
  );
  expect(writes).toEqual([]);
});
