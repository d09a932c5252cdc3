/** Linking with the clouds.yaml of a dashboard in place of id and secret. */
import { expect, test } from 'vitest';
import { fullText } from '../support/shown.ts';
import { onStage, stage } from '../support/story.ts';

onStage();

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
  await stage.openLink('alice');
  await stage.fillLink('alice', { 'clouds.yaml': file(stage.lab.auth_url, own()) });
  await stage.actor('alice').command('/image-account');
  expect(fullText(await stage.ephemeral('alice', 'Your linked accounts'))).toContain('on lab, DFW');
});

test('a file for another cloud is sent nowhere', async () => {
  await stage.openLink('alice');
  const { errors } = await stage
    .actor('alice')
    .submit({ 'clouds.yaml': file('https://keystone.evil.example/v3', own()) });
  expect(errors?.['clouds.yaml']).toContain('not one of the clouds set up here');
  await stage.atRest();
  expect(stage.cloud?.requests).toEqual([]);
});

test('a refused secret is said under the file', async () => {
  await stage.openLink('alice');
  const { errors } = await stage
    .actor('alice')
    .submit({ 'clouds.yaml': file(stage.lab.auth_url, { ...own(), secret: 'no-such-secret' }) });
  expect(errors?.['clouds.yaml']).toContain('refuses this secret');
});

test('with neither the file nor id and secret it says what is missing', async () => {
  await stage.openLink('alice');
  const { errors } = await stage.actor('alice').submit();
  expect(Object.keys(errors ?? {})).toEqual(['Application credential ID', 'Application credential secret']);
});

test('a file for a password fills in the form for it, all but the password', async () => {
  const openrc = `export OS_AUTH_URL=${stage.lab.auth_url}\nexport OS_USERNAME="alice"\nexport OS_PROJECT_NAME="producer"\n`;
  await stage.openLink('alice');
  await stage.actor('alice').submit({ 'clouds.yaml': openrc });
  const shown = () => JSON.stringify(stage.actor('alice').views.at(-1));
  await stage.slack.until(() => shown().includes('"initial_value":"producer"'), {
    what: 'the filled-in form',
  });
  expect(shown()).toContain('"initial_value":"alice"');
  const { errors } = await stage.actor('alice').submit({ Password: 'wrong' });
  expect(Object.values(errors ?? {}).join()).toContain('this combination of user, password and project');
});
