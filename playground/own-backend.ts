/** The playground's own cloud behind the bot: everybody may look at it, change it and break it. */
import type { CloudConfig } from '../src/cloud/cloud-config.ts';
import type { Cloud } from './cloud/cloud-server.ts';
import type { Demo } from './cloud/demo.ts';
import type { CloudBackend } from './cloud-backend.ts';
import type { CloudAct, CloudSnapshot, Outcome } from './cloud-snapshot.ts';
import { linkAccount } from './linking.ts';
import { people } from './people.ts';

export const ownCloudName = 'playground';

/** @param clouds as an operator configures it */
export const ownCloudBackend = (cloud: Cloud, demo: Demo, clouds: readonly CloudConfig[]): CloudBackend => {
  const { alice, bob, carol, newt } = demo.people;
  /** The credential with which each person may link an account. */
  const credentials = new Map([
    [people.alice as string, alice.restricted],
    [people.bob, bob.restricted],
    [people.carol, carol.restricted],
    [people.newt, newt.bot],
  ]);
  return {
    clouds,
    requests: cloud.requests,
    snapshot: (me) => {
      const { id, secret } = credentials.get(me) ?? {};
      return {
        ...snapshotOf(cloud),
        credential: id !== undefined && secret !== undefined ? { id, secret } : null,
      };
    },
    suggestions: (me) => suggestionsFor(demo, me),
    change: async (act) => change(cloud, act),
    faults: {
      answer503: (on) => {
        cloud.faults.clear();
        if (on)
          cloud.faults.add({
            match: () => true,
            times: Number.POSITIVE_INFINITY,
            do: 'status',
            status: 503,
          });
      },
      expireTokens: cloud.expireTokens,
    },
    setUp: async (slack, say) => {
      await Promise.all(
        [people.alice, people.bob, people.carol].map((person) => {
          const { id = '', secret = '' } = credentials.get(person) ?? {};
          const credential = { 'Application credential ID': id, 'Application credential secret': secret };
          return linkAccount(slack, person, credential, say);
        }),
      );
      return null;
    },
    on: cloud.onRequest,
  };
};

const snapshotOf = ({ state, authUrl }: Cloud): Omit<CloudSnapshot, 'credential'> => {
  const projectName = (id: string) => state.projects.get(id)?.name ?? id;
  return {
    name: ownCloudName,
    authUrl,
    isOwn: true,
    mayWrite: true,
    seenAs: null,
    lastError: null,
    projects: [...state.projects.values()].filter(({ name }) => name !== 'admin'),
    images: [...state.images.values()].map(({ region, image, members }) => ({
      id: image.id,
      name: image.name ?? '',
      region,
      status: image.status,
      visibility: image.visibility,
      owner: projectName(image.owner),
      members: [...members.values()].map(({ member_id, status }) => ({
        projectId: member_id,
        project: projectName(member_id),
        status,
      })),
    })),
  };
};

const suggestionsFor = ({ images, projects }: Demo, me: string): readonly string[] => {
  switch (me) {
    case people.alice:
      return [
        `/share-image ${images.build.id} ${projects.consumer.id} --note "the build you asked for"`,
        '/list-images --custom',
      ];
    case people.newt:
      return ['/image-account'];
    default:
      return ['/list-images --member-status pending', '/image-account'];
  }
};

const change = ({ state }: Cloud, { what, region, image, project = '' }: CloudAct): Outcome => {
  const stored = state.imageIn(region, image);
  if (!stored) return { error: 'The cloud has no such image any more.' };
  switch (what) {
    case 'add':
      if (stored.image.visibility === 'private') stored.image.visibility = 'shared';
      state.setMember(region, image, project, 'pending');
      break;
    case 'remove':
      state.removeMember(region, image, project);
      break;
    case 'deactivate':
      stored.image.status = 'deactivated';
      break;
    case 'reactivate':
      stored.image.status = 'active';
      break;
    case 'delete':
      state.deleteImage(region, image);
      break;
    default:
      state.setMember(region, image, project, what);
  }
  return {};
};
