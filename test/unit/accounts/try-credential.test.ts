/** What a person reads whose credential could not be tried, or does not open again. */
import { expect, test } from 'vitest';
import { readCredential, toStored } from '../../../src/accounts/credential.ts';
import { tryCredential } from '../../../src/accounts/try-credential.ts';
import type { Cloud } from '../../../src/cloud/clouds.ts';
import { CloudSchemaError, CredentialLostError } from '../../../src/cloud/errors.ts';
import { NoProjectError } from '../../../src/cloud/no-project.ts';
import { Secret } from '../../../src/core/secret.ts';
import { SealedRecordError } from '../../../src/store/secrets/sealing.ts';
import { accountRefused, answered, proxyAnswered, silence } from '../../support/cloud-answers.ts';
import { createDrivenClock } from '../../support/driven-clock.ts';
import { account } from '../../support/store-rows.ts';

const credential = { method: 'application_credential', id: 'ac', secret: new Secret('s') } as const;
const trying = (error: unknown) =>
  tryCredential(
    { signIn: () => Promise.reject(error), clock: createDrivenClock() },
    { name: 'lab' } as Cloud,
    credential,
  );

test.each([
  ['the id', accountRefused('id'), { kind: 'credentials-refused', what: 'id' }],
  ['no answer', silence(), { kind: 'cloud-silent', cloud: 'lab' }],
  ['an outage', answered(503), { kind: 'cloud-refused', status: 503, requestId: 'req' }],
  ['too many requests', answered(429, { retryable: true }), { kind: 'busy-for-now', waitMs: 60_000 }],
  ['a limit of Rackspace', answered(413, { retryable: true }), { kind: 'busy-for-now', cloud: 'lab' }],
  ['a token of a domain', new NoProjectError('domain'), { kind: 'no-project', scope: 'domain' }],
  ['a proxy', proxyAnswered(404), { kind: 'proxy-answered', status: 404, waits: false }],
  ['another no', answered(418), { kind: 'cloud-refused', status: 418, requestId: 'req' }],
])('%s', async (_, error, problem) => {
  await expect(trying(error)).rejects.toMatchObject({ problem });
});

test('an answer that cannot be read, and a fault of the bot', async () => {
  const sent = { method: 'POST', path: '/v3/auth/tokens', safe: true, requestId: 'req' } as const;
  const unread = new CloudSchemaError(sent, 'token: missing');
  await expect(trying(unread)).rejects.toMatchObject({
    problem: { kind: 'token-unread', cloud: 'lab', requestId: 'req' },
  });
  const fault = new TypeError('a fault');
  await expect(trying(fault)).rejects.toBe(fault);
});

test('it is given up once nobody waits any longer', async () => {
  const clock = createDrivenClock(0);
  const signals: AbortSignal[] = [];
  const signIn = (_: Cloud, __: unknown, signal: AbortSignal) => {
    signals.push(signal);
    return new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(silence())));
  };
  const tried = tryCredential({ signIn, clock }, { name: 'lab' } as Cloud, credential);
  clock.moveTo(24_999);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  clock.moveTo(25_000);
  await expect(tried).rejects.toMatchObject({ problem: { kind: 'cloud-silent' } });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
});

const reading = (get: () => Promise<unknown>) =>
  readCredential({ get, seal: async () => async () => {}, remove: async () => {} }, account());

test('what is kept is what was given', async () => {
  expect(await reading(async () => toStored(credential))).toEqual(credential);
});

test('none, or one that does not open, is lost; a database that is away is not', async () => {
  await expect(reading(async () => undefined)).rejects.toBeInstanceOf(CredentialLostError);
  const sealed = new SealedRecordError('record', 'the key is gone');
  await expect(reading(() => Promise.reject(sealed))).rejects.toBeInstanceOf(CredentialLostError);
  const away = new Error('connection lost');
  await expect(reading(() => Promise.reject(away))).rejects.toBe(away);
});
