/** Kubernetes manifests as kubectl renders them, and what Kubernetes' own schemas say of each. */
import { spawnSync } from 'node:child_process';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { parseAllDocuments } from 'yaml';

const models = [
  ConfigMap,
  CronJob,
  Deployment,
  Namespace,
  NetworkPolicy,
  PersistentVolumeClaim,
  PodDisruptionBudget,
];

/** Elsewhere the tests of the manifests are skipped by name; where all must run, they fail without it. */
export const hasKubectl =
  spawnSync('kubectl', ['version', '--client']).status === 0 || Boolean(process.env.CI);

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

/** What `kubectl apply -k` would apply. @throws Error with the words of kubectl, warnings included */
export const renderKustomization = (folder: string): readonly Manifest[] => {
  const { stdout, stderr, error } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
  if (error || stderr) throw error ?? new Error(stderr);
  return parseAllDocuments(stdout).map((document) => document.toJS());
};

/** What `kubectl patch --patch-file` would make of the manifest. @throws Error with the words of kubectl */
export const patched = (manifest: Manifest, file: string): Manifest => {
  const words = ['patch', '--local', '--filename=-', `--patch-file=${file}`, '--output=json'];
  const input = JSON.stringify(manifest);
  const { status, stdout, stderr, error } = spawnSync('kubectl', words, { encoding: 'utf8', input });
  if (status !== 0) throw error ?? new Error(stderr);
  return JSON.parse(stdout);
};

/** The value, and which of its keys nobody has read yet. */
const watched = (value: object, path: string, unread: Set<string>, prototype?: object): object => {
  const copy: Record<string, unknown> = Array.isArray(value)
    ? []
    : Object.create(prototype ?? Object.prototype);
  for (const [key, one] of Object.entries(value)) {
    unread.add(`${path}/${key}`);
    copy[key] = typeof one === 'object' && one !== null ? watched(one, `${path}/${key}`, unread) : one;
  }
  return new Proxy(copy, {
    get: (target, key, receiver) => {
      unread.delete(`${path}/${String(key)}`);
      return Reflect.get(target, key, receiver);
    },
  });
};

/**
 * What is wrong with the manifest: what its schema refuses, and keys that the schema does not know. The schemas are compiled to
 * functions that let an unknown key pass; but they never look at one, so a key that was not read is unknown.
 */
export const manifestProblems = (manifest: Manifest): readonly string[] => {
  const model = models.find(
    ({ apiVersion, kind }) => apiVersion === manifest.apiVersion && kind === manifest.kind,
  );
  if (model === undefined) return [`${manifest.apiVersion} ${manifest.kind} is not known`];
  const unread = new Set<string>();
  const document = watched(manifest, '', unread, model.prototype) as InstanceType<typeof model>;
  try {
    document.validate();
  } catch (error) {
    return [(error as Error).message];
  }
  return [...unread].map((path) => `${path} is not known`);
};
