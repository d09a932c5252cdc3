/** Linking: what is refused stands under its input with nothing lost; what is kept can be named, chosen and unlinked. */
import { beforeEach, describe, expect, it } from 'vitest';
import { everywhere, onPlayground } from '../support/settings.ts';
import { buttons, fullText, inputValues } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

const typed = (name: Name) => inputValues(stage.actor(name).views.at(-1));
const labels = (name: Name) =>
  (stage.actor(name).views.at(-1)?.blocks ?? []).flatMap(({ label }) => label?.text ?? []);
const chooseMethod = async (name: Name, method: string, sees: string) => {
  const [view] = stage.actor(name).views;
  if (view) await stage.actor(name).choose(view, 'Sign in with', method);
  await stage.slack.until(() => labels(name).includes(sees), { what: `the input ${sees}` });
};
const list = async (name: Name, words: string | RegExp = 'Your linked accounts') => {
  await stage.actor(name).command('/image-account');
  return stage.ephemeral(name, words);
};
/** The command opens the link modal only for somebody who has no account. */
const hasNone = async (name: Name) => {
  await stage.actor(name).close();
  await stage.actor(name).command('/image-account');
  await stage.slack.until(() => stage.actor(name).views.at(-1)?.callback_id === 'link-account', {
    what: 'the link modal',
  });
};

describe.each(await everywhere())('signing in, $name', (setting) => {
  onStage(setting);
  beforeEach(() => stage.openLink('bob'));

  it('a wrong secret, then an unknown id, each under its input; then it works', async () => {
    const bob = stage.actor('bob');
    const good = stage.applicationCredential('bob');
    const wrong = await bob.submit({ ...good, 'Application credential secret': 'mistyped', Name: 'mine' });
    expect(wrong.errors).toEqual({
      'Application credential secret': expect.stringContaining('The cloud refuses this secret'),
    });
    expect(typed('bob')).toMatchObject({ secret: 'mistyped', name: 'mine', cloud: expect.any(String) });
    const unknown = await bob.submit({ ...good, 'Application credential ID': 'f'.repeat(32) });
    expect(unknown.errors).toEqual({
      'Application credential ID': expect.stringContaining(
        'does not know an application credential with this id',
      ),
    });
    const region = await bob.submit({ ...good, 'Default region': 'MARS' });
    expect(region.errors).toEqual({
      'Default region': expect.stringMatching(/no region “MARS”.*`IAD`, `DFW`/),
    });
    await stage.fillLink('bob', { ...good, 'Default region': 'dfw' });
    const linked = fullText(await list('bob'));
    expect(linked).toContain(
      `*mine* · default — project consumer on lab, DFW\nProject id: \`${stage.projectId('consumer')}\``,
    );
  });

  it('a password: the radio changes the inputs, and what is wrong is said under them', async () => {
    const bob = stage.actor('bob');
    bob.fill({ Name: 'by-password' });
    await chooseMethod('bob', 'Password', 'User domain');
    await stage.atRest();
    expect(labels('bob')).not.toContain('Application credential ID');
    expect(typed('bob')).toMatchObject({
      cloud: expect.any(String),
      name: 'by-password',
      userDomain: 'Default',
    });
    const { user, password, project } = stage.lab.admin;
    const refused = await bob.submit({ Username: user, Password: 'mistyped', Project: project });
    expect(refused.errors).toEqual({
      Password: expect.stringContaining('refuses this combination of user, password and project'),
    });
    expect(typed('bob')).toMatchObject({ username: user, project, name: 'by-password' });
    bob.fill({ 'User domain': 'Default', Password: 'typed-secret' });
    await chooseMethod('bob', 'Pasted clouds.yaml or openrc file', 'clouds.yaml or openrc file');
    bob.fill({ 'clouds.yaml or openrc file': 'pasted-secret' });
    await chooseMethod('bob', 'Application credential ID and secret', 'Application credential ID');
    await stage.atRest();
    expect(typed('bob')).toMatchObject({ cloud: expect.any(String), name: 'by-password' });
    expect(JSON.stringify(bob.views)).not.toMatch(/typed-secret|pasted-secret|mistyped/);
    await chooseMethod('bob', 'Password', 'User domain');
    await stage.atRest();
    const back = typed('bob');
    expect(back).toMatchObject({ username: user, project, name: 'by-password' });
    expect(back.password ?? '').toBe('');
    await stage.fillLink('bob', { Password: password });
    expect(fullText(await list('bob'))).toContain(`*by-password* · default — project ${project} on lab`);
  });
});

describe.each(onPlayground())('$name', (setting) => {
  onStage(setting);

  it.each([
    ['drop', 'could not sign in to lab: it closed the connection. Nothing was saved'],
    ['status', 'answered with status 503'],
  ] as const)(
    'a cloud that does not answer (%s): said in time under “Cloud”, nothing kept, everything still there',
    async (how, words) => {
      stage.cloud?.faults.add({ match: ({ service }) => service === 'keystone', times: 100, do: how });
      await stage.openLink('bob');
      const good = stage.applicationCredential('bob');
      const outcome = await stage.actor('bob').submit({ ...good, Name: 'mine', 'Default region': 'DFW' });
      expect(outcome.error).toBeUndefined();
      expect(outcome.errors).toEqual({ Cloud: expect.stringContaining(words) });
      expect(typed('bob')).toMatchObject({
        cloud: expect.any(String),
        method: 'application_credential',
        id: good['Application credential ID'],
        secret: good['Application credential secret'],
        name: 'mine',
        region: 'DFW',
      });
      await hasNone('bob');
      stage.cloud?.faults.clear();
      await stage.fillLink('bob', good);
    },
  );

  it('the modal says that secrets pass through Slack, and shows the command with the least rights', async () => {
    await stage.openLink('bob');
    await stage.atRest();
    const said = fullText({ text: '', blocks: stage.actor('bob').views.at(-1)?.blocks });
    expect(said).toContain('passes through Slack');
    expect(said).toContain('openstack application credential create');
    expect(said).not.toContain('--role');
    const required = (stage.actor('bob').views.at(-1)?.blocks ?? []).flatMap((block) =>
      block.type === 'input' && !block.optional ? (block.block_id ?? '') : [],
    );
    expect(required).toEqual(['cloud', 'method', 'id', 'secret']);
    expect(labels('bob').slice(0, 4)).toEqual([
      'Cloud',
      'Sign in with',
      'Application credential ID',
      'Application credential secret',
    ]);
  });

  it('several accounts: named, renamed, the default chosen, one unlinked', async () => {
    const bob = stage.actor('bob');
    await stage.link('bob');
    await stage.link('bob', 'carol', { Name: 'second' });
    const both = await list('bob');
    for (const project of ['consumer', 'consumer2']) expect(both.text).toContain(stage.projectId(project));
    expect(buttons(both)).toEqual([
      'Rename',
      'Unlink',
      'Make default',
      'Rename',
      'Unlink',
      'Link another account',
      'Preferences',
    ]);

    await bob.click(both, 'Make default');
    await stage.ephemeral('bob', '*second* · default');
    await bob.click(await list('bob', '*second* · default'), 'Rename', { within: 'second' });
    await stage.slack.until(() => bob.views.length > 0, { what: 'the rename modal' });
    const taken = await bob.submit({ Name: 'CONSUMER' });
    expect(taken.errors).toEqual({
      Name: expect.stringContaining('You already have an account named “CONSUMER”'),
    });
    expect((await bob.submit({ Name: 'other' })).errors).toBeUndefined();
    // where it was asked, and not in the direct message
    const renamed = await stage.slack.until(
      () => bob.views.findLast(({ blocks }) => JSON.stringify(blocks).includes('*other* · default')),
      { what: 'the accounts in the form’s place' },
    );
    await stage.atRest();
    expect(bob.views).toHaveLength(1);

    await bob.click(renamed, 'Unlink', { within: 'other', confirm: false });
    await bob.click(renamed, 'Unlink', { within: 'other' });
    const left = await list('bob', '*consumer* · default');
    expect(left.text).not.toContain('consumer2');
  });

  it('the same project linked again takes the old one’s place, name and all', async () => {
    await stage.link('bob', 'bob', { Name: 'mine' });
    const { id, secret } = stage.lab.users.bob.app_credentials['bot-restricted'];
    await stage.openLink('bob');
    await stage.fillLink('bob', { 'Application credential ID': id, 'Application credential secret': secret });
    const one = await list('bob', '*mine* · default');
    expect(buttons(one)).toEqual(['Rename', 'Unlink', 'Link another account', 'Preferences']);
  });

  it('--account picks the account that acts', async () => {
    await stage.link('alice', 'carol');
    await stage.link('alice');
    await stage.link('bob');
    const image = await stage.byHand.image();
    const share = (more: string) =>
      stage.actor('alice').command('/share-image', `${image.id} ${stage.projectId('consumer')} ${more}`);
    await share('');
    await stage.card(
      'alice',
      `The bot found no image \`${image.id}\`. It searched IAD and DFW with account “consumer2”`,
    );
    await share('--account Producer');
    await stage.card('bob', 'Waiting for an answer', image);
  });

  it('one person’s accounts are none of another’s', async () => {
    await stage.link('bob');
    const bobs = await list('bob');
    const carol = stage.actor('carol');
    await stage.link('carol');
    for (const button of ['Unlink', 'Rename']) await carol.click(bobs, button);
    await stage.atRest();
    expect(carol.views).toEqual([]);
    expect(fullText(await list('bob'))).toContain('*consumer* · default');
  });
});
