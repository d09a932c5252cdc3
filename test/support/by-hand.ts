/** What people do at the cloud without the bot, told the same way on the playground's cloud and on a real one. */
import { randomUUID } from 'node:crypto';
import { glanceOf } from '../../src/cloud/glance-client.ts';
import { imageSchema } from '../../src/cloud/glance-image.ts';
import type { Session } from '../../src/cloud/session.ts';
import type { ImageId, ProjectId } from '../../src/core/ids.ts';
import type { CloudStatus, MemberStatus } from '../../src/model/member.ts';
import { createActors, failureOf } from './cloud-actors.ts';
import type { Lab } from './cloud-lab.ts';

export interface MadeImage {
  readonly id: ImageId;
  readonly name: string;
}

export const createByHand = (lab: Lab) => {
  const actors = createActors(lab);
  const { alice, bob, carol } = actors;
  const consumers = { consumer: bob, consumer2: carol };
  type Consumer = keyof typeof consumers;
  const idOf = (project: string) => lab.projects[project] as ProjectId;

  const setVisibility = (session: Session, id: ImageId, value: string) =>
    session.request('IAD', {
      method: 'PATCH',
      path: `/v2/images/${id}`,
      contentType: 'application/openstack-images-v2.1-json-patch',
      body: [{ op: 'replace', path: '/visibility', value }],
      accept: [200],
      schema: imageSchema,
    });

  return {
    /** An application credential of alice's that may do only this. */
    restricted: async (rules: readonly (readonly [method: string, path: string])[]) => {
      const { id, password, project } = lab.users.alice;
      const post = (path: string, body: object, token = '') =>
        fetch(`${lab.auth_url}${path}`, {
          method: 'POST',
          headers: { 'x-auth-token': token, 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify(body),
        });
      const identity = { methods: ['password'], password: { user: { id, password } } };
      const scope = { project: { id: lab.projects[project] } };
      const token = (await post('/auth/tokens', { auth: { identity, scope } })).headers.get(
        'x-subject-token',
      );
      const secret = randomUUID();
      const access_rules = rules.map(([method, path]) => ({ service: 'image', method, path }));
      const wanted = { name: randomUUID(), secret, access_rules };
      const path = `/users/${id}/application_credentials`;
      const answer = await post(path, { application_credential: wanted }, token ?? '');
      const made = (await answer.json()) as { application_credential: { id: string } };
      return {
        'Application credential ID': made.application_credential.id,
        'Application credential secret': secret,
      };
    },
    /** An image with data; alice's, in IAD, `shared` and named `nightly` unless said. */
    image: async ({
      owner = 'alice',
      region = 'IAD',
      name = 'nightly',
      ...fields
    }: {
      owner?: 'alice' | 'bob';
      region?: string;
      name?: string;
      visibility?: 'private' | 'shared' | 'community';
    } = {}): Promise<MadeImage> => {
      const image = await actors.makeImage({ name, ...fields }, { session: actors[owner], region });
      if (owner === 'alice') await actors.fillImage(image, region);
      return { id: image.id, name };
    },
    /** Makes alice's image `private`, which hides its members. */
    hide: async ({ id }: MadeImage) => {
      await glanceOf(alice, 'IAD').setVisibility(id, 'private');
    },
    /** Makes it `shared` again, members from before included. */
    show: async ({ id }: MadeImage) => {
      await glanceOf(alice, 'IAD').setVisibility(id, 'shared');
    },
    /** Lets everybody use it; its members are kept, and hidden. */
    makeCommunity: async ({ id }: MadeImage) => {
      await setVisibility(alice, id, 'community');
    },
    /** As alice reads it. */
    visibilityOf: async ({ id }: MadeImage) => (await glanceOf(alice, 'IAD').showImage(id)).visibility,
    /** What only an admin may. */
    makePublic: async ({ id }: MadeImage) => {
      await setVisibility(await actors.asAdmin(), id, 'public');
    },
    addMember: async ({ id }: MadeImage, projectId: string, owner: 'alice' | 'bob' = 'alice') => {
      await glanceOf(actors[owner], 'IAD').addMember(id, projectId as ProjectId);
    },
    answer: async ({ id }: MadeImage, consumer: Consumer, status: MemberStatus) => {
      await glanceOf(consumers[consumer], 'IAD').setMemberStatus(id, idOf(consumer), status);
    },
    deleteImage: async ({ id }: MadeImage) => {
      await actors.act(alice, 'DELETE', `/v2/images/${id}`);
    },
    deactivate: async ({ id }: MadeImage) => {
      await actors.act(alice, 'POST', `/v2/images/${id}/actions/deactivate`);
    },
    reactivate: async ({ id }: MadeImage) => {
      await actors.act(alice, 'POST', `/v2/images/${id}/actions/reactivate`);
    },
    rename: async ({ id }: MadeImage, name: string) => {
      await alice.request('IAD', {
        method: 'PATCH',
        path: `/v2/images/${id}`,
        contentType: 'application/openstack-images-v2.1-json-patch',
        body: [{ op: 'replace', path: '/name', value: name }],
        accept: [200],
        schema: imageSchema,
      });
    },
    removeMember: async ({ id }: MadeImage, consumer: Consumer) => {
      await glanceOf(alice, 'IAD').removeMember(id, idOf(consumer));
    },
    /** As alice reads it; undefined when the project is no member. */
    statusOf: async (
      { id }: MadeImage,
      projectId: string,
      region = 'IAD',
    ): Promise<CloudStatus | undefined> => {
      const looked = glanceOf(alice, region).showMember(id, projectId as ProjectId);
      return looked.then(
        ({ status }) => status,
        async () => {
          const why = await failureOf(looked);
          if (why instanceof Error && 'status' in why && why.status === 404) return undefined;
          throw why;
        },
      );
    },
    close: actors.close,
  };
};
