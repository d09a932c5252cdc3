/**
 * What the bot relies on of a cloud is a suite that runs on the playground's and on a real one, so that the former cannot drift.
 * Here is what its files share.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { type Cloud, startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { CloudHttpError, effectUnknown } from '../../src/cloud/errors.ts';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import type { Image } from '../../src/cloud/glance-image.ts';
import type { ImageFilters } from '../../src/cloud/images.ts';
import type { GlanceMemberStatus } from '../../src/cloud/members.ts';
import type { Session } from '../../src/cloud/session.ts';
import type { ImageId } from '../../src/core/ids.ts';
import { Secret } from '../../src/core/secret.ts';
import { createActors, failureOf } from './cloud-actors.ts';
import { findLab, howToGetACloud, type Lab, playgroundLab } from './cloud-lab.ts';
import { startForwardProxy } from './forward-proxy.ts';
import { isProxied, onKeystone } from './services.ts';
import { startTlsFront } from './tls-front.ts';

export const noSuchImage = '00000000-0000-4000-8000-000000000000' as ImageId;

/** How the bot reaches the lab's clouds. */
type Way = [options?: Parameters<typeof createActors>[1], reached?: Parameters<typeof createActors>[2]];

/** The words of a refusal that left nothing unconfirmed, without ids. */
export const refusal = async (promise: Promise<unknown>): Promise<string> => {
  const error = await failureOf(promise);
  expect(error).toBeInstanceOf(CloudHttpError);
  expect(effectUnknown(error)).toBe(false);
  const { status, detail } = error as CloudHttpError;
  expect(detail).not.toMatch(/[<>]/);
  return `${status} ${detail.replaceAll(/[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}/g, 'ID')}`;
};

export const pagesOf = async (
  session: Session,
  filters: ImageFilters,
  region = 'IAD',
): Promise<Image[][]> => {
  const pages: Image[][] = [];
  for await (const page of glanceOf(session, region).listImages(filters)) pages.push(page);
  return pages;
};

export const list = async (session: Session, filters: ImageFilters, region = 'IAD'): Promise<Image[]> =>
  (await pagesOf(session, filters, region)).flat();

const contractOn = (lab: Lab, ...way: Way) => {
  const actors = createActors(lab, ...way);
  const { alice, bob, carol } = actors;
  const consumer = actors.projectOf('bob');
  /** A 403 by policy; before secure RBAC, Glance's code said it in other words. */
  const forbidden = (action: string, words: string) =>
    `403 ${lab.secure_rbac ? `You are not authorized to complete ${action} action.` : words}`;
  return {
    lab,
    actors,
    alice,
    bob,
    carol,
    consumer,
    consumer2: actors.projectOf('carol'),
    notYours: (action: string) => forbidden(action, 'You do not own this image'),
    mayNotAdd: () => forbidden('add_member', 'Not allowed to create members for image ID.'),
    mayNotAnswer: () => forbidden('modify_member', 'Not allowed to update members for image ID.'),
    mayNotRemove: () => forbidden('delete_member', 'Not allowed to delete members for image ID.'),
    /** An image of alice's with bob's project as a member of that status. */
    sharedWithBob: async (status: GlanceMemberStatus = 'pending', fields: Record<string, unknown> = {}) => {
      const image = await actors.makeImage(fields);
      await glanceOf(alice, 'IAD').addMember(image.id, consumer);
      if (status !== 'pending') await glanceOf(bob, 'IAD').setMemberStatus(image.id, consumer, status);
      return image;
    },
  };
};

/** The playground's, with somebody whose password has expired. */
const withExpired = (cloud: Cloud, demo: ReturnType<typeof seedDemo>): Lab => {
  const dora = cloud.state.addUser('dora', demo.projects.consumer.id);
  dora.passwordExpiresAt = 0;
  const { name: user, password } = dora;
  return { ...playgroundLab(cloud, demo), expired: { user, password, project: 'consumer' } };
};

/** TLS, and a name that only the proxy knows: a request past it finds nobody. */
const behindProxy = async (cloud: Cloud) => {
  const front = await startTlsFront(cloud.url, { days: 30, name: 'cloud.test' });
  const proxy = await startForwardProxy();
  const way: Way = [
    { proxies: { http: new Secret(proxy.url), https: null, noProxy: '' } },
    { authUrl: cloud.authUrl.replace(cloud.url, front.url), cacert: front.cert },
  ];
  return {
    way,
    close: async () => {
      expect(proxy.asked).not.toEqual([]);
      await proxy.close();
      await front.close();
    },
  };
};

/** Runs a part of the suite on the playground's cloud, or in a part of the tests of its own on the real one. */
export const onEveryCloud = async (part: (on: ReturnType<typeof contractOn>) => void): Promise<void> => {
  const playground = onKeystone() ? null : await startCloud();
  const lab = playground ? withExpired(playground, seedDemo(playground)) : await findLab();
  if (lab === null) {
    describe.skip(`a real Keystone and Glance (${howToGetACloud})`, () => test('the contract', () => {}));
    return;
  }
  const behind = playground && isProxied() ? await behindProxy(playground) : null;
  describe(lab.name, () => {
    const on = contractOn(lab, ...(behind?.way ?? []));
    afterAll(async () => {
      await on.actors.close();
      await behind?.close();
      expect(playground?.surprises ?? []).toEqual([]);
      await playground?.close();
    });
    part(on);
  });
};
