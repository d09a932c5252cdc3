/** A session of an account: its owner is asked about first, what it may do is heard, and the facts that are kept of an image. */
import { expect, test } from 'vitest';
import { createImageNamed } from '../../../src/accounts/image-named.ts';
import { createAccountSessions, factsOf } from '../../../src/accounts/sessions.ts';
import type { Image } from '../../../src/cloud/glance-image.ts';
import type { Problem } from '../../../src/core/problems/problem.ts';
import { personOf } from '../../support/card-desk.ts';
import { labCloud } from '../../support/on-lab.ts';
import { account, alice, imageId } from '../../support/store-rows.ts';

const own = account({ id: 'a' });
const opened = (isAway: boolean) => {
  const did: string[] = [];
  const doing = (what: string) => async () => {
    did.push(what);
    return what;
  };
  const session = {
    ...{ authType: 'v3', originOf: () => 'https://lab.example' },
    ...{
      token: doing('token'),
      signInAgain: doing('signInAgain'),
      regions: doing('regions'),
      request: doing('request'),
    },
  };
  const asked: unknown[] = [];
  const deps = {
    sessions: {
      open: (...of: unknown[]) => {
        asked.push(of);
        return session;
      },
    },
    cloudOf: () => labCloud,
    credentialOf: async () => 'credential',
    grantsSpeech: (token: { speaks: boolean }) => token.speaks,
    admit: async () => {
      did.push('admit');
      if (isAway) throw new Error('away');
    },
    noteSpeech: async ({ id }: { id: string }, speaks: boolean) => void did.push(`${id} speaks: ${speaks}`),
  } as unknown as Parameters<typeof createAccountSessions>[0];
  return { deps, did, asked, session: createAccountSessions(deps)(own) };
};

test.each(['token', 'signInAgain', 'regions', 'request'] as const)(
  'before its %s its owner is asked about',
  async (what) => {
    const signal = AbortSignal.timeout(1_000);
    const use = ({ session }: ReturnType<typeof opened>) =>
      what === 'request' ? session.request('R1', {} as never) : session[what](signal);
    const there = opened(false);
    expect(await use(there)).toBe(what);
    expect(there.did).toEqual(['admit', what]);
    const away = opened(true);
    await expect(use(away)).rejects.toThrow('away');
    expect(away.did).toEqual(['admit']);
  },
);

test('it is opened for the account and its project, and hears whether it speaks', async () => {
  const { asked, did } = opened(false);
  const [[cloud, id, credential, projectId, more]] = asked as [
    [unknown, string, () => Promise<string>, string, { onSignIn: (token: object) => Promise<void> }],
  ];
  expect([cloud, id, projectId]).toEqual([labCloud, 'a', 'p']);
  expect(await credential()).toBe('credential');
  await more.onSignIn({ speaks: true });
  await more.onSignIn({ speaks: false });
  expect(did).toEqual(['a speaks: true', 'a speaks: false']);
});

test('there is none on a cloud that the operator removed', () => {
  const { deps } = opened(false);
  expect(() => createAccountSessions({ ...deps, cloudOf: () => null })(own)).toThrow(
    'clouds.yaml has no entry for lab',
  );
});

const image = {
  ...{
    id: imageId,
    name: 'web',
    status: 'active',
    visibility: 'shared',
    owner: 'p',
    size: 5,
    min_disk: 1,
    min_ram: 2,
  },
  ...{ checksum: 'sum', os_hash_value: 'hash', os_distro: 'debian', os_type: 'linux', os_version: '13' },
  ...{ disk_format: 'qcow2', created_at: '2025' },
} as unknown as Image;
test.each<[string, Partial<Record<string, unknown>>, object]>([
  [
    'whole',
    {},
    {
      owner: 'p',
      checksum: 'sum',
      os: 'debian 13',
      sizeBytes: 5,
      minDiskGb: 1,
      minRamMb: 2,
      diskFormat: 'qcow2',
      createdAt: '2025',
    },
  ],
  ['without a version', { os_version: null }, { os: 'debian' }],
  ['without a distribution', { os_distro: null }, { os: 'linux 13' }],
  ['without any', { os_distro: null, os_type: null, os_version: null }, { os: null }],
  ['without a checksum', { checksum: null }, { checksum: 'hash' }],
  ['without an owner', { owner: null }, { owner: '' }],
])('the facts of an image %s', (_, more, expected) => {
  expect(factsOf({ ...image, ...more } as Image)).toMatchObject(expected);
});

test.each<[string, string | Problem, string | Problem, string | { kind: string }]>([
  ['an id', imageId, { kind: 'outdated' }, imageId],
  ['a name that one image has', { kind: 'not-an-image-id', typed: 'web' } as Problem, imageId, imageId],
  [
    'a name that several have',
    { kind: 'not-an-image-id', typed: 'web' } as Problem,
    { kind: 'no-account' },
    { kind: 'no-account' },
  ],
  ['nothing', { kind: 'outdated' }, imageId, { kind: 'outdated' }],
])('an image by %s', async (_, read, found, expected) => {
  const named = createImageNamed(async () => found as never);
  const asked = named(personOf(alice), read as never, { account: null, region: null });
  if (typeof expected === 'string') expect(await asked).toBe(expected);
  else await expect(asked).rejects.toMatchObject({ problem: expected });
});
