/** `--cloud NAME`: one of the operator's own clouds behind the bot, looked at and, unless allowed, not touched by the page. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { linkAccount } from '../../playground/linking.ts';
import { carryOut, type StageAct } from '../../playground/page/acts.ts';
import { snapshotFor } from '../../playground/page/page-model.ts';
import { type Page, startPage } from '../../playground/page/page-server.ts';
import { createSwitches } from '../../playground/page/switches.ts';
import { people } from '../../playground/people.ts';
import { startRealStage } from '../../playground/real-cloud/real-stage.ts';
import { buttonsOf, shownText } from '../../playground/slack/format/shown.ts';
import type { Stage } from '../../playground/start.ts';
import { openStateFolder, temporaryFolder } from '../../playground/state-folder.ts';
import { createByHand } from '../support/by-hand.ts';
import { findLab, howToGetACloud } from '../support/cloud-lab.ts';
import { runPlayground } from '../support/playground-process.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'image-share-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('a name that clouds.yaml does not have is told those that it has, and nothing else of it', async () => {
  const file = join(folder, 'mine.yaml');
  await writeFile(
    file,
    `clouds:
  acme: { auth: { auth_url: "https://keystone.acme.example", username: alice, password: not-to-be-seen } }
  lab: { auth: { auth_url: "https://keystone.lab.example" } }
`,
  );
  const flags = ['--cloud', 'amce'];
  const { code, out, err } = await runPlayground(flags, { TMPDIR: folder, OS_CLIENT_CONFIG_FILE: file })
    .ended;
  expect({ code, out, err }).toEqual({
    code: 78,
    out: '',
    err: `${file} has no cloud amce. It has: acme, lab.\n`,
  });
  expect(await readdir(folder)).toEqual(['mine.yaml']);
});

const lab = await findLab();
describe.skipIf(!lab)(lab ? 'on a real Keystone and Glance' : howToGetACloud, () => {
  if (!lab) return;
  const byHand = createByHand(lab);
  const { alice, bob } = lab.users;
  const secrets = [alice, bob].map(({ app_credentials }) => app_credentials.bot.secret);
  const credentialOf = ({ id, secret }: { id: string; secret: string }) => ({
    'Application credential ID': id,
    'Application credential secret': secret,
  });
  const cloud = {
    config: {
      name: 'acme',
      authType: 'v3',
      authUrl: lab.auth_url,
      regions: ['IAD'],
      interface: 'public',
      verify: true,
      cacert: null,
    },
    credential: credentialOf(alice.app_credentials.bot),
  } as const;
  const consumer = lab.projects.consumer ?? '';

  let stage: Stage;
  let page: Page;
  let switches: ReturnType<typeof createSwitches>;
  const raise = async (mayWrite: boolean) => {
    stage = await startRealStage(temporaryFolder(), cloud, { mayWrite });
    page = await startPage(stage, { port: 0 });
    switches = createSwitches(stage, () => {});
  };
  const end = async () => {
    await page.close();
    await stage.close();
  };
  const model = () => snapshotFor(stage, switches, people.alice);
  const act = (wanted: StageAct) => carryOut(stage, switches, people.alice, wanted);
  const seen = (image: { id: string }, fits: (members: readonly { status: string }[]) => boolean) =>
    stage.slack.until(
      () => model().cloud.images.find(({ id, members }) => id === image.id && fits(members)),
      { what: 'the image in the pane' },
    );
  afterAll(byHand.close);

  describe('looked at', () => {
    beforeAll(() => raise(false));
    afterAll(async () => end());

    it('alice is linked with what clouds.yaml has, and the pane shows what she sees, and no secret', async () => {
      expect(page.said).toBe('alice is linked with the credential that clouds.yaml has for acme.');
      const image = await byHand.image({ name: 'seen-by-alice' });
      await act({ do: 'type', channel: 'CGENERAL', text: `/show-image ${image.id}` });
      expect(await seen(image, () => true)).toMatchObject({ region: 'IAD', owner: 'producer' });
      const shown = model();
      expect(shown.cloud).toMatchObject({
        name: 'acme',
        authUrl: lab.auth_url,
        isOwn: false,
        mayWrite: false,
        seenAs: 'alice’s account producer',
        lastError: null,
        credential: null,
      });
      expect(shown.wire.some(({ to, outcome }) => to === 'glance' && outcome === '200')).toBe(true);
      for (const secret of secrets) expect(JSON.stringify([shown, stage.log])).not.toContain(secret);
    });

    it('what people do in Slack is done to it; the page’s own buttons and faults are refused', async () => {
      await linkAccount(stage.slack, people.bob, credentialOf(bob.app_credentials.bot));
      const image = await byHand.image({ name: 'shared-for-real' });
      await act({ do: 'type', channel: 'CGENERAL', text: `/share-image ${image.id} ${consumer}` });
      const actor = stage.slack.person(people.bob);
      const card = await stage.slack.until(
        () =>
          actor.dm().find((each) => shownText(each).includes(image.id) && buttonsOf(each).includes('Accept')),
        { what: 'bob’s card' },
      );
      await actor.click(card, 'Accept');
      await seen(image, ([member]) => member?.status === 'accepted');
      expect(await byHand.statusOf(image, consumer)).toBe('accepted');

      const where = { do: 'cloud', region: 'IAD', image: image.id, project: consumer } as const;
      for (const what of ['rejected', 'remove', 'deactivate', 'delete'] as const)
        expect((await act({ ...where, what })).error).toContain('--allow-writes');
      expect((await act({ do: 'fault', name: 'cloud-503', on: true })).error).toContain('--allow-writes');
      expect((await act({ do: 'expireTokens' })).error).toContain('--allow-writes');
      expect(model().faults['cloud-503']).toBe(false);
      expect(await byHand.statusOf(image, consumer)).toBe('accepted');
    });
  });

  describe('with --allow-writes', () => {
    beforeAll(() => raise(true));
    afterAll(async () => end());

    it('the buttons act with an account of the side that may, and say when there is none', async () => {
      const image = await byHand.image({ name: 'changed-by-hand' });
      await act({ do: 'type', channel: 'CGENERAL', text: `/show-image ${image.id}` });
      await seen(image, () => true);
      const where = { do: 'cloud', region: 'IAD', image: image.id, project: consumer } as const;
      expect(await act({ ...where, what: 'add' })).toEqual({});
      expect(await byHand.statusOf(image, consumer)).toBe('pending');
      expect((await act({ ...where, what: 'accepted' })).error).toContain(
        'nobody has linked an account of it',
      );
      await linkAccount(stage.slack, people.bob, credentialOf(bob.app_credentials.bot));
      expect(await act({ ...where, what: 'accepted' })).toEqual({});
      expect(await byHand.statusOf(image, consumer)).toBe('accepted');
      expect((await act({ ...where, what: 'delete' })).error).toContain('cannot be had back');
      expect(await act({ ...where, what: 'remove' })).toEqual({});
      expect(await byHand.statusOf(image, consumer)).toBeUndefined();
    });

    it('the faults come between the bot and the cloud, and go again', async () => {
      /** Types a command that looks, and waits until the bot was answered like that on the way. */
      const looksAndIsAnswered = async (...wanted: readonly number[]) => {
        const before = stage.cloudBackend.requests.length;
        await act({ do: 'type', channel: 'CGENERAL', text: '/list-images --custom' });
        const answers = () => stage.cloudBackend.requests.slice(before).map(({ status }) => status);
        await stage.slack.until(() => wanted.every((status) => answers().includes(status)), {
          what: `${wanted.join(', ')} among the answers`,
        });
        expect(answers()).toEqual(expect.arrayContaining([...wanted]));
      };
      await act({ do: 'fault', name: 'cloud-503', on: true });
      await looksAndIsAnswered(503);
      await act({ do: 'fault', name: 'cloud-503', on: false });
      await looksAndIsAnswered(200);
      await act({ do: 'expireTokens' });
      await looksAndIsAnswered(401, 201, 200);
    });
  });

  it('what was kept with a cloud goes on with it, and with no other', async () => {
    const kept = join(folder, 'kept');
    const start = (name: string) =>
      startRealStage(
        openStateFolder(kept),
        { config: { ...cloud.config, name }, credential: cloud.credential },
        { mayWrite: false },
      );
    const first = await start('acme');
    await (await startPage(first, { port: 0 })).close();
    await first.close();
    await expect(start('other')).rejects.toThrow(`${kept} was kept with --cloud acme.`);
    const second = await start('acme');
    const { seenAs } = await second.slack.until(
      () => [second.cloudBackend.snapshot(people.alice)].find((each) => each.seenAs),
      { what: 'alice’s account' },
    );
    expect(seenAs).toBe('alice’s account producer');
    expect(second.slack.deliveries).toEqual([]);
    await second.close();
  });
});
