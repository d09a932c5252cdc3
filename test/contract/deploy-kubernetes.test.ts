/** deploy/kubernetes: what kubectl renders is valid, restricted, and names nothing that the bot does not have. */
import { readFileSync } from 'node:fs';
import { Deployment, type IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import { type INetworkPolicy, NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { drain, imageUser, paths, port, variables } from '../support/deploy-facts.ts';
import {
  hasKubectl,
  type Manifest,
  manifestProblems,
  patched,
  renderKustomization,
} from '../support/kubernetes.ts';

const kinds = {
  sqlite: [
    'ConfigMap',
    'Deployment',
    'Namespace',
    'NetworkPolicy',
    'PersistentVolumeClaim',
    'PersistentVolumeClaim',
  ],
  postgres: ['ConfigMap', 'Deployment', 'Namespace', 'NetworkPolicy', 'PodDisruptionBudget'],
} as const;

test('a key that no schema knows, a wrong type and an unknown kind are each noticed', () => {
  const pod = (spec: object) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { selector: {}, template: { spec: { containers: [{ name: 'bot', ...spec }] } } },
  });
  expect(manifestProblems(pod({ image: 'bot' }))).toEqual([]);
  expect(manifestProblems(pod({ imagePullPolice: 'Always' }))).toEqual([
    '/spec/template/spec/containers/0/imagePullPolice is not known',
  ]);
  expect(manifestProblems(pod({ ports: [{ containerPort: '3000' }] }))[0]).toContain('containerPort');
  expect(manifestProblems({ apiVersion: 'apps/v2', kind: 'Deployment' })).toHaveLength(1);
});

describe.skipIf(!hasKubectl)('without kubectl (apt-get install kubernetes-client)', () => {
  describe.each(['sqlite', 'postgres'] as const)('deploy/kubernetes/%s', (name) => {
    const manifests = hasKubectl ? renderKustomization(`deploy/kubernetes/${name}`) : [];
    const the = <T>({ kind }: { readonly kind: string }) =>
      manifests.find((manifest) => manifest.kind === kind) as Manifest & T;
    const deployment = () => the<IDeployment>(Deployment);
    const pod = () => deployment().spec?.template.spec;
    const bot = () => pod()?.containers[0];

    test('is what Kubernetes takes, in a namespace of its own', () => {
      expect(manifests.flatMap(manifestProblems)).toEqual([]);
      expect(manifests.map(({ kind }) => kind).sort()).toEqual(kinds[name]);
    });

    test('names the variables that the bot reads, each secret by a file that is mounted', () => {
      const env = bot()?.env ?? [];
      expect(env.filter((one) => !variables.includes(one.name))).toEqual([]);
      const mounts = bot()?.volumeMounts ?? [];
      const files = env.filter((one) => one.name.endsWith('_FILE'));
      const mounted = files.filter(({ value }) =>
        mounts.some(({ mountPath }) => value?.startsWith(`${mountPath}/`)),
      );
      expect(mounted).toEqual(files);
      expect(files.length).toBeGreaterThan(2);
    });

    test('names no secret that docs/operations.md does not make', () => {
      const page = readFileSync('docs/operations.md', 'utf8');
      const files = (bot()?.env ?? []).filter((one) => one.name.endsWith('_FILE'));
      for (const { value } of files)
        expect(page).toMatch(new RegExp(`--from-file=secrets/${value?.split('/').at(-1)}\\b`));
    });

    test('asks the health checks where they are', () => {
      const { startupProbe, livenessProbe, readinessProbe } = bot() ?? {};
      const asked = [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet);
      expect(asked.map((probe) => probe?.path)).toEqual(['/healthz', '/healthz', '/readyz']);
      for (const probe of asked) {
        expect(paths).toContain(probe?.path);
        expect(bot()?.ports?.find((one) => one.name === probe?.port)?.containerPort).toBe(port);
      }
      const { ingress } = the<INetworkPolicy>(NetworkPolicy).spec ?? {};
      expect(ingress?.flatMap((rule) => rule.ports?.map((one) => one.port))).toEqual(
        bot()?.ports?.map(({ containerPort }) => containerPort),
      );
    });

    test('is restricted, with no file to write but what it keeps', () => {
      expect(pod()?.securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: imageUser,
        runAsGroup: imageUser,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(bot()?.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(pod()?.automountServiceAccountToken).toBe(false);
      expect(bot()?.resources?.limits?.memory).toBe('384Mi');
    });

    test('without the bot, its pod has the same volumes, and the backups of the nightly job', () => {
      const without = patched(deployment(), 'deploy/kubernetes/without-bot.yaml') as IDeployment & Manifest;
      expect(manifestProblems(without)).toEqual([]);
      const { containers = [], volumes } = without.spec?.template.spec ?? {};
      const [idle] = containers;
      expect([idle?.livenessProbe, idle?.readinessProbe, idle?.startupProbe]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
      const { volumeMounts = [], env } = bot() ?? {};
      expect(idle).toMatchObject({ args: ['sleep', 'infinity'], env });
      expect(idle?.volumeMounts).toEqual([{ name: 'backups', mountPath: '/backups' }, ...volumeMounts]);
      const nightly = readFileSync('deploy/kubernetes/backup-cronjob.yaml', 'utf8');
      const { claimName = '' } = volumes?.find(({ name }) => name === 'backups')?.persistentVolumeClaim ?? {};
      expect(nightly).toContain(`kind: PersistentVolumeClaim\nmetadata:\n  name: ${claimName}\n`);
      expect(without.spec?.replicas).toBe(1);
    });

    test('starts what the image starts, and gives it the time to end', () => {
      expect(bot()).not.toHaveProperty('command');
      expect(bot()).not.toHaveProperty('args');
      const [, waits = '0'] = bot()?.lifecycle?.preStop?.exec?.command ?? [];
      expect(pod()?.terminationGracePeriodSeconds).toBeGreaterThan(drain + Number(waits));
      // a second replica takes the requests meanwhile
      expect(Number(waits) > 0).toBe(name === 'postgres');
    });
  });

  test('the one file is never two pods’; of three replicas two stay', () => {
    const of = (name: string, kind: string) =>
      renderKustomization(`deploy/kubernetes/${name}`).find((manifest) => manifest.kind === kind);
    expect(of('sqlite', 'Deployment')).toMatchObject({
      spec: { replicas: 1, strategy: { type: 'Recreate' } },
    });
    expect(of('postgres', 'Deployment')).toMatchObject({
      spec: { replicas: 3, strategy: { rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } },
    });
    expect(of('postgres', 'PodDisruptionBudget')).toMatchObject({ spec: { minAvailable: 2 } });
  });

  test('beyond the database, both are the same', () => {
    const shared = (name: string) => {
      const { template } = (
        renderKustomization(`deploy/kubernetes/${name}`).find(
          ({ kind }) => kind === 'Deployment',
        ) as IDeployment & Manifest
      ).spec ?? { template: {} };
      const own = /^(?:data|forgotten|FORGET_LIST|DATABASE_URL(?:_FILE)?)$/;
      const ours = JSON.parse(JSON.stringify(template), (key, value) => {
        if (['topologySpreadConstraints', 'fsGroupChangePolicy', 'lifecycle'].includes(key)) return undefined;
        return Array.isArray(value) ? value.filter((one) => !own.test(one?.name ?? '')) : value;
      });
      return ours;
    };
    expect(shared('postgres')).toEqual(shared('sqlite'));
  });
});

describe('deploy/kubernetes/backup-cronjob.yaml', () => {
  const text = readFileSync('deploy/kubernetes/backup-cronjob.yaml', 'utf8');
  // with SQLite, the lines that are marked so
  const withSqlite = text.replace(
    /^( *)# (?=affinity| {2}podAff| {4}required| {6}- topology| {8}label|- \{|- name: data| {2}persistent)/gm,
    '$1',
  );
  const rendered = (name: string) => readFileSync(`deploy/kubernetes/${name}`, 'utf8');

  test('is what Kubernetes takes', () => {
    for (const file of [text, withSqlite])
      expect(parseAllDocuments(file).flatMap((one) => manifestProblems(one.toJS()))).toEqual([]);
  });

  test('has the namespace, the image, the secret, the label and the claim of the bot beside it', () => {
    const [, image, tag] =
      /newName: (\S+)\n *newTag: (\S+)/.exec(rendered('postgres/kustomization.yaml')) ?? [];
    expect(text).toContain(`image: ${image}:${tag}\n`);
    const [, namespace] = /^namespace: (\S+)/m.exec(rendered('postgres/kustomization.yaml')) ?? [];
    expect(text.match(new RegExp(`namespace: ${namespace}\n`, 'g'))).toHaveLength(2);
    expect(rendered('postgres/deployment.yaml')).toContain('secretName: image-share\n');
    const [, key] = /name: image-share, key: ([\w-]+) \}/.exec(text) ?? [];
    expect(rendered('postgres/deployment.yaml')).toContain(`/image-share/${key}\n`);
    expect(text).toContain('matchLabels: { app.kubernetes.io/name: image-share }');
    expect(rendered('sqlite/deployment.yaml')).toContain('app.kubernetes.io/name: image-share\n');
    expect(rendered('sqlite/deployment.yaml')).toMatch(/persistentVolumeClaim:\s+claimName: data\n/);
    expect(text).toContain('claimName: data }');
  });
});
