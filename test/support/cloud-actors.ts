/** The people of a lab at work through our own cloud client, and what they need for tests: images, and a clean end. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { CloudConfig } from '../../src/cloud/cloud-config.ts';
import { CloudHttpError } from '../../src/cloud/errors.ts';
import { type Image, imageSchema } from '../../src/cloud/glance-image.ts';
import { createHttp, type HttpOptions } from '../../src/cloud/http.ts';
import { createSessions, type Session } from '../../src/cloud/session.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import type { Credential } from '../../src/cloud/token.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { ProjectId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { Secret } from '../../src/core/secret.ts';
import type { Lab } from './cloud-lab.ts';

type PersonName = keyof Lab['users'];
type CredentialName = keyof Lab['users']['alice']['app_credentials'];

export type Actors = ReturnType<typeof createActors>;

/** @param reached how the bot reaches the lab's clouds, if not as the tests do */
export const createActors = (
  lab: Lab,
  options: Partial<HttpOptions> = {},
  reached: Partial<Pick<CloudConfig, 'authUrl' | 'cacert'>> = {},
) => {
  const log = createLog('silent');
  const clock = options.clock ?? systemClock;
  const http = createHttp({ log, clock, ...options });
  const sessions = createSessions({ http, clock, log });
  const cloud: CloudConfig = {
    name: 'lab',
    authType: 'v3',
    authUrl: lab.auth_url,
    regions: ['IAD', 'DFW'],
    interface: 'public',
    verify: true,
    cacert: null,
    ...reached,
  };
  const made: { region: string; id: string }[] = [];

  const projectId = (project: string) => lab.projects[project] as ProjectId;
  const projectOf = (name: PersonName) => projectId(lab.users[name].project);

  const applicationCredential = (name: PersonName, kind: CredentialName = 'bot'): Credential => {
    const found = lab.users[name].app_credentials[kind];
    if (!found) throw new Error(`${lab.name} has no ${kind} for ${name}`);
    return { method: 'application_credential', id: found.id, secret: new Secret(found.secret) };
  };

  const password = (username: string, word: string, projectName: string): Credential => ({
    method: 'password',
    username,
    userDomain: 'Default',
    password: new Secret(word),
    projectName,
    projectDomain: 'Default',
  });

  const open = (name: PersonName, credential: Credential): Session =>
    sessions.open(cloud, randomUUID(), async () => credential, projectOf(name));
  const asAdmin = async (): Promise<Session> => {
    const { user, password: word, project } = lab.admin;
    const credential = password(user, word, project);
    // A lab need not know the id of the admin's project; a login tells.
    const { project: own } = await signIn(http, cloud, credential);
    return sessions.open(cloud, 'admin', async () => credential, own.id);
  };

  const alice = open('alice', applicationCredential('alice'));
  const bob = open('bob', applicationCredential('bob'));
  const carol = open('carol', applicationCredential('carol'));

  /** A new image, without data and so `queued`; alice's, in IAD and `shared`, unless said. */
  const makeImage = async (
    fields: Record<string, unknown> = {},
    { session = alice, region = 'IAD' }: { session?: Session; region?: string } = {},
  ): Promise<Image> => {
    const body = {
      name: 'contract',
      visibility: 'shared',
      disk_format: 'raw',
      container_format: 'bare',
      ...fields,
    };
    const request = { method: 'POST', path: '/v2/images', body, accept: [201], schema: imageSchema } as const;
    const image = await session.request(region, request);
    made.push({ region, id: image.id });
    return image;
  };

  /** Gives alice's image its data, so that it becomes `active`. */
  const fillImage = async ({ id }: Image, region = 'IAD'): Promise<void> => {
    const token = (await alice.token()).id.reveal();
    const answer = await fetch(`${lab.regions[region]}/v2/images/${id}/file`, {
      method: 'PUT',
      headers: {
        'x-auth-token': token,
        'content-type': 'application/octet-stream',
        accept: 'application/json',
      },
      body: `data of ${id}`,
    });
    if (answer.status !== 204) throw new Error(`no data for ${id}: ${answer.status}`);
  };

  /** A request to Glance whose answer has no body. */
  const act = (
    session: Session,
    method: 'POST' | 'DELETE',
    path: string,
    region = 'IAD',
  ): Promise<undefined> => session.request(region, { method, path, accept: [204], schema: z.undefined() });

  /** Deletes what was made and closes the connections. */
  const close = async (): Promise<void> => {
    const admin = made.length > 0 ? await asAdmin() : alice;
    for (const { region, id } of made) {
      await act(admin, 'DELETE', `/v2/images/${id}`, region).catch((error: unknown) => {
        // gone already; or the lab's SQLite was locked, and an image too many harms nobody
        if (!(error instanceof CloudHttpError && (error.status === 404 || error.status >= 500))) throw error;
      });
    }
    await http.close();
  };

  return {
    http,
    sessions,
    cloud,
    projectId,
    projectOf,
    applicationCredential,
    password,
    open,
    asAdmin,
    alice,
    bob,
    carol,
    makeImage,
    fillImage,
    act,
    close,
  };
};

/** The error of a promise that should fail, for a closer look. */
export const failureOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => {
      throw new Error(`it should have failed, and gave ${JSON.stringify(value)}`);
    },
    (error: unknown) => error,
  );
