/** Which certificates of a cloud the client takes. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProxyAnswerError } from '../../src/cloud/errors.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import { failureOf } from '../support/cloud-actors.ts';
import { actors, onFaultyCloud } from '../support/faulty-cloud.ts';

onFaultyCloud();

test('certificates: checked as usual, by the operator’s own authority, or not at all', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', cert];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files],
    {
      stdio: 'ignore',
    },
  );
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => {
    response.writeHead(418).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const authUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v3`;
  const attempt = (more: object) =>
    failureOf(
      signIn(actors.http, { ...actors.cloud, authUrl, ...more }, actors.applicationCredential('alice')),
    );

  expect(await attempt({})).toMatchObject({
    code: expect.stringMatching(/CERT/),
    sent: 'no',
    retryable: false,
  });
  expect(await attempt({ cacert: readFileSync(cert, 'utf8') })).toBeInstanceOf(ProxyAnswerError);
  expect(await attempt({ verify: false })).toMatchObject({ status: 418 });
  server.closeAllConnections();
  server.close();
});
