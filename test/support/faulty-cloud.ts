/** A cloud that fails on demand, and the bot's client at work on it: set before each test of a file, cleared after it. */
import { afterEach, beforeEach, expect } from 'vitest';
import type { FaultCall } from '../../playground/cloud/cloud-faults.ts';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { createClock } from '../../src/core/clock.ts';
import type { ImageId, ProjectId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { type Actors, createActors } from './cloud-actors.ts';
import { playgroundLab } from './cloud-lab.ts';

let now = Date.now();
export const clock = createClock(() => now);
/** Lets so much time pass for the cloud and the client. */
export const later = (ms: number): void => {
  now += ms;
};

export let cloud: Cloud;
export let demo: ReturnType<typeof seedDemo>;
export let actors: Actors;
/** An image of alice's without members. */
export let imageId: ImageId;
/** bob's project. */
let consumer: ProjectId;
/** How long the client waited between attempts; nothing is really waited for. */
export let waitsMs: number[];
/** What the client has logged. */
export let logged: string;

export const onFaultyCloud = (): void => {
  beforeEach(async () => {
    cloud = await startCloud({ clock });
    demo = seedDemo(cloud);
    waitsMs = [];
    logged = '';
    actors = createActors(playgroundLab(cloud, demo), {
      clock,
      log: createLog('debug', { write: (line) => (logged += line) }),
      wait: async (ms) => waitsMs.push(ms),
    });
    imageId = demo.images.unshared.id as ImageId;
    consumer = actors.projectOf('bob');
  });
  afterEach(async () => {
    cloud.faults.clear();
    await actors.close();
    await cloud.close();
    expect(cloud.surprises).toEqual([]);
  });
};

/** Starts the cloud again after its end, at the same address. */
export const startAgain = async (): Promise<void> => {
  cloud = await startCloud({ clock, port: Number(new URL(cloud.url).port) });
  seedDemo(cloud);
};

export const atGlance = ({ service }: FaultCall) => service === 'glance';
export const atKeystone = ({ service }: FaultCall) => service === 'keystone';
/** Has Glance answer its next call with this, and do nothing. */
export const answering = (body: unknown, status = 200, headers = {}) =>
  cloud.faults.add({ match: atGlance, do: 'status', status, body, headers });
export const requestsTo = (service: string) =>
  cloud.requests.filter((request) => request.service === service);

export const show = (signal?: AbortSignal) => glanceOf(actors.alice, 'IAD', signal).showImage(imageId);
export const add = () => glanceOf(actors.alice, 'IAD').addMember(imageId, consumer);
export const memberStatus = () => cloud.state.imageIn('IAD', imageId)?.members.get(consumer)?.status;
