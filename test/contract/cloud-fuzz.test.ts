/**
 * Raw answers changed at random, to every request that the client makes to a cloud: each becomes a value about what was asked, or an
 * error of the client's own; no secret gets out; and then that cloud works again, as one beside it has all the time. An exception or
 * a rejection that nothing handles fails the run. FUZZ_ANSWERS says how many, FUZZ_SEED which: a run that fails names its own. More than 10,000 need a longer --testTimeout.
 */
import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startCloud } from '../../playground/cloud/cloud-server.ts';
import { seedDemo } from '../../playground/cloud/demo.ts';
import { seedRackspace } from '../../playground/cloud/demo-rackspace.ts';
import type { CloudConfig } from '../../src/cloud/cloud-config.ts';
import { BadEndpointError, NoSuchRegionError, OtherInterfaceError } from '../../src/cloud/endpoint-errors.ts';
import {
  CloudHttpError,
  CloudNetworkError,
  CloudSchemaError,
  ProxyAnswerError,
} from '../../src/cloud/errors.ts';
import { type Glance, glanceOf } from '../../src/cloud/glance-client.ts';
import { createHttp, type Http } from '../../src/cloud/http.ts';
import { createSessions } from '../../src/cloud/session.ts';
import { signIn } from '../../src/cloud/sign-in.ts';
import type { Credential } from '../../src/cloud/token.ts';
import { systemClock } from '../../src/core/clock.ts';
import type { ImageId, ProjectId } from '../../src/core/ids.ts';
import { createLog } from '../../src/core/log.ts';
import { Secret } from '../../src/core/secret.ts';
import { startLyingProxy } from '../support/lying-proxy.ts';
import { mutatedAnswer } from '../support/mutated-answers.ts';

const count = Number(process.env.FUZZ_ANSWERS ?? 500);
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const batch = 100;

const failures = [
  ...[CloudHttpError, ProxyAnswerError, CloudNetworkError, CloudSchemaError],
  ...[NoSuchRegionError, OtherInterfaceError, BadEndpointError],
];

/** One account of a cloud behind a proxy that lies on demand. */
const accountBehind = async (
  http: Http,
  {
    target,
    authType,
    credential,
  }: { target: string; authType: CloudConfig['authType']; credential: Credential },
  [image, consumer]: readonly [string, string],
  authPath: string,
) => {
  const proxy = await startLyingProxy(target);
  const shared = { regions: ['IAD'], interface: 'public', verify: true, cacert: null } as const;
  const cloud: CloudConfig = { name: authType, authType, authUrl: proxy.url + authPath, ...shared };
  const imageId = image as ImageId;
  const projectId = consumer as ProjectId;
  const enter = () => signIn(http, cloud, credential);
  const own = await enter();
  const sessions = createSessions({ http, clock: systemClock, log: createLog('silent') });
  const glance = () => {
    const key = randomUUID();
    sessions.keep(key, own);
    return glanceOf(
      sessions.open(cloud, key, async () => credential, own.project.id),
      'IAD',
    );
  };
  const isMember = ({ image_id, member_id }: Awaited<ReturnType<Glance['showMember']>>) =>
    image_id === imageId && member_id === projectId;
  /** Every request, and whether what came is about what was asked for. */
  const requests: Readonly<Record<string, () => Promise<boolean>>> = {
    'sign in': async () => {
      const { id, project, user, roles, accessRules } = await enter();
      const words = [
        id.reveal(),
        project.id,
        user.id,
        ...roles,
        ...(accessRules ?? []).map(({ path }) => path),
      ];
      return words.every((word) => typeof word === 'string');
    },
    'show an image': async () => (await glance().showImage(imageId)).id === imageId,
    'list images': async () => {
      const all: unknown[] = [];
      for await (const page of glance().listImages({ limit: '2' })) all.push(...page.map(({ id }) => id));
      return all.every((id) => typeof id === 'string' && id !== '');
    },
    'make it shared': async () => (await glance().setVisibility(imageId, 'shared')).id === imageId,
    'list members': async () =>
      (await glance().listMembers(imageId)).every((one) => one.image_id === imageId),
    'add a member': async () => isMember(await glance().addMember(imageId, projectId)),
    'show a member': async () => isMember(await glance().showMember(imageId, projectId)),
    'set a status': async () => isMember(await glance().setMemberStatus(imageId, projectId, 'accepted')),
    'remove a member': async () => (await glance().removeMember(imageId, projectId)) === undefined,
  };
  const works = async () => {
    proxy.lie(null);
    await enter();
    return (await glance().showImage(imageId)).id === imageId;
  };
  const secrets = [own.id.reveal(), 'secret' in credential ? credential.secret.reveal() : ''];
  return { proxy, requests, works, secrets: secrets.filter(Boolean) };
};

it(`${count} mutated answers, seed ${seed}`, async () => {
  const logged: string[] = [];
  const log = createLog('debug', { write: (line) => void logged.push(line) });
  // nothing is really waited for
  const http = createHttp({ log, clock: systemClock, wait: async () => {} });
  const [openstack, rackspace, healthy] = [
    await startCloud(),
    await startCloud({ kind: 'rackspace' }),
    await startCloud(),
  ];
  const [demo, tenants, other] = [seedDemo(openstack), seedRackspace(rackspace), seedDemo(healthy)];
  const ofAlice = ({ people }: typeof demo): Credential => {
    const { id, secret } = people.alice.bot;
    return { method: 'application_credential', id, secret: new Secret(secret) };
  };
  const { name: username, apiKey } = tenants.people.alice;
  const key: Credential = { method: 'rackspace_apikey', username, apiKey: new Secret(apiKey) };
  const about = ({ images, projects }: typeof demo) => [images.unshared.id, projects.consumer.id] as const;
  const pathOf = ({ url, authUrl }: typeof healthy) => authUrl.slice(url.length);
  const lied = [
    await accountBehind(
      http,
      { target: openstack.url, authType: 'v3', credential: ofAlice(demo) },
      about(demo),
      pathOf(openstack),
    ),
    await accountBehind(
      http,
      { target: rackspace.url, authType: 'rackspace_apikey', credential: key },
      [Object.values(tenants.images)[0]?.id ?? '', tenants.tenants.consumer.id],
      pathOf(rackspace),
    ),
  ];
  const beside = await accountBehind(
    http,
    { target: healthy.url, authType: 'v3', credential: ofAlice(other) },
    about(other),
    pathOf(healthy),
  );
  const outcomes = new Map<string, number>();

  const tryOne = async (
    { proxy, requests, secrets }: (typeof lied)[number],
    name: string,
    mutate: Parameters<typeof proxy.lie>[0],
  ) => {
    proxy.lie(mutate);
    const outcome = await requests[name]?.().then(
      (isAsked) => (isAsked ? 'a value' : 'about something else'),
      (error: unknown) => {
        if (!failures.some((known) => error instanceof known)) throw error;
        const said = inspect(error);
        expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
        return (error as Error).name;
      },
    );
    outcomes.set(outcome ?? '', (outcomes.get(outcome ?? '') ?? 0) + 1);
    expect(outcome, name).not.toBe('about something else');
  };

  const names = Object.keys(beside.requests);
  const cases = fc.tuple(fc.constantFrom(...lied), fc.constantFrom(...names), mutatedAnswer);
  const worksAfter = fc.asyncProperty(
    fc.array(cases, { minLength: batch, maxLength: batch }),
    async (all) => {
      for (const [account, name, mutate] of all) await tryOne(account, name, mutate);
      for (const { works } of [beside, ...lied]) expect(await works()).toBe(true);
      for (const { secrets } of lied)
        expect(secrets.filter((secret) => logged.some((line) => line.includes(secret)))).toEqual([]);
      logged.length = 0;
    },
  );
  await fc.assert(worksAfter, { seed, numRuns: Math.ceil(count / batch), endOnFailure: true });
  const all = [...outcomes]
    .sort(([, one], [, more]) => more - one)
    .map(([what, times]) => `${what}: ${times}`);
  const sent = lied.reduce((sum, { proxy }) => sum + proxy.lies(), 0);
  console.info(`${count} requests, ${sent} mutated answers, seed ${seed}: ${all.join(', ')}`);
  await http.close();
  for (const { proxy } of [beside, ...lied]) proxy.close();
  for (const cloud of [openstack, rackspace, healthy]) await cloud.close();
});
