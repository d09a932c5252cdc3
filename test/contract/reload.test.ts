/** SIGHUP: what is read again and holds at once, what is said to need a restart, and that nothing in flight is cut. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createCloudsReader } from '../../src/cloud/clouds-reader.ts';
import { createHttp } from '../../src/cloud/http.ts';
import type { Environment } from '../../src/config.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createLog } from '../../src/core/log.ts';
import { createDeployment, type Deployment } from '../support/deployment.ts';

let deployment: Deployment | undefined;
afterEach(async () => {
  await deployment?.close();
  deployment = undefined;
});

test('settings that have changed are named, without their values, as needing a restart', async () => {
  deployment = await createDeployment();
  const { folder, env: given } = deployment;
  const file = join(folder, 'bot-token');
  await writeFile(file, given.SLACK_BOT_TOKEN ?? '');
  const env: Environment = { ...given, SLACK_BOT_TOKEN: undefined, SLACK_BOT_TOKEN_FILE: file };
  let now = env;
  const bot = await deployment.startBot(env, () => now);
  const reloaded = async (count: number) => {
    bot.signals.emit('SIGHUP');
    await deployment?.slack.until(() => bot.output().split('clouds.yaml was read again').length > count);
    return bot
      .output()
      .split('\n')
      .filter((line) => line.includes('after a restart'));
  };
  expect(await reloaded(1)).toEqual([]);
  now = { ...env, QUIET_HOURS: 'never', HTTPS_PROXY: 'http://leak@proxy.example' };
  await writeFile(file, 'xoxb-leak');
  const [line, ...others] = await reloaded(2);
  expect(others).toEqual([]);
  expect(JSON.parse(line ?? '')).toMatchObject({
    level: 'warn',
    settings: ['SLACK_BOT_TOKEN', 'QUIET_HOURS', 'HTTPS_PROXY'],
  });
  expect(bot.output()).not.toContain('leak');
});

test('a clouds.yaml that has become unreadable changes nothing', async () => {
  deployment = await createDeployment();
  const bot = await deployment.startBot();
  const file = deployment.env.OS_CLIENT_CONFIG_FILE ?? '';
  const before = await readFile(file, 'utf8');
  await writeFile(file, 'clouds: [');
  bot.signals.emit('SIGHUP');
  await deployment.slack.until(() => bot.output().includes('could not be read again'));
  await writeFile(file, before);
  await deployment.link('alice');
  expect(bot.output()).toContain('the clouds stay as they were');
});

/** A certificate of its own for this machine, in the folder. */
const certified = (folder: string, name: string) => {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.crt`)];
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...subject, ...made], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
};

test('a renewed CA file holds once it is read again, and what is in flight arrives', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'image-share-reload-'));
  const [before, after] = [certified(folder, 'before'), certified(folder, 'after')];
  const held: ServerResponse[] = [];
  const server = createServer(before, (request, response) => {
    if (request.url === '/slow') held.push(response);
    else response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, before.cert);
  const file = join(folder, 'clouds.yaml');
  await writeFile(file, `clouds: {acme: {auth: {auth_url: '${origin}/v3'}, cacert: ${ca}}}`);
  const log = createLog('silent');
  const places = { OS_CLIENT_CONFIG_FILE: file, OS_CLIENT_VENDOR_FILE: undefined };
  const read = createCloudsReader(
    { ...places, OS_CLIENT_SECURE_FILE: undefined, XDG_CONFIG_HOME: undefined },
    null,
    log,
  );
  const http = createHttp({ log, clock: systemClock, attempts: 1 });
  const ask = async (path: string) => {
    const [tls] = clouds;
    if (tls === undefined) throw new Error('no cloud');
    const request = {
      method: 'GET',
      url: new URL(path, origin),
      accept: [200],
      schema: z.unknown(),
      tls,
    } as const;
    return (await http.request(request)).status;
  };
  let clouds = await read();
  expect(await ask('/')).toBe(200);
  const slow = ask('/slow');
  await expect.poll(() => held.length).toBe(1);

  server.setSecureContext(after);
  writeFileSync(ca, after.cert);
  clouds = await read();
  expect(await ask('/')).toBe(200);
  held[0]?.end('{}');
  expect(await slow).toBe(200);

  // one that is half written is no reason to lose the cloud
  writeFileSync(ca, after.cert.slice(0, 100));
  await expect(read()).rejects.toThrow('cacert holds');
  expect(await ask('/')).toBe(200);
  await http.close();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});
