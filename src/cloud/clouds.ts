/** The clouds that the bot talks to, as clouds.yaml describes them; people in Slack can only name one of them. */
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { CloudId } from '../core/ids.ts';
import type { CloudConfig, CloudEntry } from './cloud-config.ts';
import type { Places } from './clouds-file/certificates.ts';
import { type Profiles, readEntry } from './clouds-file/entry.ts';
import { EntryError } from './clouds-file/entry-error.ts';
import {
  CloudsFileError,
  type FilePlaces,
  type Folders,
  type FoundFile,
  firstFound,
  pathsOf,
  readIfThere,
} from './clouds-file/find-files.ts';
import { overlaid } from './clouds-file/secure-layer.ts';
import { isMapping, type Mapping, readYaml } from './clouds-file/yaml-text.ts';
import { joinEntries } from './same-cloud.ts';

/** One of the operator's clouds, with the id that rows use for it. */
export interface Cloud extends CloudConfig {
  readonly id: CloudId;
}

/** Something in an entry that the bot does not do, without its value. */
export interface EntryRemark {
  readonly file: string;
  readonly entry: string;
  readonly key: string;
  readonly reason: string;
}

/** A file that was passed over. */
export type FileRemark = Pick<EntryRemark, 'file' | 'reason'>;

/** The operator's files, as they were when they were read. */
export interface CloudsFile {
  readonly path: string;
  /** By the entry's name, in the order of the file; null: it cannot be used. */
  readonly entries: ReadonlyMap<string, readonly CloudEntry[] | null>;
  /** Why the entries that are null cannot be used. */
  readonly leftOut: readonly EntryRemark[];
  /** Files beside it that were passed over. */
  readonly ignored: readonly FileRemark[];
}

/** For an operator who has none yet. */
const exampleFile = `It lists the clouds whose accounts people may link, such as:
clouds:
  acme:
    auth:
      auth_url: https://keystone.acme.example:5000/v3`;

/** A user without a name, as in a container, may be without a home: most runtimes say `/` then. */
const ownHome = (): string => {
  try {
    return homedir();
  } catch {
    return '/';
  }
};

/**
 * The path and text of the operator's clouds.yaml: `OS_CLIENT_CONFIG_FILE`, else the first clouds.yaml, .yml or .json found in the
 * working folder, `$XDG_CONFIG_HOME/openstack` or `~/.config/openstack`, and `/etc/openstack`.
 * @throws CloudsFileError no file, or one that cannot be read
 */
export const findCloudsFile = async (
  env: FilePlaces,
  { cwd = resolve(), home = ownHome() }: Partial<Folders> = {},
): Promise<FoundFile> => {
  const paths = pathsOf('clouds', env.OS_CLIENT_CONFIG_FILE, env, { cwd, home });
  const found = await firstFound(paths);
  if (!found) throw new CloudsFileError(`no clouds.yaml: looked for ${paths.join(', ')}\n${exampleFile}`);
  return found;
};

const nothing: Mapping = new Map();

/** The mapping under `key` in a file beside clouds.yaml, which may be missing; one that cannot be used is passed over. */
const beside = async (paths: readonly string[], key: string, ignored: FileRemark[]): Promise<Mapping> => {
  const pass = (file: string, reason: string) => {
    ignored.push({ file, reason });
    return nothing;
  };
  try {
    const found = await firstFound(paths);
    if (found === null) return nothing;
    const read = readYaml(found.text);
    if ('wrong' in read) return pass(found.path, read.wrong);
    const mapping = isMapping(read.value) ? read.value.get(key) : null;
    return isMapping(mapping) ? mapping : pass(found.path, `has no ${key}`);
  } catch (error) {
    if (!(error instanceof CloudsFileError)) throw error;
    return pass(paths.join(', '), error.message);
  }
};

/** The `clouds` of the file. @throws CloudsFileError it has none */
const cloudsIn = ({ path, text }: FoundFile): Mapping => {
  const read = readYaml(text);
  if ('wrong' in read) throw new CloudsFileError(`${path}: ${read.wrong}`);
  if (!isMapping(read.value)) throw new CloudsFileError(`${path}: the file is empty, or no mapping`);
  const clouds = read.value.get('clouds');
  if (!isMapping(clouds)) throw new CloudsFileError(`${path}: clouds is missing, or no mapping`);
  return clouds;
};

/**
 * Reads clouds.yaml, and secure.yaml and clouds-public.yaml if there are any. An entry that cannot be used costs only itself.
 * Ignores credentials.
 * @throws CloudsFileError no file, no YAML, or no entry that can be used
 * @see https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html
 */
export const readCloudsFile = async (
  env: FilePlaces,
  { cwd = resolve(), home = ownHome() }: Partial<Folders> = {},
): Promise<CloudsFile> => {
  const found = await findCloudsFile(env, { cwd, home });
  const { path } = found;
  const clouds = cloudsIn(found);
  const ignored: FileRemark[] = [];
  const side = (name: 'clouds-public' | 'secure', named: string | undefined, key: string) =>
    beside(pathsOf(name, named, env, { cwd, home }), key, ignored);
  const secure = await side('secure', env.OS_CLIENT_SECURE_FILE, 'clouds');
  const profiles: Profiles = await side('clouds-public', env.OS_CLIENT_VENDOR_FILE, 'public-clouds');
  const places: Places = { cwd, home, beside: dirname(path), read: readIfThere };

  const entries = new Map<string, readonly CloudEntry[] | null>();
  const leftOut: EntryRemark[] = [];
  const upper = new Map([...secure].filter(([, value]) => isMapping(value)));
  for (const [key, value] of overlaid(clouds, upper)) {
    const entry = String(key);
    const read = await readEntry(entry, value, profiles, places).catch((error: unknown) => {
      if (!(error instanceof EntryError)) throw error;
      leftOut.push({ file: path, entry, key: error.key, reason: error.reason });
      return null;
    });
    entries.set(entry, read);
  }
  if ([...entries.values()].every((read) => read === null)) {
    const why = leftOut.map(
      ({ entry, key, reason }) => `${['clouds', entry, key].filter(Boolean).join('.')} ${reason}`,
    );
    throw new CloudsFileError(`${path}: ${why.join('; ') || 'clouds is empty'}`);
  }
  return { path, entries, leftOut, ignored };
};

/** What `now` says; an entry that cannot be used any more stays as it was. */
export const keepingGood = (before: CloudsFile, now: CloudsFile): CloudsFile => ({
  ...now,
  entries: new Map(
    [...now.entries].map(([name, read]) => [name, read ?? before.entries.get(name) ?? null] as const),
  ),
});

/** The clouds in the file, and what of it cannot be joined as it says. */
export const cloudsOf = ({
  path,
  entries,
}: CloudsFile): { clouds: CloudConfig[]; ignored: EntryRemark[] } => {
  const { clouds, ignored } = joinEntries([...entries.values()].flatMap((read) => read ?? []));
  return { clouds, ignored: ignored.map((one) => ({ file: path, ...one })) };
};

/** The clouds of {@link readCloudsFile}. */
export const loadClouds = async (env: FilePlaces, folders: Partial<Folders> = {}): Promise<CloudConfig[]> =>
  cloudsOf(await readCloudsFile(env, folders)).clouds;
