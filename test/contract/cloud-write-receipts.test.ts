/** Whoever opens a session is told of each write that reached the image service, with what came back and its request id. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fault } from '../../playground/cloud/cloud-faults.ts';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import type { Session } from '../../src/cloud/session.ts';
import type { WriteReceipt } from '../../src/cloud/write-receipt.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { ImageId, ProjectId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { type Actors, createActors, failureOf } from '../support/cloud-actors.ts';
import { playgroundLab } from '../support/cloud-lab.ts';

let cloud: Cloud;
let actors: Actors;
let session: Session;
let receipts: WriteReceipt[];
let imageId: ImageId;
let consumer: ProjectId;

beforeEach(async () => {
  cloud = await startCloud();
  const demo = seedDemo(cloud);
  actors = createActors(playgroundLab(cloud, demo), {
    clock: systemClock,
    log: createLog('silent'),
    timeoutMs: 500,
    wait: async () => {},
  });
  imageId = demo.images.unshared.id as ImageId;
  consumer = actors.projectOf('bob');
  receipts = [];
  session = actors.sessions.open(
    actors.cloud,
    'receipt',
    async () => actors.applicationCredential('alice'),
    actors.projectOf('alice'),
    { onWrite: (one) => receipts.push(one) },
  );
});
afterEach(async () => {
  cloud.faults.clear();
  await actors.close();
  await cloud.close();
});

const add = () => glanceOf(session, 'IAD').addMember(imageId, consumer);
const spoil = (fault: Pick<Fault, 'do' | 'times' | 'status' | 'headers'>) =>
  cloud.faults.add({ match: ({ service, method }) => service === 'glance' && method === 'POST', ...fault });
const id = expect.stringMatching(/^req-/);

test('a write that was done, one that was refused, and no read', async () => {
  await glanceOf(session, 'IAD').showImage(imageId);
  await add();
  await failureOf(add());
  await glanceOf(session, 'IAD').removeMember(imageId, consumer);
  expect(receipts).toEqual([
    { status: 200, requestId: id },
    { status: 409, requestId: id },
    { status: 204, requestId: id },
  ]);
  expect(new Set(receipts.map(({ requestId }) => requestId)).size).toBe(3);
});

test('one whose answer was lost is told as such', async () => {
  spoil({ do: 'drop-after-effect' });
  await failureOf(add());
  expect(receipts).toEqual([{ status: null, requestId: null }]);
});

test('one that was refused unread, and one that never left, are not told', async () => {
  spoil({ do: 'status', status: 429, times: 3 });
  await failureOf(add());
  await failureOf(glanceOf(session, 'nowhere').addMember(imageId, consumer));
  expect(receipts).toEqual([]);
});

test('a token that had expired on the way is not told: what came after it is', async () => {
  await glanceOf(session, 'IAD').showImage(imageId);
  cloud.expireTokens();
  await add();
  expect(receipts).toEqual([{ status: 200, requestId: id }]);
});
