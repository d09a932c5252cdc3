/** Behind a forward proxy: all goes through it, what it refuses is said, and certificates are checked as they are without one. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { listenHere } from '../../playground/listen.ts';
import { createHttp } from '../../src/cloud/http.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import { systemClock } from '../../src/core/clock.ts';
import { createLog } from '../../src/core/log.ts';
import { readProxies } from '../../src/core/proxies.ts';
import { Secret } from '../../src/core/secret.ts';
import { mrkdwn } from '../../src/slack/blocks/mrkdwn.ts';
import type { Feature } from '../../src/slack/feature.ts';
import { failureOf } from '../support/cloud-actors.ts';
import { actors, cloud, onFaultyCloud } from '../support/faulty-cloud.ts';
import { startForwardProxy } from '../support/forward-proxy.ts';
import { command, mounted } from '../support/mounted.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

const startProxy = async (refuse?: (asked: IncomingMessage) => number | null) => {
  const proxy = await startForwardProxy(refuse);
  cleanups.push(proxy.close);
  return proxy;
};
/** The same for every address, this machine's included. */
const through = (url: string, noProxy = '') => ({ http: new Secret(url), https: null, noProxy });

describe('clouds', () => {
  onFaultyCloud();

  const clientOf = (...proxies: Parameters<typeof through>) => {
    const log: string[] = [];
    const http = createHttp({
      log: createLog('debug', { write: (line) => log.push(line) }),
      clock: systemClock,
      attempts: 1,
      proxies: through(...proxies),
    });
    cleanups.push(http.close);
    return { http, log };
  };
  const signInBy = (http: ReturnType<typeof createHttp>, more: object = {}) =>
    signIn(http, { ...actors.cloud, ...more }, actors.applicationCredential('alice'));

  const startTls = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=keystone.example'],
        ...['-addext', 'subjectAltName=DNS:keystone.example', '-keyout', key, '-out', cert],
      ],
      { stdio: 'ignore' },
    );
    const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => {
      response.writeHead(418, { 'x-openstack-request-id': 'req-1' }).end('{}');
    });
    const ports = new Set<number | undefined>();
    server.on('connection', (socket) => ports.add((socket as Socket).remotePort));
    const address = await listenHere(server, 0);
    cleanups.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { port: address.split(':')[1], cacert: readFileSync(cert, 'utf8'), ports };
  };

  test('a plain cloud is asked by its whole address', async () => {
    const proxy = await startProxy();
    const { http } = clientOf(proxy.url);
    expect((await signInBy(http)).project.name).toBe('producer');
    expect(proxy.asked).toEqual([`POST ${new URL(cloud.url).origin}/identity/v3/auth/tokens`]);
  });

  test('one with TLS through a tunnel, by its name, and only with the certificate that it should have', async () => {
    const [proxy, tls] = [await startProxy(), await startTls()];
    const authUrl = `https://keystone.example:${tls.port}/v3`;
    const { http } = clientOf(proxy.url);
    expect(await failureOf(signInBy(http, { authUrl }))).toMatchObject({
      why: 'certificate-unknown',
      sent: 'no',
    });
    expect(await failureOf(signInBy(http, { authUrl, cacert: tls.cacert }))).toMatchObject({ status: 418 });
    expect(await failureOf(signInBy(http, { authUrl, verify: false }))).toMatchObject({ status: 418 });
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT keystone.example:${tls.port}`]));
    // not one connection past the proxy
    expect([...tls.ports].filter((port) => !proxy.made.has(port))).toEqual([]);
  });

  test.each([
    [403, 'proxy-refused'],
    [407, 'proxy-password'],
  ] as const)('a proxy that answers %i is named, and nothing was sent', async (status, why) => {
    const [proxy, tls] = [await startProxy(() => status), await startTls()];
    const { http } = clientOf(proxy.url);
    const authUrl = `https://keystone.example:${tls.port}/v3`;
    expect(await failureOf(signInBy(http, { authUrl }))).toMatchObject({
      why,
      sent: 'no',
      code: `PROXY_${status}`,
    });
    expect(tls.ports.size).toBe(0);
  });

  test.each(['http', 'https'])(
    'a proxy to a cloud of %s that is not there is named, and nothing was sent',
    async (scheme) => {
      const proxy = await startProxy();
      proxy.close();
      const { http } = clientOf(proxy.url);
      const failed = await failureOf(signInBy(http, { authUrl: `${scheme}://keystone.example/v3` }));
      expect(failed).toMatchObject({ why: 'proxy-away', sent: 'no', code: 'PROXY_ECONNREFUSED' });
    },
  );

  test('a cloud that is not there, past the proxy, is the one that is named', async () => {
    const { http } = clientOf('http://127.0.0.1:1', '127.0.0.1');
    const failed = await failureOf(signInBy(http, { authUrl: 'http://127.0.0.1:1/v3' }));
    expect(failed).toMatchObject({ why: 'refused', sent: 'no', code: 'ECONNREFUSED' });
  });

  test('a proxy gets its password, and nobody reads it', async () => {
    const wants = `Basic ${Buffer.from('bot:hush-hush').toString('base64')}`;
    const proxy = await startProxy(({ headers }) => (headers['proxy-authorization'] === wants ? null : 407));
    const { http, log } = clientOf(proxy.url.replace('http://', 'http://bot:hush-hush@'));
    await signInBy(http);
    const plain = clientOf(proxy.url);
    await failureOf(signInBy(plain.http));
    expect([...log, ...plain.log].join()).not.toMatch(/hush|Basic/);
  });

  test('what NO_PROXY names is reached directly', async () => {
    const proxy = await startProxy();
    await signInBy(clientOf(proxy.url, '127.0.0.1').http);
    expect(proxy.asked).toEqual([]);
  });
});

const done: Feature = {
  commands: { '/do': { ...command, run: async () => ({ say: { text: mrkdwn`done` } }) } },
};

describe('Slack', () => {
  test.each(['http', 'socket'] as const)(
    'over %s: its Web API, response_url and sockets',
    async (transport) => {
      const proxy = await startProxy();
      const it = await mounted(transport, done, systemClock, undefined, undefined, {}, through(proxy.url));
      expect((await it.alice.command('/do')).error).toBeUndefined();
      await it.bot.messenger.openConversation('UALICE' as never);
      const { host } = new URL(it.slack.apiUrl);
      expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${host}`]));
    },
  );
});

describe('what the environment says', () => {
  const rows: [string, Record<string, string>, string | null, string | null][] = [
    ['nothing', {}, null, null],
    [
      'small letters win',
      { https_proxy: 'http://one:1', HTTPS_PROXY: 'http://two:2' },
      null,
      'http://one:1/',
    ],
    ['without a scheme', { HTTP_PROXY: 'proxy.example:3128' }, 'http://proxy.example:3128/', null],
    ['with blanks around', { HTTPS_PROXY: ' http://proxy.example ' }, null, 'http://proxy.example/'],
    ['empty', { HTTPS_PROXY: '', http_proxy: ' ' }, null, null],
  ];
  test.each(rows)('%s', (_, env, http, https) => {
    const { proxies, wrong } = readProxies(env);
    expect([proxies?.http?.reveal() ?? null, proxies?.https?.reveal() ?? null, wrong]).toEqual([
      http,
      https,
      [],
    ]);
  });

  test('this machine is never behind a proxy', () => {
    const { proxies } = readProxies({ HTTPS_PROXY: 'http://proxy', no_proxy: '.example.com,10.0.0.1' });
    expect(proxies?.noProxy).toBe('localhost,127.0.0.1,::1,.example.com,10.0.0.1');
  });

  test.each(['://', 'leak me', 'ftp://leak', 'http://', 'socks5://leak:1', 'http://user:leak@'])(
    '%s is refused, and not shown',
    (value) => {
      const { proxies, wrong } = readProxies({ HTTPS_PROXY: value });
      expect(proxies).toBeNull();
      expect(wrong).toEqual(['HTTPS_PROXY is not the address of a proxy such as http://proxy.example:3128']);
    },
  );
});
