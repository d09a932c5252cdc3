/** /list-images: pages that hold as much as is shown, filters in Glance's words, and answers from the list. */
import { beforeEach, expect, it } from 'vitest';
import type { Cloud } from '../../playground/cloud/cloud-server.ts';
import type { SlackMessage, View } from '../../playground/slack/format/wire.ts';
import { buttons, fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

let cloud: Cloud;
onStage();
beforeEach(() => {
  if (!stage.cloud) throw new Error('these stories play on the playground’s cloud');
  cloud = stage.cloud;
});

/** What `name` is answered, which comes after the acknowledgement. */
const listed = async (name: Name, text: string): Promise<SlackMessage> => {
  const before = stage.actor(name).ephemerals().length;
  await stage.actor(name).command('/list-images', text);
  return stage.slack.until(() => stage.actor(name).ephemerals().slice(before).at(-1), {
    what: `the answer to ${text}`,
  });
};

/** The list after a click, in the place of the one that was clicked. */
const clicked = async (
  name: Name,
  list: SlackMessage,
  which: string,
  within?: string,
): Promise<SlackMessage> => {
  await stage.actor(name).click(list, which, within ? { within } : {});
  return stage.slack.until(
    () => {
      const now = stage
        .actor(name)
        .ephemerals()
        .find(({ ts }) => ts === list.ts);
      return now && JSON.stringify(now.blocks) !== JSON.stringify(list.blocks) && now;
    },
    { what: `the list after ${which}` },
  );
};

/** What was asked for a list that somebody reads; the loop looks for offers, a hundred at a time. */
const listRequests = () =>
  cloud.requests.filter(({ path }) => /^\/v2\/images(\?|$)/.test(path) && !path.includes('limit=200'));
const imageNames = (list: SlackMessage) => list.text.match(/^image-\d+/gm) ?? [];
const range = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, at) => `image-${String(from - at).padStart(5, '0')}`);

const addImages = (count: number, named = (number: string) => `image-${number}`) => {
  for (let number = 1; number <= count; number += 1) {
    cloud.state.addImage('IAD', {
      owner: stage.projectId('producer'),
      name: named(String(number).padStart(5, '0')),
      visibility: 'private',
      created_at: new Date(Date.UTC(2027, 0, 1) + number * 1000).toISOString().replace('.000Z', 'Z'),
    });
  }
};

/** The newest modal of `name` once it says `words`. */
const modal = (name: Name, words: string): Promise<View> =>
  stage.slack.until(
    () => {
      const view = stage.actor(name).views.at(-1);
      return view && fullText({ text: view.title.text, blocks: view.blocks }).includes(words)
        ? view
        : undefined;
    },
    { what: `a modal of ${name} with ${words}` },
  );
const saying = (view: View) => fullText({ text: '', blocks: view.blocks });

const all = 'All images in the project’s list';

/** The form, from the button below the list. */
const filter = async (name: Name): Promise<void> => {
  await stage.actor(name).click(await listed(name, ''), 'Filter…');
  await modal(name, all);
};

it('without words: the project’s own images; above them how many wait, below them all it can use', async () => {
  await stage.link('alice');
  await stage.link('bob');
  const unshared = stage.demo?.images.unshared.id ?? '';
  await stage.actor('alice').command('/share-image', `${unshared} ${stage.projectId('consumer')}`);
  await stage.card('bob', 'unshared-new');
  const list = await listed('bob', '');
  expect(fullText(list)).toContain('consumer-snap');
  expect(fullText(list)).toMatch(/\d+ images? waits? for your answer/);
  expect(fullText(list)).not.toContain('golden-debian');
  expect(buttons(list)).toEqual(['Show them', 'Show', 'All I can use', 'Filter…', 'List DFW']);
  const waiting = await clicked('bob', list, 'Show them');
  expect(fullText(waiting)).toContain('unshared-new');
  const usable = await clicked('bob', await listed('bob', ''), 'All I can use');
  expect(fullText(usable)).toContain('golden-debian');
});

it('the form, sent for all images: mine, accepted ones and public ones', async () => {
  await stage.link('bob');
  await filter('bob');
  expect((await stage.actor('bob').submit({ Images: all })).errors).toBeUndefined();
  const text = saying(await modal('bob', 'golden-debian'));
  for (const name of ['consumer-snap', 'web-base', 'golden-debian']) expect(text).toContain(`*${name}*`);
  for (const name of ['db-base', 'cache-base', 'build-1042', 'lab-community'])
    expect(text).not.toContain(name);
});

it('the form’s filters are those of the command, and the list goes on in its place', async () => {
  await stage.link('alice');
  addImages(12);
  const alice = stage.actor('alice');
  await filter('alice');
  await alice.submit({ Images: all, Visibility: 'private', Sort: 'Name, Z to A' });
  const first = await modal('alice', '*image-00012*');
  expect(saying(first)).toContain('`--visibility private` · `--sort name:desc`');
  await alice.click(first, 'Next');
  const second = await modal('alice', 'page 2');
  expect(saying(second)).toContain('*build-1042*');
  await alice.click(second, 'Show', { within: 'build-1042' });
  expect(saying(await modal('alice', 'it can be booted now'))).toContain('*build-1042*');
  await stage.atRest();
  expect(alice.views).toHaveLength(2);
  await stage.atRest();
  expect(alice.dm()).toEqual([]);
});

it('the form: tags, custom, another region; what clashes is said there', async () => {
  await stage.link('alice');
  const alice = stage.actor('alice');
  await filter('alice');
  const { errors } = await alice.submit({
    Images: 'The project’s own images that are not public',
    Owner: 'somebody',
  });
  expect(errors?.Owner).toContain('--custom and --owner select different images');
  await alice.submit({ Owner: '', Region: 'DFW' });
  expect(saying(await modal('alice', '*build-2001*'))).toContain('lab, DFW');
  await alice.close();
  await filter('alice');
  await alice.submit({ Images: all, Tags: 'ci  nightly' });
  expect(saying(await modal('alice', '*build-1042*'))).not.toContain('web-base');
});

it('the form of somebody with several accounts asks with which', async () => {
  await stage.link('alice');
  await stage.link('alice', 'bob');
  const alice = stage.actor('alice');
  await filter('alice');
  await alice.submit({ Images: all, Account: 'consumer — consumer on lab' });
  expect(saying(await modal('alice', 'consumer-snap'))).toContain('Images of project *consumer*');
});

it('10,000 images: the first page takes one request, and one can go on and back', async () => {
  await stage.link('alice');
  addImages(10_000, (number) => `image-${number}${'&'.repeat(244)}`);
  let list = await listed('alice', '--visibility private');
  expect(imageNames(list)).toEqual(range(10_000, 9_991));
  expect(listRequests().map(({ path }) => new URLSearchParams(path.split('?')[1]).get('limit'))).toEqual([
    '11',
  ]);
  expect(buttons(list)).toEqual([...Array(10).fill('Show'), 'Next', 'Filter…', 'List DFW']);
  list = await clicked('alice', list, 'Next');
  expect(imageNames(list)).toEqual(range(9_990, 9_981));
  expect(fullText(list)).toContain('page 2');
  list = await clicked('alice', list, 'Next');
  expect(imageNames(list)).toEqual(range(9_980, 9_971));
  list = await clicked('alice', list, 'Previous');
  expect(imageNames(list)).toEqual(range(9_990, 9_981));
  list = await clicked('alice', list, 'Previous');
  expect(imageNames(list)).toEqual(range(10_000, 9_991));
  expect(buttons(list)).not.toContain('Previous');
  await stage.atRest();
  expect(listRequests()).toHaveLength(5);
});

it('an image that the paging stood on is deleted: the first page, said so', async () => {
  await stage.link('alice');
  addImages(12);
  const list = await listed('alice', '--visibility private');
  const last = [...cloud.state.images.values()].find(({ image }) => image.name === 'image-00003');
  cloud.state.deleteImage('IAD', last?.image.id ?? '');
  const again = await clicked('alice', list, 'Next');
  expect(fullText(again)).toContain('The list has changed, so this is the first page again.');
  expect(imageNames(again)[0]).toBe('image-00012');
});

it('pending: without my own images, and Accept carries out the answer', async () => {
  await stage.link('bob');
  cloud.state.addImage('IAD', { owner: stage.projectId('consumer'), name: 'my-own', visibility: 'shared' });
  const list = await listed('bob', '—member-status pending');
  const text = fullText(list);
  expect(text).toContain('*db-base*');
  expect(text).toContain('*retired-base*');
  expect(text).toContain('deactivated, cannot be booted now');
  expect(text).not.toContain('my-own');
  expect(text).not.toContain('web-base');
  const { id } = stage.demo?.images.dbBase ?? { id: '' };
  const after = await clicked('bob', list, 'Accept', 'db-base');
  expect(fullText(after)).toContain('Setting *db-base* to *accepted* for project *consumer*');
  expect(fullText(after).match(/db-base/g)).toHaveLength(2);
  await stage.card('bob', '*Accepted* by <@UBOB>');
  expect(stage.status(id, 'consumer')).toBe('accepted');
  const now = await clicked('bob', after, 'Reject', 'retired-base');
  expect(fullText(now)).toContain('Setting *retired-base* to *rejected*');
  await stage.slack.until(
    () => stage.status(stage.demo?.images.retired.id ?? '', 'consumer') === 'rejected',
    {
      what: 'the rejection in the cloud',
    },
  );
});

it('a click by somebody else’s list value finds no account', async () => {
  await stage.link('bob');
  await stage.link('carol');
  const list = await listed('bob', '--member-status pending');
  await stage.actor('carol').click(list, 'Accept', { within: 'db-base' });
  await stage.ephemeral('carol', 'Send the command again');
  await stage.atRest();
  expect(stage.status(stage.demo?.images.dbBase.id ?? '', 'consumer')).toBe('pending');
});

it('filters: tags, names with a colon, region, custom, sort', async () => {
  await stage.link('alice');
  cloud.state.addImage('IAD', { owner: stage.projectId('producer'), name: 'ubuntu:24.04' });
  expect(fullText(await listed('alice', '--name ubuntu:24.04'))).toContain('*ubuntu:24.04*');
  const tagged = fullText(await listed('alice', '--tag ci --tag nightly'));
  expect(tagged).toContain('*build-1042*');
  expect(tagged).not.toContain('web-base');
  const dfw = fullText(await listed('alice', '--custom --region dfw'));
  expect(dfw).toContain('*build-2001*');
  expect(dfw).toContain('lab, DFW');
  const custom = await listed('alice', '--custom --sort name:asc');
  expect(fullText(custom)).not.toContain('golden-debian');
  expect(fullText(custom).indexOf('*build-1042*')).toBeLessThan(fullText(custom).indexOf('*web-base*'));
});

it('an empty list says what hides its images and what to try', async () => {
  await stage.link('carol');
  const hidden = fullText(await listed('carol', '--name nothing --status queued'));
  expect(hidden).toContain('No image matches `--name nothing` and `--status queued`.');
  const none = fullText(await listed('carol', '--member-status rejected --region DFW'));
  expect(none).toContain(stage.projectId('consumer2'));
});

it.each([
  ['--visibility secret', 'Use one of `public`, `private`'],
  ['--sort colour:asc', 'Use one of `name`, `status`'],
  ['--custom --owner x', '--custom and --owner select different images'],
  ['--region MARS', 'This account has no region “MARS”'],
  ['--account nobody', 'You have no account named “nobody”'],
  ['web-base', 'This command does not take “web-base”'],
])('%s is answered with the next step', async (text, words) => {
  await stage.link('bob');
  expect(fullText(await listed('bob', text))).toContain(words);
  await stage.atRest();
  expect(listRequests()).toEqual([]);
});

it('what the cloud refuses is given in its words', async () => {
  await stage.link('bob');
  cloud.faults.add({
    match: ({ path }) => path === '/v2/images',
    do: 'status',
    status: 400,
    // the loop's own poll for offers gets some of them
    times: 100,
    body: { message: 'Invalid sort key: name.<br /><br />' },
  });
  expect(fullText(await listed('bob', '--sort name'))).toContain('“Invalid sort key: name.”');
});

it('an account that the cloud refuses is to be linked again', async () => {
  await stage.link('bob');
  const { id } = stage.lab.users.bob.app_credentials.bot;
  cloud.revokeApplicationCredential(id);
  cloud.expireTokens();
  expect(fullText(await listed('bob', '--custom'))).toContain('Link it again with /image-account');
  const asked = cloud.requests.length;
  expect(fullText(await listed('bob', '--custom'))).toContain('Link it again with /image-account');
  await stage.atRest();
  expect(cloud.requests).toHaveLength(asked);
});

it('somebody without an account is asked for one, and the list is given then', async () => {
  await stage.actor('newt').command('/list-images', '--visibility public');
  await stage.slack.until(() => stage.actor('newt').views.length > 0, { what: 'the link modal' });
  await stage.fillLink('newt', stage.applicationCredential('carol'));
  await stage.card('newt', 'golden-debian');
});

it('the token of linking serves the first list', async () => {
  await stage.link('alice');
  expect(fullText(await listed('alice', '--custom'))).toContain('*build-1042*');
  await stage.atRest();
  const signIns = stage.lines.filter(
    (line) => line.includes('"msg":"cloud request"') && line.includes('/auth/tokens'),
  );
  expect(signIns).toHaveLength(1);
});

it('of several regions it says which one was read, and lists each other one by a click', async () => {
  await stage.link('alice');
  const first = await listed('alice', '');
  expect(fullText(first)).toContain('This list shows IAD only, not DFW.');
  expect(fullText(first)).not.toContain('build-2001');
  const other = await clicked('alice', first, 'List DFW');
  expect(fullText(other)).toContain('build-2001');
  expect(fullText(other)).toContain('This list shows DFW only, not IAD.');
  expect(buttons(other)).toContain('List IAD');
});
