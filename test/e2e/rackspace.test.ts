/** Rackspace beside OpenStack: linked with an API key, shared without making anything `shared`, its roles and limits in words. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedRackspace } from '../../playground/cloud/demo-rackspace.ts';
import { overLimit } from '../../playground/cloud/rackspace.ts';
import { fullText } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

let rackspace: Cloud;
let demo: ReturnType<typeof seedRackspace>;

beforeEach(async () => {
  rackspace = await startCloud({ kind: 'rackspace' });
  demo = seedRackspace(rackspace);
});
afterEach(async () => {
  await rackspace.close();
  expect(rackspace.surprises).toEqual([]);
});
onStage(() => ({
  also: {
    clouds: [
      {
        name: 'rackspace',
        authType: 'rackspace_apikey',
        authUrl: rackspace.authUrl,
        regions: ['IAD', 'DFW'],
        interface: 'public',
        verify: true,
        cacert: null,
      },
    ],
    secrets: Object.values(demo.people).map(({ apiKey }) => apiKey),
  },
}));

/** The labels of the inputs in `name`'s open modal. */
const labels = (name: Name) =>
  (stage.actor(name).views.at(-1)?.blocks ?? []).flatMap(({ label }) => label?.text ?? []);

const until = (what: string, probe: () => boolean) => stage.slack.until(() => probe() || undefined, { what });

/** Opens the link modal and chooses Rackspace in it. */
const chooseRackspace = async (name: Name) => {
  const person = stage.actor(name);
  await person.command('/image-account', 'link');
  await until('the link modal', () => person.views.length > 0);
  const [view] = person.views;
  if (view) await person.choose(view, 'Cloud', 'rackspace');
  await until('the inputs of Rackspace', () => labels(name).includes('API key'));
};

const linkAs = async (name: Name, user: keyof typeof demo.people) => {
  await chooseRackspace(name);
  const person = stage.actor(name);
  const { name: username, apiKey } = demo.people[user];
  expect((await person.submit({ Username: username, 'API key': apiKey })).errors).toBeUndefined();
  await until('the account linked', () => person.views.at(-1)?.callback_id === 'account-linked');
  const said = fullText({ text: '', blocks: person.views.at(-1)?.blocks });
  await person.close();
  return said;
};

const statusOf = (image: keyof typeof demo.images, region = 'IAD') =>
  rackspace.state.imageIn(region, demo.images[image].id)?.members.get('654321')?.status;

const share = (image: keyof typeof demo.images, more = '') =>
  stage.actor('alice').command('/share-image', `${demo.images[image].id} 654321 ${more}`);

it('the link modal asks for what the chosen cloud needs', async () => {
  const alice = stage.actor('alice');
  await alice.command('/image-account', 'link');
  await until('the link modal', () => alice.views.length > 0);
  expect(labels('alice')).toEqual(['Cloud']);
  await alice.close();

  await chooseRackspace('alice');
  expect(labels('alice')).toEqual(['Cloud', 'Username', 'API key', 'Name', 'Default region']);
  const refused = await alice.submit({ Username: 'alice.rs', 'API key': 'wrong' });
  expect(refused.errors?.['API key']).toContain('refuses this username with this API key');

  const [view] = alice.views;
  if (view) await alice.choose(view, 'Cloud', 'lab');
  await until('the inputs of Keystone', () => labels('alice').includes('Sign in with'));
  await stage.atRest();
  expect(labels('alice')).not.toContain('API key');
  // Submitted before the modal could follow the choice.
  alice.fill({ Cloud: 'rackspace' });
  const { id, secret } = stage.lab.users.alice.app_credentials.bot;
  await alice.submit({ 'Application credential ID': id, 'Application credential secret': secret });
  expect(labels('alice')).toContain('API key');
});

it('a linked account is shown by its tenant', async () => {
  const said = await linkAs('alice', 'alice');
  expect(said).toContain('Linked as *alice.rs*: project *tenant 123456* on rackspace, IAD');
  expect(said).toContain('```123456```');
});

it('a private image is shared and accepted, and nobody changes its visibility', async () => {
  await linkAs('alice', 'alice');
  await linkAs('bob', 'bob');
  await share('build');
  const offered = await stage.card('bob', 'Waiting for an answer', demo.images.build);
  expect(fullText(offered)).toContain('nightly-build');
  await stage.actor('bob').click(offered, 'Accept');
  await stage.card('bob', '*Accepted* by <@UBOB>');
  await stage.card('alice', '*accepted* by <@UBOB>');
  expect(statusOf('build')).toBe('accepted');
  await stage.atRest();
  const asked = rackspace.requests.filter(({ service }) => service === 'glance');
  expect(asked.map(({ method }) => method)).not.toContain('PATCH');
  expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
});

it('an image of another region is shared there', async () => {
  await linkAs('alice', 'alice');
  await linkAs('bob', 'bob');
  await share('build');
  await stage.card('bob', 'nightly-build');
  await share('elsewhere', '--region dfw');
  const offered = await stage.card('bob', 'db-server');
  expect(fullText(offered)).toContain('rackspace, DFW');
  await stage.actor('bob').click(offered, 'Reject');
  await stage.card('alice', /db-server[\s\S]*\*rejected\* by <@UBOB>/);
  expect([statusOf('elsewhere', 'DFW'), statusOf('build')]).toEqual(['rejected', 'pending']);
});

it('a role that is missing is named, on either side', async () => {
  await linkAs('alice', 'omar');
  await share('build');
  await stage.card(
    'alice',
    'did not let this account add a member: its user lacks the role `cloudImages:creator`',
  );
  await linkAs('alice', 'cleo');
  await linkAs('bob', 'cora');
  await share('build');
  const offered = await stage.card('bob', 'Waiting for an answer');
  await stage.actor('bob').click(offered, 'Accept');
  await stage.card(
    'bob',
    'did not let this account change the status: its user lacks the role `cloudImages:admin`',
  );
  expect(statusOf('build')).toBe('pending');
});

it('a rate limit is said and waited out', async () => {
  await linkAs('alice', 'alice');
  await linkAs('bob', 'bob');
  const match = ({ service, method }: { service: string; method: string }) =>
    service === 'glance' && method === 'POST';
  rackspace.faults.add({ match, times: 100, ...overLimit(Date.now()) });
  await share('build');
  await stage.card('alice', 'rackspace limits how often the bot may call it');
  expect(statusOf('build')).toBeUndefined();
  rackspace.faults.clear();
  await stage.card('bob', 'Waiting for an answer', demo.images.build);
  expect(statusOf('build')).toBe('pending');
});

it('what was shared elsewhere is listed, with what waits for an answer', async () => {
  await linkAs('bob', 'bob');
  await stage.actor('bob').command('/list-images', '--member-status pending --sort name:asc');
  expect(fullText(await stage.ephemeral('bob', 'web-server'))).toContain(
    '33333333-0000-4000-8000-000000000002',
  );
  await linkAs('alice', 'alice');
  // an import has no type
  rackspace.state.addImage('IAD', { owner: demo.tenants.producer.id, name: 'imported-appliance' });
  await stage.actor('alice').command('/list-images', '--custom');
  const listed = fullText(await stage.ephemeral('alice', 'nightly-build'));
  expect(listed).toContain('imported-appliance');
  expect(listed).not.toContain('PVHVM');
});
