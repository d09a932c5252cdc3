/** Type-ahead in the share form: one's own images by name or id, projects by name, id or person; an id typed by hand stays possible. */
import { expect, test } from 'vitest';
import type { Option } from '../../playground/slack/format/wire.ts';
import { fullText, inputValues } from '../support/shown.ts';
import { onStage, stage } from '../support/story.ts';

onStage({ linked: ['alice'] });

const open = async (text = '') => {
  await stage.actor('alice').command('/share-image', text);
  await stage.slack.until(() => stage.actor('alice').views.length > 0, { what: 'the share form' });
};
const offered = async (which: string, typed: string) =>
  (await stage.actor('alice').suggest(which, typed)).map(({ text }: Option) => text.text);

test('images are offered by a part of their name or the beginning of their id, the own ones only', async () => {
  await open();
  expect(await offered('Image', 'BASE')).toEqual(
    expect.arrayContaining(['web-base', 'db-base', 'cache-base', 'retired-base']),
  );
  expect(await offered('Image', 'unshared')).toEqual(['unshared-new']);
  expect(await offered('Image', stage.demo?.images.build.id.slice(0, -1) ?? '')).toContain('build-1042');
  const all = await offered('Image', '');
  expect(all).toContain('build-1042');
  // public, community, in another region, somebody else's
  for (const other of ['golden-debian', 'lab-community', 'build-2001', 'consumer-snap'])
    expect(all).not.toContain(other);
});

test('an image of another region is offered once that region is chosen', async () => {
  await open();
  const alice = stage.actor('alice');
  await alice.suggest('Image', 'unshared');
  alice.fill({ Image: 'unshared-new', Tenants: 't-1' });
  const [form] = alice.views;
  if (form) await alice.choose(form, 'Region', 'DFW');
  await stage.slack.until(() => alice.views[0]?.private_metadata.includes('DFW'), {
    what: 'the choice kept',
  });
  // nothing that stood in the form is lost
  expect(inputValues(alice.views[0])).toMatchObject({ tenants: 't-1', region: 'DFW' });
  expect(await offered('Image', 'build')).toEqual(['build-2001']);
});

test('an id that no list has can be used, also while the cloud is down', async () => {
  const id = '8b818b61-cfbf-44ca-b57e-727da7c9464d';
  await open();
  stage.cloud?.faults.add({ match: ({ path }) => path.includes('/v2/images'), do: 'drop', times: 100 });
  expect(await offered('Image', id.toUpperCase())).toEqual([`Use ${id}`]);
  stage.cloud?.faults.clear();
});

test('beyond the newest, an image is found by its whole name', async () => {
  for (let n = 0; n < 220; n += 1)
    stage.cloud?.state.addImage('IAD', { name: `nightly-${n}`, owner: stage.projectId('producer') });
  await open();
  expect(await offered('Image', 'unshared')).toEqual([]);
  expect(await offered('Image', 'unshared-new')).toEqual(['unshared-new']);
});

test('the letters of one name ask the cloud once', async () => {
  await open();
  const asked = () => stage.cloud?.requests.filter(({ path }) => path.includes('/v2/images?')).length ?? 0;
  await offered('Image', '');
  const before = asked();
  for (const typed of ['u', 'un', 'uns', 'unsh']) await offered('Image', typed);
  expect(before).toBeGreaterThan(0);
  await stage.atRest();
  expect(asked()).toBe(before);
});

test('share with an image and a project that were picked', async () => {
  await stage.link('bob');
  await stage.link('carol');
  await open();
  const alice = stage.actor('alice');
  await alice.suggest('Image', 'unshared');
  alice.fill({ Image: 'unshared-new' });
  expect(await offered('Projects', 'cons')).toEqual(['consumer', 'consumer2']);
  expect(await offered('Projects', stage.projectId('consumer2'))).toEqual(['consumer2']);
  expect(await offered('Projects', 'producer')).toEqual([]);
  await alice.suggest('Projects', 'cons');
  expect(
    (await alice.submit({ Projects: ['consumer'], Tenants: stage.projectId('consumer2') })).errors,
  ).toBeUndefined();
  for (const name of ['bob', 'carol'] as const)
    expect(fullText(await stage.card(name, 'unshared-new'))).toContain('Waiting for an answer');
});

test('a project is found by a person the bot has met', async () => {
  await stage.link('bob');
  await stage.card('bob', 'db-base');
  await open();
  const [found] = await stage.actor('alice').suggest('Projects', 'BOB');
  expect(found).toMatchObject({ text: { text: 'consumer' }, description: { text: 'bob' } });
});

test('neither a project nor a tenant: said under the tenants', async () => {
  await open(stage.demo?.images.unshared.id);
  const { errors } = await stage.actor('alice').submit();
  expect(errors?.Tenants).toContain('You did not name a project to share with');
});

test('what was understood is filled in, also an image that is no id', async () => {
  await open('my-image t-1');
  const [view] = stage.actor('alice').views;
  expect(fullText({ text: '', blocks: view?.blocks })).toContain('You have no image named “my-image”');
  const { errors } = await stage.actor('alice').submit();
  expect(errors?.Image).toContain('“my-image” is not an image id');
});
