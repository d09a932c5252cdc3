/** clouds.yaml as operators write it: each file in test/fixtures/clouds with its outcome beside it, and what must hold for all. */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { CloudConfig, CloudEntry } from '../../../src/cloud/cloud-config.ts';
import { cloudsOf, keepingGood, loadClouds, readCloudsFile } from '../../../src/cloud/clouds.ts';
import { readAuthUrl } from '../../../src/cloud/clouds-file/auth-url.ts';
import { CloudsFileError } from '../../../src/cloud/clouds-file/find-files.ts';
import { readYaml } from '../../../src/cloud/clouds-file/yaml-text.ts';
import { seenFrom } from '../../../src/cloud/same-cloud.ts';

const fixtures = resolve('test/fixtures/clouds');

/** What differs from the usual. */
const brief = (cloud: CloudConfig | CloudEntry): Record<string, unknown> => ({
  ...(cloud.authType !== 'v3' && { authType: cloud.authType }),
  ...(cloud.federated && { federated: true }),
  ...(cloud.regions.length > 0 && { regions: cloud.regions }),
  ...(cloud.interface !== 'public' && { interface: cloud.interface }),
  ...(!cloud.verify && { verify: false }),
  ...(cloud.cacert !== null && { cacert: true }),
  ...(cloud.client && { client: true }),
  ...(cloud.imageEndpoint !== undefined && { imageEndpoint: cloud.imageEndpoint }),
});

const whole = (cloud: CloudConfig) => ({
  authUrl: cloud.authUrl,
  ...brief(cloud),
  ...(cloud.entries && {
    entries: cloud.entries.map((entry) => ({
      name: entry.name,
      ...brief(entry),
      ...(entry.authUrl !== cloud.authUrl && { authUrl: entry.authUrl }),
      ...(entry.sameAs !== undefined && { sameAs: entry.sameAs }),
    })),
  }),
});

/** All that comes out of the files. */
const outcomeOf = async (file: string) => {
  const env = {
    OS_CLIENT_CONFIG_FILE: file,
    OS_CLIENT_VENDOR_FILE: join(fixtures, 'beside', 'clouds-public.yaml'),
    ...(file.includes('secure') && { OS_CLIENT_SECURE_FILE: join(fixtures, 'beside', 'secure.yaml') }),
  };
  try {
    const read = await readCloudsFile(env, { cwd: fixtures, home: fixtures });
    const { clouds, ignored } = cloudsOf(read);
    return {
      read,
      said: [...read.leftOut, ...ignored],
      clouds: Object.fromEntries(clouds.map((cloud) => [cloud.name, whole(cloud)] as const)),
      leftOut: read.leftOut.map(({ entry, key }) => [entry, key]),
      ignored: ignored.map(({ entry, key }) => [entry, key]),
      refused: null,
    };
  } catch (error) {
    if (!(error instanceof CloudsFileError)) throw error;
    return { said: error.message, refused: error.message };
  }
};

test.each(globSync('*.outcome.json', { cwd: fixtures }).toSorted())('%s', async (outcome) => {
  const [name = ''] = outcome.split('.');
  const [file = ''] = globSync(`${name}.{yaml,json}`, { cwd: fixtures });
  const wanted = JSON.parse(readFileSync(join(fixtures, outcome), 'utf8'));
  const { said, refused, clouds, leftOut, ignored } = await outcomeOf(join(fixtures, file));
  expect(JSON.stringify(said)).not.toContain('hunter2');
  if (wanted.refused !== undefined) return expect(refused).toContain(wanted.refused);
  expect(clouds).toEqual(wanted.clouds);
  expect(Object.fromEntries(leftOut ?? [])).toEqual(wanted.leftOut ?? {});
  expect(Object.fromEntries(ignored ?? [])).toEqual(wanted.ignored ?? {});
});

test('there are forty of them, and each has its outcome', () => {
  const names = (pattern: string) =>
    globSync(pattern, { cwd: fixtures }).map((file) => basename(file).split('.')[0]);
  const files = names('*.{yaml,json}').filter((name, at, all) => all.indexOf(name) === at);
  expect(files.length).toBeGreaterThanOrEqual(40);
  expect(names('*.outcome.json').toSorted()).toEqual(files.toSorted());
});

const folders = () => {
  const home = mkdtempSync(join(tmpdir(), 'clouds-'));
  const cwd = join(home, 'work');
  mkdirSync(cwd);
  return { home, cwd };
};

const reader = () => {
  const { home, cwd } = folders();
  const env = { OS_CLIENT_CONFIG_FILE: join(cwd, 'clouds.yaml') };
  return (value: unknown) => {
    writeFileSync(join(cwd, 'clouds.yaml'), typeof value === 'string' ? value : stringify(value));
    return readCloudsFile(env, { home, cwd });
  };
};

describe('where the files are', () => {
  test('the named file; else the working folder, one’s own configuration, the machine’s', async () => {
    const { home, cwd } = folders();
    const write = (path: string, name: string) =>
      writeFileSync(path, `{"clouds": {"${name}": {"auth": {"auth_url": "https://${name}.example"}}}}`);
    const names = async (env = {}) => (await loadClouds(env, { home, cwd })).map(({ name }) => name);
    const own = join(home, '.config', 'openstack');
    mkdirSync(own, { recursive: true });
    write(join(own, 'clouds.json'), 'json');
    expect(await names()).toEqual(['json']);
    write(join(own, 'clouds.yml'), 'yml');
    expect(await names()).toEqual(['yml']);
    mkdirSync(join(home, 'xdg', 'openstack'), { recursive: true });
    write(join(home, 'xdg', 'openstack', 'clouds.yaml'), 'xdg');
    expect(await names({ XDG_CONFIG_HOME: join(home, 'xdg') })).toEqual(['xdg']);
    expect(await names({ XDG_CONFIG_HOME: 'xdg' })).toEqual(['yml']);
    write(join(cwd, 'clouds.yaml'), 'work');
    expect(await names({ XDG_CONFIG_HOME: join(home, 'xdg') })).toEqual(['work']);
    write(join(cwd, 'mine.yaml'), 'named');
    expect(await names({ OS_CLIENT_CONFIG_FILE: 'mine.yaml' })).toEqual(['named']);
    await expect(names({ OS_CLIENT_CONFIG_FILE: 'gone.yaml' })).rejects.toThrow(
      `looked for ${join(cwd, 'gone.yaml')}`,
    );
  });

  test('a file beside it that cannot be used is passed over; an entry that needs it is left out', async () => {
    const { home, cwd } = folders();
    writeFileSync(join(cwd, 'secure.yaml'), 'clouds: {');
    mkdirSync(join(cwd, 'clouds-public.yaml'));
    writeFileSync(
      join(cwd, 'clouds.yaml'),
      'clouds: { a: { profile: x }, b: { auth_url: https://b.example, cacert: ~/ca.pem } }',
    );
    writeFileSync(join(home, 'ca.pem'), readFileSync(join(fixtures, 'beside', 'ca.pem')));
    const read = await readCloudsFile({}, { home, cwd });
    expect(read.ignored.map(({ file }) => file)).toEqual([
      join(cwd, 'secure.yaml'),
      expect.stringContaining('clouds-public.yaml'),
    ]);
    expect(read.leftOut).toMatchObject([{ entry: 'a', key: 'profile' }]);
    expect(read.entries.get('b')?.[0]?.cacert).toContain('BEGIN CERTIFICATE');
  });

  test('a relative path begins in the working folder, then beside the file', async () => {
    const { home, cwd } = folders();
    writeFileSync(join(home, 'ca.pem'), readFileSync(join(fixtures, 'beside', 'ca.pem')));
    writeFileSync(join(home, 'mine.yaml'), 'clouds: { a: { auth_url: https://a.example, cacert: ca.pem } }');
    const env = { OS_CLIENT_CONFIG_FILE: join(home, 'mine.yaml') };
    expect((await loadClouds(env, { home, cwd }))[0]?.cacert).toContain('BEGIN');
    writeFileSync(join(cwd, 'ca.pem'), 'no certificate');
    await expect(loadClouds(env, { home, cwd })).rejects.toThrow('cacert holds no PEM certificate');
  });
});

test('a template that nobody filled in is told as such, in quotes or without', async () => {
  const file = join(fixtures, 'unfilled-template.yaml');
  const { leftOut } = await readCloudsFile({ OS_CLIENT_CONFIG_FILE: file }, folders());
  expect(leftOut.map(({ reason }) => reason)).toEqual(
    Array(3).fill(expect.stringContaining('has a variable')),
  );
});

test.each(['utf16le', 'latin1'] as const)('a file in %s is told to be saved as UTF-8', async (encoding) => {
  const { home, cwd } = folders();
  const text = '\ufeffclouds: { "café": { auth_url: https://a.example } }';
  writeFileSync(join(cwd, 'clouds.yaml'), Buffer.from(text.slice(Number(encoding === 'latin1')), encoding));
  await expect(readCloudsFile({}, { home, cwd })).rejects.toThrow(
    'clouds.yaml: is not UTF-8; save it as UTF-8',
  );
});

test.each<[string, (path: string) => void, RegExp]>([
  ['a pipe', (path) => void execFileSync('mkfifo', [path]), /is not a file/],
  ['a device', (path) => symlinkSync('/dev/zero', path), /is not a file/],
  ['a folder', (path) => void mkdirSync(path), /is not a file/],
  ['a link to itself', (path) => symlinkSync(path, path), /cannot be read \(ELOOP\)/],
  [
    'as large as no configuration',
    (path) => writeFileSync(path, Buffer.alloc(17 * 1024 ** 2, ' ')),
    /larger than 16 MiB/,
  ],
])('%s is not read', async (_, make, why) => {
  const { home, cwd } = folders();
  const path = join(cwd, 'it');
  make(path);
  await expect(readCloudsFile({ OS_CLIENT_CONFIG_FILE: path }, { home, cwd })).rejects.toThrow(why);
  const file = join(cwd, 'clouds.yaml');
  writeFileSync(file, stringify({ clouds: { a: { auth_url: 'https://a.example', cacert: path } } }));
  await expect(readCloudsFile({}, { home, cwd })).rejects.toThrow('cacert names a file that cannot be read');
});

const keys = (count: number) => Array.from({ length: count }, (_, n) => `  k${n}: v\n`).join('');
test.each([
  ['copies', `a: &a\n${keys(1_000)}${Array.from({ length: 700 }, (_, n) => `b${n}:\n  <<: *a\n`).join('')}`],
  ['copies of copies', `a: &a\n${keys(1_000)}b:\n  <<: [${Array(1_000).fill('*a').join(', ')}]\n`],
  ['aliases', `a: &a x\nb: [${Array(2_000).fill('*a').join(', ')}]\n`],
])('more %s than memory or time allow are not made', (_, text) => {
  expect(readYaml(text)).toEqual({ wrong: 'has more aliases (*name) than can be read' });
});

test('two hundred clouds may have what they have in common', () => {
  const clouds = Array.from({ length: 200 }, (_, n) => `b${n}:\n  <<: *a\n`).join('');
  expect(readYaml(`a: &a\n${keys(20)}${clouds}`)).toHaveProperty('value');
});

describe('read again', () => {
  const auth = (name: string) => ({ auth: { auth_url: `https://${name}.example` } });

  test('an entry gone bad stays as it was, in its place; one that vanished is gone', async () => {
    const read = reader();
    const before = await read({ clouds: { a: auth('a'), b: auth('b'), c: auth('c') } });
    const now = keepingGood(before, await read({ clouds: { new: {}, c: auth('c2'), a: { auth: {} } } }));
    expect(cloudsOf(now).clouds.map(({ name, authUrl }) => [name, authUrl])).toEqual([
      ['c', 'https://c2.example/v3'],
      ['a', 'https://a.example/v3'],
    ]);
    const later = keepingGood(now, await read({ clouds: { a: null, c: auth('c') } }));
    expect(cloudsOf(later).clouds.map(({ name }) => name)).toEqual(['a', 'c']);
  });
});

describe('for every file', () => {
  const keys = [
    'auth',
    'auth_url',
    'auth_type',
    'auth_plugin',
    'profile',
    'cloud',
    'region_name',
    'regions',
    'interface',
  ].concat([
    'endpoint_type',
    'image_interface',
    'verify',
    'insecure',
    'cacert',
    'cert',
    'key',
    'image_endpoint_override',
    'same_as',
    'name',
    'values',
  ]);
  const entry = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'https://x.example/v3',
        '{region_name}',
        'yes',
        '$HOME',
        'good',
        'R1, R2',
        '~',
        '-----BEGIN CERTIFICATE-----',
      ),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), tie('value'), { maxKeys: 5 }),
    ),
  })).value;
  const good = { auth: { auth_url: 'https://good.example' }, region_name: 'R1' };
  const read = reader();

  test('whatever one entry is, its neighbour is there as ever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), entry, fc.boolean(), async (name, value, isFirst) => {
        fc.pre(name !== 'good' && !/^(?:<<)$/.test(name));
        const clouds = new Map<string, unknown>(
          [
            [name, value],
            ['good', good],
          ].toReversed() as [string, unknown][],
        );
        const file = await read({ clouds: isFirst ? new Map([...clouds].toReversed()) : clouds });
        expect(file.entries.get('good')).toEqual([
          {
            name: 'good',
            authType: 'v3',
            authUrl: 'https://good.example/v3',
            regions: ['R1'],
            interface: 'public',
            verify: true,
            cacert: null,
          },
        ]);
      }),
      { numRuns: 300 },
    );
  });

  test('an auth URL that was read is read as itself', () => {
    const url = fc.oneof(
      fc.webUrl({ withQueryParameters: true, withFragments: true }),
      fc.string({ unit: 'binary' }),
      fc
        .array(
          fc.constantFrom(
            'HTTPS://',
            'http://',
            'Host.example',
            ':443',
            ':5000',
            '/',
            '//',
            'V3',
            'v2.0',
            '/v3.14',
            ' ',
            'Identity',
            '%2f',
            '..',
            'auth/tokens',
          ),
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(url, fc.constantFrom('v3' as const, 'v2.0' as const, null), (text, version) => {
        const once = readAuthUrl(text, version);
        expect(once).not.toEqual({ wrong: '' });
        if ('wrong' in once) return;
        expect(readAuthUrl(once.url, version)).toEqual(once);
        expect(once.url).toMatch(version === null ? /^https?:\/\/[^/]/ : /\/v(?:3|2\.0)$/);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('seen from the entry that somebody chose, the cloud signs in as that entry says', async () => {
  const read = reader();
  const { clouds } = cloudsOf(
    await read({
      clouds: {
        outside: { auth: { auth_url: 'https://outside.example' }, region_name: 'R1' },
        inside: {
          auth: { auth_url: 'http://inside.example' },
          verify: false,
          interface: 'internal',
          regions: ['R1', 'R2'],
          same_as: 'outside',
        },
      },
    }),
  );
  const [cloud] = clouds as [CloudConfig];
  expect(clouds).toHaveLength(1);
  expect(cloud).toMatchObject({ name: 'outside', regions: ['R1', 'R2'], verify: true });
  expect(seenFrom(cloud, 'inside')).toMatchObject({
    name: 'outside',
    authUrl: 'http://inside.example/v3',
    verify: false,
    entries: [{ name: 'inside' }, { name: 'outside' }],
  });
  expect(seenFrom(cloud, 'renamed')).toBe(cloud);
});
