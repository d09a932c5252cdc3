/** Which certificates of a cloud the client takes. */

import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { ProxyAnswerError } from '../../src/cloud/errors.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import { failureOf } from '../support/cloud-actors.ts';
import { actors, onFaultyCloud } from '../support/faulty-cloud.ts';
import { ownCertificate } from '../support/tls-front.ts';

onFaultyCloud();

test('certificates: checked as usual, by the operator’s own authority, or not at all', async () => {
  const { key, cert } = ownCertificate(2);
  const server = createServer({ key, cert }, (_, response) => {
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
  expect(await attempt({ cacert: cert })).toBeInstanceOf(ProxyAnswerError);
  expect(await attempt({ verify: false })).toMatchObject({ status: 418 });
  server.closeAllConnections();
  server.close();
});
