/** Sample people and images: a producer of images, consumers of them, and an admin. */
import type { AccessRule, Image, Role } from './cloud-model.ts';
import type { Cloud } from './cloud-server.ts';

const rules = (...pairs: readonly (readonly [string, string])[]): AccessRule[] =>
  pairs.map(([method, path]) => ({ service: 'image', method, path }));

const looking = [
  ['GET', '/v2/images'],
  ['GET', '/v2/images/*'],
  ['GET', '/v2/images/*/members'],
  ['GET', '/v2/images/*/members/*'],
] as const;

/** The least that each side's credential needs. */
const producerRules = rules(
  ...looking,
  ['PATCH', '/v2/images/*'],
  ['POST', '/v2/images/*/members'],
  ['DELETE', '/v2/images/*/members/*'],
);
const consumerRules = rules(...looking, ['PUT', '/v2/images/*/members/*']);

export type Demo = ReturnType<typeof seedDemo>;

/**
 * Alice makes images in `producer`, bob uses them in `consumer`, carol and newt in `consumer2`, and there is an admin.
 * Each has a password and application credentials: `bot`, and for all but the admin `bot-restricted`, `bot-reader`, `bot-member-only`.
 * Seed once, on an empty cloud.
 */
export const seedDemo = ({ state }: Cloud) => {
  const projects = {
    admin: state.addProject('admin'),
    producer: state.addProject('producer'),
    consumer: state.addProject('consumer'),
    consumer2: state.addProject('consumer2'),
  };
  const person = (name: string, project: keyof typeof projects, roles?: readonly Role[]) => {
    const { id } = projects[project];
    const user = state.addUser(name, id, roles);
    const add = (label: string, more: Parameters<typeof state.addApplicationCredential>[3] = {}) =>
      state.addApplicationCredential(user, id, label, more);
    return {
      user,
      project: projects[project],
      bot: add('bot'),
      restricted: add('bot-restricted', {
        accessRules: project === 'producer' ? producerRules : consumerRules,
      }),
      reader: add('bot-reader', { roles: ['reader'] }),
      memberOnly: add('bot-member-only', { roles: ['member'] }),
    };
  };
  const people = {
    admin: person('admin', 'admin', ['admin', 'member', 'reader']),
    alice: person('alice', 'producer'),
    bob: person('bob', 'consumer'),
    carol: person('carol', 'consumer2'),
    /** New here: has not linked anything yet. */
    newt: person('newt', 'consumer2'),
  };

  const debian = { os_distro: 'debian', os_version: '12', architecture: 'x86_64' };
  let number = 0;
  const image = (region: string, name: string, more: Partial<Image> = {}) => {
    number += 1;
    return state.addImage(region, {
      id: `22222222-0000-4000-8000-${String(number).padStart(12, '0')}`,
      name,
      owner: projects.producer.id,
      min_disk: 10,
      properties: debian,
      ...more,
    });
  };
  const [iad = 'IAD', dfw = iad] = state.regions;
  const images = {
    build: image(iad, 'build-1042', { visibility: 'private', tags: ['ci', 'nightly'] }),
    webBase: image(iad, 'web-base', { tags: ['base'] }),
    dbBase: image(iad, 'db-base', { tags: ['base'] }),
    cacheBase: image(iad, 'cache-base', { tags: ['base'] }),
    golden: image(iad, 'golden-debian', { visibility: 'public' }),
    community: image(iad, 'lab-community', { visibility: 'community' }),
    retired: image(iad, 'retired-base', { status: 'deactivated' }),
    hidden: image(iad, 'hidden-base', { os_hidden: true }),
    unshared: image(iad, 'unshared-new'),
    snapshot: image(iad, 'consumer-snap', { visibility: 'private', owner: projects.consumer.id }),
    dfwBuild: image(dfw, 'build-2001', { visibility: 'private' }),
  };
  const { consumer, consumer2 } = projects;
  state.setMember(iad, images.webBase.id, consumer.id, 'accepted');
  state.setMember(iad, images.webBase.id, consumer2.id, 'pending');
  state.setMember(iad, images.dbBase.id, consumer.id, 'pending');
  state.setMember(iad, images.cacheBase.id, consumer.id, 'rejected');
  state.setMember(iad, images.retired.id, consumer.id, 'pending');
  state.setMember(iad, images.hidden.id, consumer.id, 'pending');
  return { projects, people, images };
};
