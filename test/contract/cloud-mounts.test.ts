/** An image service at another path than the one its catalog, or the operator, names. */
import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { failureOf } from '../support/cloud-actors.ts';
import { list, noSuchImage, onEveryCloud } from '../support/cloud-contract.ts';
import { type ReverseProxy, startReverseProxy } from '../support/reverse-proxy.ts';

await onEveryCloud(({ lab, actors, consumer }) => {
  const glance = lab.regions.IAD ?? '';
  let proxy: ReverseProxy | null = null;
  afterEach(() => proxy?.close());

  /** alice, whose requests go where the operator says. */
  const aliceAt = (imageEndpoint: string) => {
    const cloud = { ...actors.cloud, imageEndpoint };
    const credential = async () => actors.applicationCredential('alice');
    return actors.sessions.open(cloud, randomUUID(), credential, actors.projectOf('alice'));
  };

  test('Glance at the root of its endpoint, below which a path is named', async () => {
    const { id } = await actors.makeImage();
    const alice = aliceAt(`${glance}/elsewhere`);
    expect((await list(alice, { id: `in:${id}` })).map((image) => image.id)).toEqual([id]);
    expect((await glanceOf(alice, 'IAD').addMember(id, consumer)).status).toBe('pending');
    expect(await failureOf(glanceOf(alice, 'IAD').showImage(noSuchImage))).toMatchObject({
      name: 'CloudHttpError',
      status: 404,
    });
  });

  test('Glance below a path of a host, whose root is named: only the path counts', async () => {
    const { id } = await actors.makeImage();
    // the document names the cloud's own host, and its path there
    const mount = new URL(glance).pathname.replace(/\/$/, '');
    proxy = await startReverseProxy(glance, mount);
    const alice = aliceAt(`${proxy.url}/somewhere`);
    expect((await glanceOf(alice, 'IAD').showImage(id)).id).toBe(id);
    expect((await glanceOf(alice, 'IAD').addMember(id, consumer)).status).toBe('pending');
    // one that found nothing, one or two documents, and the rest
    expect(proxy.sent()).toBeLessThanOrEqual(5);
    expect(proxy.sent()).toBeGreaterThanOrEqual(4);
  });

  test('a write that found no Glance is read back where it is', async () => {
    const { id } = await actors.makeImage();
    const alice = glanceOf(aliceAt(`${glance}/nowhere`), 'IAD');
    expect(await failureOf(alice.addMember(id, consumer))).toMatchObject({ status: 300 });
    expect(await alice.listMembers(id)).toEqual([]);
    expect((await alice.addMember(id, consumer)).status).toBe('pending');
  });
});
