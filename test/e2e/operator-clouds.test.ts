/** The operator edits clouds.yaml and starts the bot again: nobody links again, nothing is lost, and what cannot go on says why. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CloudConfig } from '../../src/cloud/cloud-config.ts';
import type { MadeImage } from '../support/by-hand.ts';
import { fullText } from '../support/shown.ts';
import { createStage, type Stage } from '../support/stage.ts';
import type { Name } from '../support/stage-people.ts';

let stage: Stage;
let image: MadeImage;
let lab: CloudConfig;
let elsewhere: CloudConfig;
beforeEach(async () => {
  stage = await createStage();
  [lab] = stage.clouds as [CloudConfig];
  elsewhere = { ...lab, name: 'elsewhere', authUrl: 'https://keystone.example/v3' };
  [image] = await Promise.all([stage.byHand.image(), stage.link('alice'), stage.link('bob')]);
  await stage.actor('alice').command('/share-image', `${image.id} ${stage.projectId('consumer')}`);
  await card('bob', 'Waiting for an answer');
});
afterEach(() => {
  stage.cloud?.state.interfaces.splice(0, 3, ...faces);
  return stage.close();
});

const faces = ['public', 'internal', 'admin'];
const card = (name: Name, words: string | RegExp) => stage.card(name, words, image);
const status = () =>
  stage.cloud?.state.imageIn('IAD', image.id)?.members.get(stage.projectId('consumer'))?.status;
const restartWith = async (...clouds: readonly CloudConfig[]) => {
  stage.clouds.splice(0, stage.clouds.length, ...clouds);
  await stage.restart();
};

test('renamed, and behind another one: accounts and cards stay, and show the new name', async () => {
  await restartWith(elsewhere, { ...lab, name: 'prod' });
  await stage.actor('bob').click(await card('bob', /Where\W+prod, IAD/), 'Accept');
  await card('alice', '*accepted* by <@UBOB>');
  expect(status()).toBe('accepted');
  await stage.actor('alice').command('/image-account');
  expect(fullText(await stage.ephemeral('alice', 'Your linked accounts'))).toContain('on prod, IAD');
});

test('no image service for the wanted interface: linking names the others', async () => {
  stage.cloud?.state.interfaces.splice(0, 3, 'internal', 'admin');
  await stage.openLink('carol');
  const { errors } = await stage.actor('carol').submit(stage.applicationCredential('carol'));
  expect(Object.values(errors ?? {}).join()).toContain(
    'lab has an image service only for the interface `internal`, `admin`',
  );
  await stage.atRest();
  expect(stage.cards('carol')).toEqual([]);
});

test('the wanted interface goes: an answer waits and the cards name the others; with one of these, it is carried out', async () => {
  stage.cloud?.state.interfaces.splice(0, 3, 'internal');
  await stage.restart();
  await stage.actor('bob').click(await card('bob', 'Waiting for an answer'), 'Accept');
  await card(
    'bob',
    /chose \*accepted\*.*an image service in region “IAD” only for the interface `internal`/s,
  );
  await stage.actor('bob').command('/show-image', image.id);
  await stage.ephemeral('bob', 'only for the interface `internal`');
  expect(status()).toBe('pending');
  await restartWith({ ...lab, interface: 'internal' });
  await stage.later(5 * 60_000);
  await card('bob', '*Accepted* by <@UBOB>');
  expect(status()).toBe('accepted');
});

test('taken out: the answer waits and the cards say why; back again, it is carried out', async () => {
  await restartWith(elsewhere);
  await stage.actor('bob').click(await card('bob', 'removed lab from the list of clouds'), 'Accept');
  await card('bob', /chose \*accepted\*.*removed lab/s);
  await card('alice', /chose \*accepted\*.*removed lab/s);
  await stage.actor('alice').command('/list-images', '--status active');
  await stage.ephemeral(
    'alice',
    'removed lab from the list of clouds. Ask the operator to put it back, then send this again',
  );
  await stage.actor('alice').command('/image-account');
  await stage.ephemeral('alice', /on lab, IAD.*removed lab/s);
  expect(status()).toBe('pending');
  await restartWith(elsewhere, lab);
  await card('bob', '*Accepted* by <@UBOB>');
  expect(status()).toBe('accepted');
});
