/** What a failed write came to, for the audit trail; and how an attempt is counted. */
import { expect, test } from 'vitest';
import { CloudNetworkError, CloudSchemaError } from '../../../src/cloud/errors.ts';
import { observed } from '../../../src/cloud/observed-request.ts';
import { receiptOf } from '../../../src/cloud/write-receipt.ts';
import type { Observer } from '../../../src/core/observer.ts';
import { answered, busyFor, proxyAnswered, silence } from '../../support/cloud-answers.ts';

const path = '/v2/images';
const facts = { method: 'PUT', path, safe: false, detail: '', requestId: 'req' } as const;
const sent = (how: 'no' | 'maybe', code = 'ECONNRESET') =>
  new CloudNetworkError({ ...facts, code, sent: how, retryable: true });
const unknown = { status: null, requestId: null };

test.each<[string, unknown, object | null]>([
  ['refused', answered(403), { status: 403, requestId: 'req' }],
  ['failed at the service', answered(503), { status: 503, requestId: 'req' }],
  ['put off by the service', busyFor(1), null],
  ['perhaps sent', sent('maybe'), unknown],
  ['not sent', sent('no'), null],
  ['answered by a proxy', proxyAnswered(502), unknown],
  ['of another path', silence(), null],
  ['answered in another form', new CloudSchemaError({ ...facts }, 'id'), { status: null, requestId: 'req' }],
  ['a fault of the bot', new TypeError('a fault'), null],
  ['no error at all', { path }, null],
])('a write that was %s', (_, error, receipt) => {
  expect(receiptOf(error, path)).toEqual(receipt);
});

test('a failure that is about another path, such as that of signing in, is no receipt', () => {
  expect(receiptOf(answered(403), '/v2/images/id/members')).toBeNull();
});

test.each<[string, unknown, string]>([
  ['an answer', null, 'done'],
  ['a no', answered(403), 'refused'],
  ['a fault of the service', answered(503), 'failed'],
  ['too many', answered(429), 'limited'],
  ['too many, with the time to wait', busyFor(5), 'limited'],
  ['a proxy', proxyAnswered(502), 'failed'],
  ['silence', silence(), 'unanswered'],
  ['a request that was given up', sent('maybe', 'aborted'), 'aborted'],
  ['what cannot be read', new CloudSchemaError({ ...facts }, 'id'), 'unreadable'],
])('%s counts as %s', async (_, error, outcome) => {
  const told: string[] = [];
  const observer = { cloudAnswered: (_place: unknown, _method: string, how: string) => void told.push(how) };
  const attempt = () => (error === null ? Promise.resolve('read') : Promise.reject(error));
  const where = { cloud: 'lab', region: 'IAD', service: 'image' } as never;
  const tried = observed(observer as unknown as Observer, { where, method: 'PUT' }, attempt);
  if (error === null) expect(await tried).toBe('read');
  else await expect(tried).rejects.toBe(error);
  expect(told).toEqual([outcome]);
  await observed(observer as unknown as Observer, { method: 'PUT' }, attempt).catch(() => {});
  expect(told).toHaveLength(1);
});
