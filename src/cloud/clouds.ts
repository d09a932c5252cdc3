/** The clouds that the bot talks to, as clouds.yaml describes them; people in Slack can only name one of them. */

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { CloudId } from '../core/ids.ts';
import { SetupError } from '../core/setup-error.ts';
import type { CloudConfig } from './cloud-config.ts';
import { mergeEntries, normalAuthUrl } from './same-cloud.ts';

/** One of the operator's clouds, with the id that rows use for it. */
export interface Cloud extends CloudConfig {
  readonly id: CloudId;
}

/** clouds.yaml is missing or wrong; the message names the file and the key, never a value. */
export class CloudsFileError extends SetupError {
  override readonly name = 'CloudsFileError';
}

/** Other tools also call it `v3`. */
const v3AuthTypes = [
  'password',
  'v3password',
  'application_credential',
  'v3applicationcredential',
  'token',
  'v3token',
  'v3',
] as const;
const rackspaceAuthType = 'rackspace_apikey' as const;
const rackspaceAuthUrl = 'https://identity.api.rackspacecloud.com/v2.0';

const interfaces = { public: 'public', internal: 'internal', admin: 'admin' } as const;
const interfaceSchema = z
  .string()
  .transform((name) => name.replace(/URL$/, ''))
  .pipe(z.enum(interfaces, 'must be public, internal or admin'))
  .default('public');

const regionSchema = z.union([
  z.string().min(1),
  z.object({ name: z.string().min(1) }).transform(({ name }) => name),
]);

const urlSchema = z
  .string('is missing')
  .refine((url) => /^https?:$/.test(URL.parse(url)?.protocol ?? ''), 'must be an http or https URL')
  .transform((url) => normalAuthUrl(url) ?? url);
const v3UrlSchema = urlSchema
  .refine((url) => !url.endsWith('/v2.0'), 'must be of Keystone v3')
  .transform((url) => (url.endsWith('/v3') ? url : `${url}/v3`));
const rackspaceUrlSchema = urlSchema
  .refine((url) => !url.endsWith('/v3'), 'must be of Identity v2.0')
  .transform((url) => (url.endsWith('/v2.0') ? url : `${url}/v2.0`));

// The rest of an entry, such as a password, is not read.
const common = {
  region_name: z.string().min(1).optional(),
  regions: z.array(regionSchema).optional(),
  image_endpoint_override: urlSchema.optional(),
  interface: interfaceSchema,
  verify: z.boolean().default(true),
  cacert: z.string().min(1).optional(),
};

const entrySchema = z.discriminatedUnion(
  'auth_type',
  [
    z
      .object({
        auth_type: z.enum(v3AuthTypes).default('password'),
        auth: z.object({ auth_url: v3UrlSchema }, 'is missing'),
        ...common,
      })
      .transform((entry) => ({ ...entry, authType: 'v3' as const })),
    z
      .object({
        auth_type: z.literal(rackspaceAuthType),
        auth: z
          .object({ auth_url: rackspaceUrlSchema.default(rackspaceAuthUrl) })
          .default({ auth_url: rackspaceAuthUrl }),
        ...common,
      })
      .transform((entry) => ({ ...entry, authType: rackspaceAuthType })),
  ],
  {
    error: ({ code, input }) => {
      if (code !== 'invalid_union') return undefined;
      const { auth_type } = input as { readonly auth_type: unknown };
      return `${JSON.stringify(auth_type)} is not supported; use one of ${[...v3AuthTypes, rackspaceAuthType].join(', ')}`;
    },
  },
);

const fileSchema = z.object(
  {
    clouds: z
      .record(z.string(), entrySchema, 'is missing')
      .refine((clouds) => Object.keys(clouds).length > 0, 'is empty'),
  },
  'is empty, or no mapping',
);

const readIfThere = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new CloudsFileError(`${path}: cannot be read (${code})`);
  }
};

/** The YAML as plain data. Errors contain only codes and line numbers: the lines themselves may hold passwords. */
const parseYaml = (path: string, text: string): unknown => {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter, merge: true });
  const [error] = document.errors;
  if (error)
    throw new CloudsFileError(
      `${path}: line ${lineCounter.linePos(error.pos[0]).line} is not YAML (${error.code})`,
    );
  try {
    return document.toJS();
  } catch {
    throw new CloudsFileError(
      `${path}: an alias (*name) has no anchor (&name); quote the value if it is not an alias`,
    );
  }
};

const places = (cwd: string, home: string) =>
  [cwd, join(home, '.config', 'openstack'), '/etc/openstack'].flatMap((folder) =>
    ['clouds.yaml', 'clouds.yml'].map((name) => join(folder, name)),
  );

const firstFound = async (paths: readonly string[]) => {
  for (const path of paths) {
    const text = await readIfThere(path);
    if (text !== null) return { path, text };
  }
  return null;
};

interface Surroundings {
  readonly cwd?: string;
  readonly home?: string;
}
type Environment = { readonly OS_CLIENT_CONFIG_FILE?: string | undefined };

/**
 * The path and text of the operator's clouds.yaml: `OS_CLIENT_CONFIG_FILE`, else the first clouds.yaml (or .yml) found in the
 * working folder, `~/.config/openstack` and `/etc/openstack`.
 * @throws CloudsFileError no file, or one that cannot be read
 */
export const findCloudsFile = async (
  env: Environment,
  { cwd = resolve(), home = homedir() }: Surroundings = {},
): Promise<{ readonly path: string; readonly text: string }> => {
  const paths = env.OS_CLIENT_CONFIG_FILE ? [resolve(cwd, env.OS_CLIENT_CONFIG_FILE)] : places(cwd, home);
  const found = await firstFound(paths);
  if (!found) throw new CloudsFileError(`no clouds.yaml: looked for ${paths.join(', ')}`);
  return found;
};

/**
 * Reads the operator's clouds, one for each auth URL, in the file's order; {@link findCloudsFile} says where the file is. Ignores credentials.
 * @throws CloudsFileError no file, no YAML, or a key that is missing or wrong
 * @see https://docs.openstack.org/openstacksdk/latest/user/config/configuration.html
 */
export const loadClouds = async (
  env: Environment,
  { cwd = resolve(), home = homedir() }: Surroundings = {},
): Promise<CloudConfig[]> => {
  const { path, text } = await findCloudsFile(env, { cwd, home });

  const parsed = fileSchema.safeParse(parseYaml(path, text));
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the file'} ${issue.message}`,
    );
    throw new CloudsFileError(`${path}: ${wrong.join('; ')}`);
  }

  const authority = async (name: string, file: string) => {
    const expanded = file.replace(/^~(?=\/)/, home);
    const pem = await readIfThere(isAbsolute(expanded) ? expanded : resolve(cwd, expanded));
    if (pem === null)
      throw new CloudsFileError(`${path}: clouds.${name}.cacert names a file that is not there`);
    return pem;
  };
  const regionsOf = ({ regions, region_name }: z.output<typeof entrySchema>) =>
    regions ?? (region_name ? [region_name] : []);
  const overridesOf = (entry: z.output<typeof entrySchema>) => {
    const url = entry.image_endpoint_override;
    if (url === undefined) return {};
    const regions = regionsOf(entry);
    return { imageEndpoints: (regions.length > 0 ? regions : [null]).map((region) => ({ region, url })) };
  };
  const entries = await Promise.all(
    Object.entries(parsed.data.clouds).map(async ([name, entry]) => ({
      name,
      authType: entry.authType,
      authUrl: entry.auth.auth_url,
      regions: regionsOf(entry),
      ...overridesOf(entry),
      interface: entry.interface,
      verify: entry.verify,
      cacert: entry.cacert ? await authority(name, entry.cacert) : null,
    })),
  );
  return mergeEntries(entries);
};
