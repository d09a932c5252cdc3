/** For how long the sentences of producers wait for somebody's account, and how many. */
import { beforeEach, expect, it } from 'vitest';
import {
  createLinkRequests,
  type LinkRequest,
  type LinkRequests,
} from '../../../src/accounts/link-requests.ts';
import { dayMs } from '../../../src/core/durations.ts';
import type { CloudId, ProjectId, SlackUserId, TeamId } from '../../../src/core/ids.ts';
import { createDrivenClock, type DrivenClock } from '../../support/driven-clock.ts';

const teamId = 'T1' as TeamId;
const bob = { teamId, userId: 'UBOB' as SlackUserId };
const ben = { teamId, userId: 'UBEN' as SlackUserId };
const request = {
  producer: { teamId, enterpriseId: null, userId: 'UALICE' as SlackUserId },
  cloudId: 'acme' as CloudId,
  cloudName: 'acme',
  projectId: 'producer' as ProjectId,
  typed: 'an-image <@UBOB>',
};
const account = (cloudId: string, projectId: string) => ({
  cloudId: cloudId as CloudId,
  projectId: projectId as ProjectId,
});

let clock: DrivenClock;
let requests: LinkRequests;
const ask = (people: readonly SlackUserId[], wanted: Parameters<LinkRequests['keep']>[1]) =>
  requests.keep(people, wanted);
beforeEach(() => {
  clock = createDrivenClock(0);
  const records = new Map<string, unknown>();
  const put = async (key: string, value: unknown) => void records.set(key, JSON.parse(JSON.stringify(value)));
  const remove = async (key: string) => void records.delete(key);
  requests = createLinkRequests({ put, get: async (key) => records.get(key), remove }, clock);
});

const taken = async (person: typeof bob, accounts: readonly ReturnType<typeof account>[]) => {
  const told: LinkRequest[] = [];
  await requests.take(person, accounts, async (one) => void told.push(one));
  return told;
};

it('what could not be told of goes on waiting, and what was told of does not', async () => {
  for (const typed of ['first', 'second', 'third']) await ask([bob.userId], { ...request, typed });
  const told: string[] = [];
  const failing = requests.take(bob, [account('acme', 'consumer')], async ({ typed }) => {
    if (typed === 'second') throw new Error('no database');
    told.push(typed);
  });
  await expect(failing).rejects.toThrow('no database');
  expect(told).toEqual(['first']);
  const left = await taken(bob, [account('acme', 'consumer')]);
  expect(left.map(({ typed }) => typed)).toEqual(['second', 'third']);
});

it('an account on another cloud, or of the image’s own project, is not what was waited for', async () => {
  await ask([bob.userId], request);
  expect(await taken(bob, [account('elsewhere', 'consumer'), account('acme', 'producer')])).toEqual([]);
  expect(await taken(ben, [account('acme', 'consumer')])).toEqual([]);
  expect(await taken(bob, [account('acme', 'consumer')])).toHaveLength(1);
});

const from = (userId: string) => ({
  ...request,
  producer: { ...request.producer, userId: userId as SlackUserId },
});
const typedFor = async () => (await taken(bob, [account('acme', 'consumer')])).map(({ typed }) => typed);

it('the same sentence twice waits once; of two producers, each one’s', async () => {
  for (const producer of ['UALICE', 'UCAROL', 'UALICE']) await ask([bob.userId], from(producer));
  const told = await taken(bob, [account('acme', 'consumer')]);
  expect(told.map(({ producer }) => producer.userId)).toEqual(['UCAROL', 'UALICE']);
});

it('after a week nothing waits', async () => {
  await ask([bob.userId], request);
  clock.moveTo(7 * dayMs);
  expect(await typedFor()).toEqual([]);
});

it('of more than five sentences of a producer the latest wait, and push out nobody else’s', async () => {
  await ask([bob.userId], { ...from('UCAROL'), typed: 'carol' });
  for (let at = 0; at < 25; at += 1) await ask([bob.userId], { ...request, typed: String(at) });
  expect(await typedFor()).toEqual(['carol', '20', '21', '22', '23', '24']);
});

it('of more than twenty of all producers the latest wait', async () => {
  for (let at = 0; at < 25; at += 1) await ask([bob.userId], { ...from(`U${at}`), typed: String(at) });
  const typed = await typedFor();
  expect([typed.length, typed[0]]).toEqual([20, '5']);
});

it('who is forgotten is in no sentence of others', async () => {
  const byBen = { ...request, producer: { ...request.producer, userId: ben.userId } };
  await ask([bob.userId, ben.userId], request);
  await ask([bob.userId], { ...byBen, typed: 'for <@UALICE> too' });
  await ask([bob.userId], { ...byBen, typed: 'for <@UALICE2>' });
  const keys = ['link-requests:T1:UBOB', 'link-requests:T1:UBEN', 'link-requests:T1:gone'];
  await requests.forget(request.producer, keys);
  expect((await taken(bob, [account('acme', 'consumer')])).map(({ typed }) => typed)).toEqual([
    'for <@UALICE2>',
  ]);
  expect(await taken(ben, [account('acme', 'consumer')])).toEqual([]);
});
