/** Why a server gave no answer: by the codes that Node and undici give, and by servers that really fail. */
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { CloudNetworkError } from '../../../src/cloud/errors.ts';
import { createHttp } from '../../../src/cloud/http.ts';
import { unreached } from '../../../src/cloud/unreached.ts';
import { createLog } from '../../../src/core/log.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';

test.each([
  ['ENOTFOUND', 'unknown-host'],
  ['EAI_AGAIN', 'unknown-host'],
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'no-route'],
  ['PROXY_403', 'proxy-refused'],
  ['PROXY_407', 'proxy-password'],
  ['PROXY_ECONNREFUSED', 'proxy-away'],
  ['PROXY_ENOTFOUND', 'proxy-away'],
  ['UND_ERR_PRX_TLS', 'proxy-away'],
  ['timeout', 'slow'],
  ['aborted', 'slow'],
  ['UND_ERR_CONNECT_TIMEOUT', 'slow'],
  ['UND_ERR_HEADERS_TIMEOUT', 'slow'],
  ['CERT_HAS_EXPIRED', 'certificate-expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-of-another'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-unknown'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'certificate-unknown'],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'certificate-wanted'],
  ['CERT_NOT_YET_VALID', 'certificate-bad'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'no-tls'],
  ['EPROTO', 'no-tls'],
  ['HPE_INVALID_CONSTANT', 'no-http'],
  ['ECONNRESET', 'cut'],
  ['UND_ERR_SOCKET', 'cut'],
  ['unknown', 'cut'],
])('%s: %s', (code, why) => {
  expect(unreached(code)).toBe(why);
});

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** Why nothing is read from `url`. */
const whyNot = async (url: string) => {
  const clock = createDrivenClock();
  const http = createHttp({ log: createLog('silent'), clock, attempts: 1 });
  closers.push(http.close);
  const tls = { verify: true, cacert: null };
  const asked = http.request({ method: 'GET', url: new URL(url), accept: [200], schema: z.unknown(), tls });
  const error = await asked.catch((reason: unknown) => reason);
  return error instanceof CloudNetworkError ? error.why : error;
};

/** A server that sends `words` to whoever connects, and its port. */
const saying = async (words: string) => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(words));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closers.push(() => new Promise((closed) => server.close(closed)));
  return (server.address() as { port: number }).port;
};

test('a port where nobody listens', async () => {
  const port = await saying('');
  await closers.shift()?.();
  expect(await whyNot(`http://127.0.0.1:${port}/`)).toBe('refused');
});

test('a server without TLS under https, one that speaks something else, and one that hangs up', async () => {
  const plain = await saying('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n');
  expect(await whyNot(`https://127.0.0.1:${plain}/`)).toBe('no-tls');
  expect(await whyNot(`http://127.0.0.1:${await saying('SSH-2.0-OpenSSH_9.2\r\n')}/`)).toBe('no-http');
  expect(await whyNot(`http://127.0.0.1:${await saying('')}/`)).toBe('cut');
});
