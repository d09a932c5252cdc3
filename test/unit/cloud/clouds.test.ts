/** clouds.yaml as operators write it, and what they are told when it is wrong. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CloudsFileError, loadClouds } from '../../../src/cloud/clouds.ts';

const folders = () => {
  const home = mkdtempSync(join(tmpdir(), 'clouds-'));
  const cwd = join(home, 'work');
  mkdirSync(cwd);
  return { home, cwd };
};

const load = async (yaml: string) => {
  const { home, cwd } = folders();
  const file = join(cwd, 'clouds.yaml');
  writeFileSync(file, yaml);
  return loadClouds({}, { home, cwd });
};

/** What an operator reads, with the folder cut off. */
const complaint = async (yaml: string): Promise<string> => {
  try {
    await load(yaml);
  } catch (error) {
    expect(error).toBeInstanceOf(CloudsFileError);
    return error instanceof Error ? error.message.replace(/^.*\/clouds\.yaml: /, '') : '';
  }
  throw new Error('it was taken');
};

test('several clouds, each with what it says and else the usual; credentials are not read', async () => {
  const clouds = await load(`
clouds:
  one:
    auth: { auth_url: 'https://one.example:5000/', username: a, password: hunter2 }
    region_name: IAD
    identity_api_version: 3
  two:
    auth_type: v3applicationcredential
    auth: { auth_url: 'https://two.example/identity/v3' }
    regions: [DFW, { name: IAD, values: {} }]
    interface: internalURL
    verify: false
`);
  expect(clouds).toEqual([
    {
      name: 'one',
      authType: 'v3',
      authUrl: 'https://one.example:5000/v3',
      regions: ['IAD'],
      interface: 'public',
      verify: true,
      cacert: null,
    },
    {
      name: 'two',
      authType: 'v3',
      authUrl: 'https://two.example/identity/v3',
      regions: ['DFW', 'IAD'],
      interface: 'internal',
      verify: false,
      cacert: null,
    },
  ]);
  expect(JSON.stringify(clouds)).not.toContain('hunter2');
});

test('entries of one auth URL are one cloud, named by the first, with the regions of all', async () => {
  const entry = (authUrl: string, more: string) => `{ auth: { auth_url: '${authUrl}' }, ${more} }`;
  const clouds = await load(`
clouds:
  west: ${entry('https://keystone.example:443/identity/v3', 'region_name: DFW')}
  other: ${entry('https://keystone.example/Identity', 'region_name: DFW')}
  east: ${entry(' HTTPS://Keystone.Example/identity/ ', 'regions: [IAD, DFW], interface: admin')}
`);
  expect(clouds).toMatchObject([
    { name: 'west', authUrl: 'https://keystone.example/identity/v3', regions: ['DFW', 'IAD'] },
    { name: 'other', authUrl: 'https://keystone.example/Identity/v3', regions: ['DFW'] },
  ]);
  expect(clouds[0]).toMatchObject({ alsoNamed: ['east'], interface: 'public' });
  expect(clouds[1]).not.toHaveProperty('alsoNamed');
});

test('one of them names no region: all of the catalog are meant', async () => {
  const auth = "auth: { auth_url: 'https://keystone.example' }";
  const clouds = await load(`clouds:\n  west: { ${auth}, region_name: DFW }\n  all: { ${auth} }\n`);
  expect(clouds).toMatchObject([{ name: 'west', regions: [], alsoNamed: ['all'] }]);
});

test('Rackspace needs no more than its auth_type; another identity service of its kind can be named', async () => {
  const clouds = await load(`
clouds:
  rackspace: { auth_type: rackspace_apikey, regions: [IAD, DFW, ORD, LON, SYD, HKG] }
  staging: { auth_type: rackspace_apikey, auth: { auth_url: 'https://identity.example/', apikey: hunter2 } }
`);
  expect(clouds).toMatchObject([
    {
      name: 'rackspace',
      authType: 'rackspace_apikey',
      authUrl: 'https://identity.api.rackspacecloud.com/v2.0',
      regions: ['IAD', 'DFW', 'ORD', 'LON', 'SYD', 'HKG'],
    },
    { name: 'staging', authUrl: 'https://identity.example/v2.0', regions: [] },
  ]);
  expect(JSON.stringify(clouds)).not.toContain('hunter2');
});

test('the search: the named file, the working folder, the home', async () => {
  const { home, cwd } = folders();
  const write = (path: string, name: string) =>
    writeFileSync(path, `clouds: { ${name}: { auth: { auth_url: 'https://${name}.example/v3' } } }`);
  const names = async (env = {}) => (await loadClouds(env, { home, cwd })).map(({ name }) => name);

  mkdirSync(join(home, '.config', 'openstack'), { recursive: true });
  write(join(home, '.config', 'openstack', 'clouds.yml'), 'home');
  expect(await names()).toEqual(['home']);
  write(join(cwd, 'clouds.yaml'), 'work');
  expect(await names()).toEqual(['work']);
  write(join(cwd, 'mine.yaml'), 'named');
  expect(await names({ OS_CLIENT_CONFIG_FILE: 'mine.yaml' })).toEqual(['named']);
  await expect(names({ OS_CLIENT_CONFIG_FILE: 'gone.yaml' })).rejects.toThrow(
    `looked for ${join(cwd, 'gone.yaml')}`,
  );
});

test('a cacert is read; one that is not there is named by its key', async () => {
  const { home, cwd } = folders();
  const yaml = "clouds: { a: { auth: { auth_url: 'https://a.example/v3' }, cacert: ~/ca.pem } }";
  writeFileSync(join(cwd, 'clouds.yaml'), yaml);
  await expect(loadClouds({}, { home, cwd })).rejects.toThrow(
    'clouds.a.cacert names a file that is not there',
  );
  writeFileSync(join(home, 'ca.pem'), 'PEM');
  expect((await loadClouds({}, { home, cwd }))[0]?.cacert).toBe('PEM');
});

test.each([
  ['', 'the file is empty'],
  ['clouds: {}', 'clouds is empty'],
  ['clouds: { a: {} }', 'clouds.a.auth is missing'],
  ['clouds: { a: { auth: { username: x } } }', 'clouds.a.auth.auth_url is missing'],
  [
    'clouds: { a: { auth: { auth_url: "ftp://hunter2@x" } } }',
    'clouds.a.auth.auth_url must be an http or https URL',
  ],
  [
    'clouds: { a: { auth: { auth_url: "https://x/v2.0" } } }',
    'clouds.a.auth.auth_url must be of Keystone v3',
  ],
  [
    'clouds: { a: { auth_type: rackspace_apikey, auth: { auth_url: "https://x/v3" } } }',
    'clouds.a.auth.auth_url must be of Identity v2.0',
  ],
  ['clouds: { a: hunter2 }', 'clouds.a '],
  [
    'clouds: { a: { auth: { auth_url: "https://x" }, interface: side } }',
    'clouds.a.interface must be public, internal or admin',
  ],
  [
    'clouds:\n  a:\n    auth:\n      password: *hunter2\n',
    'an alias (*name) has no anchor (&name); quote the value if it is not an alias',
  ],
  ['clouds:\n  a: {\n  password: "hunter2\n', 'line 3 is not YAML (BAD_INDENT)'],
])('%o: %s', async (yaml, words) => {
  const said = await complaint(yaml);
  expect(said).toContain(words);
  expect(said).not.toContain('hunter2');
});

test('an auth_type that is not there yet is named', async () => {
  const said = await complaint('clouds: { a: { auth_type: v2password, auth: { auth_url: "https://x" } } }');
  expect(said).toMatch(
    /^clouds\.a\.auth_type "v2password" is not supported; use one of password, .*rackspace/,
  );
});

test('an override of the image endpoint goes with its entry’s regions, in every region where it names none', async () => {
  const entry = (more: string) =>
    `{ auth: { auth_url: 'https://keystone.example/v3' }, image_endpoint_override: ${more} }`;
  const [cloud] = await load(`
clouds:
  west: ${entry("'https://west.example/image/', region_name: DFW")}
  all: ${entry("'http://all.example'")}
`);
  expect(cloud?.imageEndpoints).toEqual([
    { region: 'DFW', url: 'https://west.example/image' },
    { region: null, url: 'http://all.example' },
  ]);
  expect(await complaint(`clouds: { one: ${entry("'file:///x'")} }`)).toContain('image_endpoint_override');
});
