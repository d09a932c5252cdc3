/** Which proxy a request takes: as the agent that sends it decides. */
import { EnvHttpProxyAgent, request } from 'undici';
import { expect, test } from 'vitest';
import { type Proxies, proxyFor } from '../../../src/core/proxies.ts';
import { Secret } from '../../../src/core/secret.ts';

const proxies = { http: 'http://127.0.0.1:1', https: 'http://127.0.0.1:2' };

/** Where undici's agent connects: the port of a proxy, or the host itself. */
const wayOf = async (url: string, { http, https, noProxy }: Proxies): Promise<string> => {
  const agent = new EnvHttpProxyAgent({
    httpProxy: http?.reveal() ?? '',
    httpsProxy: https?.reveal() ?? '',
    noProxy,
    connect: (_, connected) => connected(new Error('directly'), null),
  });
  const error = await request(url, { dispatcher: agent }).then(
    () => new Error('answered'),
    (reason: Error) => reason,
  );
  await agent.destroy();
  const port = /127\.0\.0\.1:(\d)$/.exec(String(error.message))?.[1];
  return port === undefined ? error.message : `by ${port}`;
};

test.each([
  ['http://a.example/', ''],
  ['https://a.example/', ''],
  ['https://a.example/', 'a.example'],
  ['https://A.EXAMPLE./', 'a.example'],
  ['https://b.a.example/', 'a.example'],
  ['https://ba.example/', 'a.example'],
  ['https://a.example/', '.a.example'],
  ['https://a.example/', '*.a.example'],
  ['https://b.a.example/', '*.a.example'],
  ['https://a.example:5000/', 'a.example:5000'],
  ['https://a.example/', 'a.example:443'],
  ['http://a.example/', 'a.example:443'],
  ['https://a.example/', 'b.example *'],
  ['https://a.example/', '*:443'],
  ['https://a.example/', '*:80'],
  ['https://[::1]:5000/', '::1'],
  ['https://[::1]:5000/', '[::1]:5000'],
  ['https://[::1]:5000/', '[::1]:5001'],
  ['https://10.0.0.1/', '10.0.0.1,a.example.'],
  ['https://a.example/', 'a.example.'],
])('%s, where NO_PROXY is “%s”', async (url, noProxy) => {
  const set = { http: new Secret(proxies.http), https: new Secret(proxies.https), noProxy };
  const proxy = proxyFor(set, new URL(url));
  const said = proxy === null ? 'directly' : `by ${proxy.reveal().at(-1)}`;
  expect(said).toBe(await wayOf(url, set));
});

test('without a proxy for https, that for http takes both; without any, all goes directly', () => {
  const http = new Secret(proxies.http);
  expect(proxyFor({ http, https: null, noProxy: '' }, new URL('https://a.example'))).toBe(http);
  expect(proxyFor({ http: null, https: http, noProxy: '' }, new URL('http://a.example'))).toBe(null);
  expect(proxyFor(null, new URL('https://a.example'))).toBe(null);
});
