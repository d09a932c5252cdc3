/** What the cloud's “no” means to a Share, step by step; and which failures are no answer at all. */
import { describe, expect, it, test } from 'vitest';
import { NoSuchRegionError, OtherInterfaceError } from '../../../../src/cloud/endpoint-errors.ts';
import type { Account } from '../../../../src/model/account.ts';
import type { Share } from '../../../../src/model/share.ts';
import type { ImageService } from '../../../../src/sharing/image-service.ts';
import { carryOutShare, type StepDeps } from '../../../../src/sharing/reconcile/share-steps.ts';
import { answered, proxyAnswered, ruleMissing, silence } from '../../../support/cloud-answers.ts';
import { createDrivenClock } from '../../../support/driven-clock.ts';
import { alice, bob, imageFacts, intentOf, shareRow } from '../../../support/share-row.ts';
import { account, project } from '../../../support/store-rows.ts';

const owner = account({ id: 'account', userId: alice, projectId: project('producer-id') });
const consumer = account({ id: 'account', userId: bob, projectId: project('consumer-id') });
const steps = {
  'add-member': { do: 'add-member', intent: intentOf('present' as const, 1) },
  'remove-member': { do: 'remove-member', intent: intentOf('absent' as const, 1) },
  'set-status': { do: 'set-status', intent: intentOf('accepted' as const, 1, bob) },
  'read-member': { do: 'read-member' },
  'read-image': { do: 'read-image' },
} as const;

interface Scene {
  readonly share?: Share;
  readonly own?: readonly Account[];
  readonly images?: Partial<ImageService>;
  readonly imagesOf?: (account: Account) => Partial<ImageService>;
}

const outcomeOf = (
  step: keyof typeof steps,
  error: unknown,
  { share = shareRow(), own = [owner, consumer], images = {}, imagesOf = () => ({}) }: Scene = {},
) => {
  const fail = () => Promise.reject(error);
  const failing: Partial<ImageService> = {
    addMember: fail,
    removeMember: fail,
    setMemberStatus: fail,
    showMember: fail,
    showImage: fail,
    ...images,
  };
  const deps = {
    store: {
      database: {},
      accounts: {
        accountsOfPerson: async () => own,
        accountsOfProject: async (_: unknown, __: unknown, ___: unknown, id: string) =>
          own.filter(({ projectId }) => projectId === id),
      },
    },
    openImageService: (by: Account) => ({ ...failing, ...imagesOf(by) }),
    markRefused: async () => {},
    clock: createDrivenClock(0),
  } as unknown as StepDeps;
  return carryOutShare(deps, share, steps[step], AbortSignal.timeout(1_000));
};

const no = { kind: 'impossible' };
const doubt = { kind: 'impossible', recheck: true };
const hidden = { ...imageFacts, visibility: 'private', hidesMembers: true } as const;
const unseen = shareRow({ status: null, member: null });

test.each([
  ['add-member', 404, { ...doubt, problem: { kind: 'image-gone' } }],
  ['add-member', 400, { ...no, problem: { kind: 'bad-tenant', why: 'character' } }],
  ['add-member', 403, { ...no, problem: { kind: 'forbidden', act: 'share' } }],
  ['add-member', 418, { ...no, problem: { kind: 'cloud-refused', status: 418, requestId: 'req' } }],
  ['remove-member', 404, { kind: 'absent', imageGone: true }],
  ['remove-member', 403, { ...no, problem: { kind: 'forbidden', act: 'remove' } }],
  ['set-status', 404, { ...doubt, problem: { kind: 'offer-withdrawn' } }],
  ['set-status', 403, { ...doubt, problem: { kind: 'forbidden', act: 'answer' } }],
  ['read-member', 403, { ...no, problem: { kind: 'forbidden', act: 'read-member' } }],
  ['read-member', 418, { ...no, problem: { kind: 'cloud-refused' } }],
  ['read-image', 404, { kind: 'absent', imageGone: true }],
  ['read-image', 403, { ...no, problem: { kind: 'cloud-refused' } }],
] as const)('%s, %d', async (step, status, outcome) => {
  expect(await outcomeOf(step, answered(status))).toMatchObject(outcome);
});

it('an answer to an image that was never shared is no withdrawn offer', async () => {
  expect(await outcomeOf('set-status', answered(404), { share: unseen })).toMatchObject({
    ...doubt,
    problem: { kind: 'not-a-member' },
  });
});

test.each([
  ['a member in any status', 409, {}, { kind: 'member', status: 'rejected', fresh: false }],
  ['none after all', 409, { showMember: () => Promise.reject(answered(404)) }, no],
  [
    'the quota is full',
    413,
    { showMember: () => Promise.reject(answered(404)) },
    { ...no, problem: { kind: 'member-quota' } },
  ],
  ['nobody says', 409, { showMember: () => Promise.reject(silence()) }, { kind: 'later' }],
] as const)('added, %s: %d', async (_, status, more, outcome) => {
  const showMember = async () =>
    ({ projectId: project('consumer-id'), status: 'rejected', changedAt: 0 }) as const;
  const images = { showMember, ...more };
  expect(await outcomeOf('add-member', answered(status), { images })).toMatchObject(outcome);
});

test.each([
  ['the image is there: a member that was removed', async () => imageFacts, { kind: 'absent' }],
  ['the image hides its members', async () => hidden, { kind: 'image', image: hidden }],
  ['the image is gone', () => Promise.reject(answered(404)), { kind: 'absent', imageGone: true }],
  ['nobody says', () => Promise.reject(answered(503)), { kind: 'later' }],
])('read by the owner, no member: %s', async (_, showImage, outcome) => {
  const images = { showImage } as Partial<ImageService>;
  expect(await outcomeOf('read-member', answered(404), { images })).toEqual(expect.objectContaining(outcome));
});

it('read by the member itself: what it cannot see may be hidden, removed or deleted', async () => {
  const images = { showImage: () => Promise.reject(answered(404)) };
  for (const step of ['read-member', 'read-image'] as const)
    expect(await outcomeOf(step, answered(404), { own: [consumer], images })).toEqual({
      kind: 'unavailable',
    });
});

it('a 404 to the removal of a member that is there is no removal', async () => {
  const images = {
    showMember: async () =>
      ({ projectId: project('consumer-id'), status: 'accepted', changedAt: 0 }) as const,
  };
  expect(await outcomeOf('remove-member', answered(404), { images })).toMatchObject({ kind: 'later' });
});

describe('a credential without the rule', () => {
  const lacking = ruleMissing('POST /v2/images/*/members');

  it('a write is over, with the rule to add', async () => {
    expect(await outcomeOf('add-member', lacking)).toEqual({
      kind: 'impossible',
      problem: expect.objectContaining({ kind: 'act-refused', act: 'POST /v2/images/*/members' }),
    });
  });

  it('a read is left to another account', async () => {
    const member = { projectId: consumer.projectId, status: 'accepted', changedAt: 0 } as const;
    const showMember = (by: Account) => (by === owner ? Promise.reject(lacking) : Promise.resolve(member));
    const own = [owner, { ...consumer, id: 'other' }];
    expect(
      await outcomeOf('read-member', lacking, {
        own,
        imagesOf: (by) => ({ showMember: () => showMember(by) }),
      }),
    ).toMatchObject({ kind: 'member', status: 'accepted' });
    expect(await outcomeOf('read-member', lacking, { own })).toMatchObject({
      kind: 'blocked',
      problem: { kind: 'act-refused' },
    });
  });
});

test.each([
  ['a write', 'add-member', proxyAnswered(413, { safe: false }), 'unknown'],
  ['a removal', 'remove-member', proxyAnswered(404, { safe: false }), 'unknown'],
  ['a read', 'read-member', proxyAnswered(404), 'later'],
  ['an image', 'read-image', proxyAnswered(404), 'later'],
] as const)('a proxy answers %s in place of the cloud', async (_, step, error, kind) => {
  expect(await outcomeOf(step, error)).toMatchObject({
    kind,
    problem: { kind: 'proxy-answered', status: error.status },
  });
});

test.each([
  ['a write that may have happened', answered(502, { safe: false }), { kind: 'unknown' }],
  ['nothing happened', silence(), { kind: 'later' }],
  [
    'a region that is gone',
    new NoSuchRegionError('IAD', ['DFW']),
    { ...no, problem: { kind: 'no-such-region' } },
  ],
  ['no image service', new NoSuchRegionError('IAD', []), { ...no, problem: { kind: 'no-image-service' } }],
  [
    'an image service for another interface',
    new OtherInterfaceError('IAD', ['internal']),
    { kind: 'later', problem: { kind: 'other-interface', region: 'IAD', have: ['internal'] } },
  ],
  ['an id that no request can address', new RangeError('id'), { ...no, problem: { kind: 'bad-tenant' } }],
])('%s', async (_, error, outcome) => {
  expect(await outcomeOf('add-member', error)).toMatchObject(outcome);
});

test.each([
  ['its producer’s account is unlinked', 'add-member', { own: [consumer] }],
  ['its answerer’s account is unlinked', 'set-status', { own: [owner] }],
  ['nobody is left who sees a card', 'read-member', { own: [] }],
  ['nobody’s account is good', 'read-image', { own: [{ ...consumer, health: 'refused' as const }] }],
] as const)('waits while %s', async (_, step, scene) => {
  expect(await outcomeOf(step, new Error('asked all the same'), scene)).toMatchObject({
    kind: 'blocked',
    problem: { kind: 'account-unlinked' },
  });
});
