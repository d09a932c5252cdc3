/** Linking with the clouds.yaml of a dashboard in place of id and secret. */
import { expect, test } from 'vitest';
import { fullText } from '../support/shown.ts';
import { onStage, stage } from '../support/story.ts';

onStage();

const input = 'clouds.yaml or openrc file';
const openPaste = async () => {
  await stage.openLink('alice');
  const [form] = stage.actor('alice').views;
  if (form) await stage.actor('alice').choose(form, 'Sign in with', 'Pasted clouds.yaml or openrc file');
  await stage.slack.until(() => JSON.stringify(stage.actor('alice').views).includes('"cloudsYaml"'), {
    what: 'the input for the file',
  });
};

const file = (authUrl: string, { id, secret }: { id: string; secret: string }) => `clouds:
  openstack:
    auth:
      auth_url: ${authUrl}
      application_credential_id: "${id}"
      application_credential_secret: "${secret}"
    region_name: "DFW"
    auth_type: "v3applicationcredential"
`;
const own = () => stage.lab.users.alice.app_credentials.bot;

test('the file is all it takes, and its region becomes the default', async () => {
  await openPaste();
  await stage.fillLink('alice', { [input]: file(stage.lab.auth_url, own()) });
  await stage.actor('alice').command('/image-account');
  expect(fullText(await stage.ephemeral('alice', 'Your linked accounts'))).toContain('on lab, DFW');
});

test('a file for another cloud is sent nowhere', async () => {
  await openPaste();
  const { errors } = await stage
    .actor('alice')
    .submit({ [input]: file('https://keystone.evil.example/v3', own()) });
  expect(errors?.[input]).toContain('not one of the clouds set up here');
  await stage.atRest();
  expect(stage.cloud?.requests).toEqual([]);
});

test('a file with the name of a credential and its user links it, and what is kept is its id', async () => {
  const { id, secret } = own();
  const name = stage.cloud?.state.applicationCredentials.get(id)?.name;
  const openrc = (given: string) =>
    `export OS_USERNAME=alice\nexport OS_USER_DOMAIN_NAME=Default\nexport OS_APPLICATION_CREDENTIAL_NAME="${name}"\nexport OS_APPLICATION_CREDENTIAL_SECRET=${given}\n`;
  await openPaste();
  const { errors } = await stage.actor('alice').submit({ [input]: openrc('no-such-secret') });
  expect(errors?.[input]).toContain('its name, its user or its secret is wrong');
  await stage.fillLink('alice', { [input]: openrc(secret) });
  await stage.restart();
  await stage.actor('alice').command('/list-images');
  await stage.ephemeral('alice', 'unshared-new');
  await stage.actor('alice').command('/image-account');
  await stage.actor('alice').click(await stage.ephemeral('alice', 'Your linked accounts'), 'Unlink');
  await stage.ephemeral('alice', `openstack application credential delete ${id}`);
});

test('a refused secret is said under the file', async () => {
  await openPaste();
  const { errors } = await stage
    .actor('alice')
    .submit({ [input]: file(stage.lab.auth_url, { ...own(), secret: 'no-such-secret' }) });
  expect(errors?.[input]).toContain('refuses this secret');
});

test('without the file, or without id and secret, it says what is missing', async () => {
  await openPaste();
  expect(Object.keys((await stage.actor('alice').submit()).errors ?? {})).toEqual([input]);
  await stage.actor('alice').close();
  await stage.openLink('alice');
  const { errors } = await stage.actor('alice').submit();
  expect(Object.keys(errors ?? {})).toEqual(['Application credential ID', 'Application credential secret']);
});

test('a file for a password fills in the form for it, all but the password', async () => {
  const openrc = `export OS_AUTH_URL=${stage.lab.auth_url}\nexport OS_USERNAME="alice"\nexport OS_PROJECT_NAME="producer"\n`;
  await openPaste();
  await stage.actor('alice').submit({ [input]: openrc });
  const shown = () => JSON.stringify(stage.actor('alice').views.at(-1));
  await stage.slack.until(() => shown().includes('"initial_value":"producer"'), {
    what: 'the filled-in form',
  });
  expect(shown()).toContain('"initial_value":"alice"');
  const { errors } = await stage.actor('alice').submit({ Password: 'wrong' });
  expect(Object.values(errors ?? {}).join()).toContain('this combination of user, password and project');
});
