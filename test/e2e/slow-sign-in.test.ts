/** An identity service that takes longer than Slack waits: the form says so meanwhile, and then what came of it. */
import { describe, expect, it } from 'vitest';
import { onPlayground } from '../support/settings.ts';
import { buttons, fullText, inputValues } from '../support/shown.ts';
import type { Name } from '../support/stage-people.ts';
import { onStage, stage } from '../support/story.ts';

const view = (name: Name) => stage.actor(name).views.at(-1);
const words = (name: Name) => fullText({ text: view(name)?.title.text ?? '', blocks: view(name)?.blocks });
const turnsInto = (name: Name, callbackId: string) =>
  stage.slack.until(() => view(name)?.callback_id === callbackId, { what: `${callbackId} for ${name}` });

/** Submits the link form; its sign-in is answered once `answer` is called. Everybody sees that it takes its time. */
const submitSlowly = async (name: Name, values: Record<string, string>) => {
  const answer = Promise.withResolvers<void>();
  let isAsked = false;
  const match = ({ service }: { service: string }) => {
    isAsked ||= service === 'keystone';
    return service === 'keystone';
  };
  stage.cloud?.faults.add({ match, do: 'delay', after: answer.promise });
  const submitted = stage.actor(name).submit(values);
  await stage.slack.until(() => isAsked, { what: 'the sign-in under way' });
  await stage.pass(1_500);
  expect(await submitted).toEqual({ ackMs: expect.any(Number) });
  expect(words(name)).toContain('Signing in to *lab*…');
  return answer.resolve;
};

/** The command opens the link form only for somebody who has no account. */
const hasNone = async (name: Name) => {
  while (stage.actor(name).views.length > 0) await stage.actor(name).close();
  await stage.actor(name).command('/image-account');
  await turnsInto(name, 'link-account');
};
const accountsOf = async (name: Name) => {
  await stage.actor(name).command('/image-account');
  return fullText(await stage.ephemeral(name, 'Your linked accounts'));
};

describe.each(onPlayground())('$name', (setting) => {
  onStage(setting);
  const good = () => stage.applicationCredential('bob');

  it('links after more than Slack waits', async () => {
    await stage.openLink('bob');
    const answer = await submitSlowly('bob', { ...good(), Name: 'mine' });
    await stage.pass(20_000);
    expect(words('bob')).toContain('Nothing is saved before the cloud has answered');
    answer();
    await turnsInto('bob', 'account-linked');
    expect(words('bob')).toContain(stage.projectId('consumer'));
    expect(await accountsOf('bob')).toContain('*mine* · default');
  });

  it('the form comes back with the reason on top and all that was typed, but the secret; then it works', async () => {
    await stage.openLink('bob');
    const typed = { ...good(), Name: 'mine', 'Default region': 'MARS' };
    (await submitSlowly('bob', { ...typed, 'Application credential secret': 'mistyped' }))();
    await turnsInto('bob', 'link-account');
    expect(words('bob')).toContain(':warning: The cloud refuses this secret');
    const { secret, ...rest } = inputValues(view('bob'));
    expect(secret ?? '').toBe('');
    expect(rest).toMatchObject({ id: typed['Application credential ID'], name: 'mine', region: 'MARS' });

    const again = await submitSlowly('bob', good());
    again();
    await turnsInto('bob', 'link-account');
    expect(words('bob')).toContain('no region “MARS”');
    const { errors } = await stage.actor('bob').submit({ 'Application credential secret': 'mistyped' });
    expect(Object.keys(errors ?? {})).toEqual(['Application credential secret']);
    await stage.fillLink('bob', { ...good(), 'Default region': 'DFW' });
    expect(await accountsOf('bob')).toContain('*mine* · default — project consumer on lab, DFW');
  });

  it('a form for a password comes back as one, and what was pasted as its id', async () => {
    await stage.openLink('bob');
    const [form] = stage.actor('bob').views;
    if (form) await stage.actor('bob').choose(form, 'Sign in with', 'Password');
    await stage.slack.until(() => words('bob').includes('User domain'), {
      what: 'the inputs for a password',
    });
    const typed = {
      Username: 'bob',
      Password: 'mistyped',
      Project: 'consumer',
      'Project domain': 'Elsewhere',
    };
    (await submitSlowly('bob', typed))();
    await turnsInto('bob', 'link-account');
    expect(words('bob')).toContain('refuses this combination of user, password and project');
    const values = inputValues(view('bob'));
    expect(values).toMatchObject({ username: 'bob', project: 'consumer', projectDomain: 'Elsewhere' });
    expect(values.password ?? '').toBe('');

    await stage.openLink('carol');
    const { id } = stage.lab.users.carol.app_credentials.bot;
    const pasted = JSON.stringify({ id, secret: 'mistyped' });
    const [empty] = stage.actor('carol').views;
    if (empty) await stage.actor('carol').choose(empty, 'Sign in with', 'Pasted clouds.yaml or openrc file');
    await stage.slack.until(() => words('carol').includes('All that you got'), {
      what: 'the input for a file',
    });
    (await submitSlowly('carol', { 'clouds.yaml or openrc file': pasted }))();
    await turnsInto('carol', 'link-account');
    await stage.atRest();
    expect(inputValues(view('carol'))).toMatchObject({ id });
    expect(JSON.stringify(view('carol'))).not.toContain('mistyped');
  });

  it('what never answers is given up after 25 s, with nothing kept', async () => {
    await stage.openLink('bob');
    await submitSlowly('bob', good());
    await stage.pass(23_000);
    expect(words('bob')).toContain('Signing in');
    await stage.pass(500);
    await turnsInto('bob', 'link-account');
    expect(words('bob')).toContain('could not sign in to lab: it did not answer in time. Nothing was saved');
    await hasNone('bob');
    await stage.fillLink('bob', good());
  });

  it('whoever closed it is told in the direct message, whatever came of it', async () => {
    await stage.openLink('bob');
    const refused = await submitSlowly('bob', { ...good(), 'Application credential secret': 'mistyped' });
    await stage.actor('bob').close();
    refused();
    const no = await stage.card('bob', 'The account on *lab* is not linked. The cloud refuses this secret');
    await stage.actor('bob').click(no, 'Link an account');
    await turnsInto('bob', 'link-account');
    const answer = await submitSlowly('bob', good());
    await stage.actor('bob').close();
    answer();
    const yes = await stage.card('bob', 'Linked as *consumer*');
    expect(fullText(yes)).toContain(stage.projectId('consumer'));
    expect(buttons(yes)).toEqual([]);
    expect(await accountsOf('bob')).toContain('*consumer* · default');
  });

  it('a command that waited goes on', async () => {
    await stage.link('bob');
    const image = stage.demo?.images.unshared.id ?? '';
    await stage.actor('alice').command('/share-image', `${image} ${stage.projectId('consumer')}`);
    await turnsInto('alice', 'link-account');
    (await submitSlowly('alice', stage.applicationCredential('alice')))();
    await turnsInto('alice', 'account-linked');
    await stage.card('bob', 'unshared-new');
    await stage.card('alice', '*pending*');
  });

  it('and one that needs a form gets it, although it is too late to open one', async () => {
    await stage.actor('alice').command('/share-image');
    await turnsInto('alice', 'link-account');
    const answer = await submitSlowly('alice', stage.applicationCredential('alice'));
    await stage.pass(10_000);
    answer();
    await stage.slack.until(() => words('alice').includes('Share an image'), { what: 'the form' });
    expect(words('alice')).toContain('Linked as *producer*');
    await stage.atRest();
    expect(stage.actor('alice').views).toHaveLength(1);

    await stage.actor('bob').command('/share-image');
    await turnsInto('bob', 'link-account');
    const late = await submitSlowly('bob', good());
    await stage.actor('bob').close();
    late();
    await stage.card('bob', 'Linked as *consumer*');
    await stage.card('bob', 'Send it again: `/share-image`');
    await stage.atRest();
    expect(stage.actor('bob').views).toEqual([]);
  });

  it('a bot that stops meanwhile has kept nothing, and the next one links', async () => {
    await stage.openLink('bob');
    const answer = await submitSlowly('bob', good());
    await stage.restart(0);
    answer();
    await stage.atRest();
    await hasNone('bob');
    await stage.fillLink('bob', good());
  });
});
