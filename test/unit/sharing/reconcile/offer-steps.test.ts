/** The steps of an offer: what the cloud's answer makes of it, and which shares it places for whom. */
import { expect, test } from 'vitest';
import type { Account } from '../../../../src/model/account.ts';
import type { Member } from '../../../../src/model/member.ts';
import type { Offer } from '../../../../src/model/offer.ts';
import type { ImageService } from '../../../../src/sharing/image-service.ts';
import { carryOutOffer, type OfferStepDeps } from '../../../../src/sharing/reconcile/offer-steps.ts';
import { blockedMs } from '../../../../src/sharing/rules/plan-share.ts';
import { now } from '../../../support/card-desk.ts';
import { answered, silence } from '../../../support/cloud-answers.ts';
import { desk, onDesk, producer } from '../../../support/on-desk.ts';
import { alice, image, imageId, offer as offerRow, project, teamId } from '../../../support/store-rows.ts';

onDesk();

type Step = Parameters<typeof carryOutOffer>[2];

/** Carries out the step, with all that it saves. */
const step = async (what: Step['do'], more: Partial<Offer> = {}, images: Partial<ImageService> = {}) => {
  const offer = offerRow({ accountId: producer.id, phase: 'placing', image, ...more });
  await desk.store.offers.insertOffer(desk.db, offer);
  const spoke: unknown[] = [];
  const service = {
    regions: async () => ['R1', 'R2'],
    showImage: async () => image,
    makeShared: async () => image,
    listMembers: async () => [],
    ...images,
    speaks: async (how?: 'signed in again') => {
      spoke.push(how);
      return images.speaks ? images.speaks(how) : true;
    },
  };
  const deps = {
    ...{ store: desk.store, clock: desk.deps.clock, markRefused: async () => {} },
    openImageService: (_: Account, region: string) => ({
      ...service,
      showImage: (id: string) => (service.showImage as (id: string, region: string) => unknown)(id, region),
    }),
  } as unknown as OfferStepDeps;
  const change = await carryOutOffer(deps, offer, { do: what } as Step, AbortSignal.timeout(1_000));
  await desk.run((work) => change.rows?.(work) ?? Promise.resolve());
  const lines = await desk.store.shares.sharesOfOffer(desk.db, offer.id);
  return { change, offer, lines, spoke };
};

test('placing makes each tenant a share, with its ends and the intent that it be a member', async () => {
  const { change, lines } = await step('place', { endsAt: now + 9, answerBy: now + 5 });
  expect(change).toMatchObject({ patch: { phase: 'placed', attempts: 0, lastError: null }, dueAt: null });
  expect(lines).toHaveLength(2);
  for (const { share, role, revision } of lines) {
    expect({ role, revision }).toEqual({ role: 'asked', revision: 1 });
    expect(share).toMatchObject({
      ...{
        imageId,
        ownerProjectId: 'p',
        ownerProjectName: 'Producer',
        endsAt: now + 9,
        answerBy: now + 5,
        answer: null,
      },
      member: { value: 'present', by: alice, accountId: 'alices', at: now, revision: 1 },
      projectName: share.projectId === 'c1' ? 'Consumer' : null,
    });
  }
});

test('placing leaves out who was withdrawn meanwhile', async () => {
  const { lines } = await step('place', { stopped: [project('c2')], endsAt: now + 9 });
  expect(lines.map(({ share }) => [share.projectId, share.member?.value, share.endsAt]).toSorted()).toEqual([
    ['c1', 'present', now + 9],
    ['c2', 'absent', null],
  ]);
});

test.each<[string, object | null, 'signed in again' | undefined]>([
  ['none is there yet', null, undefined],
  ['one is there', {}, 'signed in again'],
  ['one is there of another tenant', { projectId: project('c9') }, undefined],
  ['one is there in another region', { region: 'R2' }, undefined],
])(
  'before placing, that its producer speaks is proven by a new sign-in if of its shares %s',
  async (_, of, how) => {
    if (of !== null) await desk.share(of);
    expect((await step('place')).spoke).toEqual([how]);
  },
);

test('who does not speak places nothing', async () => {
  const { change, lines } = await step('place', {}, { speaks: async () => false });
  expect(change).toMatchObject({
    patch: { phase: 'failed', problem: { kind: 'account-read-only', account: 'prod' } },
    dueAt: null,
  });
  expect(lines).toEqual([]);
});

const failing = (status: number) => ({
  makeShared: () => Promise.reject(answered(status)),
  listMembers: () => Promise.reject(answered(status)),
  showImage: () => Promise.reject(answered(status)),
});
test.each<[Step['do'], number, object]>([
  ['make-shared', 404, { kind: 'image-not-found', imageId, region: 'R1' }],
  ['make-shared', 403, { kind: 'forbidden', act: 'share', requestId: 'req' }],
  ['make-shared', 418, { kind: 'cloud-refused', status: 418, requestId: 'req' }],
  ['read-members', 404, { kind: 'image-not-found' }],
  ['find-image', 403, { kind: 'forbidden', act: 'read-member' }],
])('%s, answered %d, ends the offer', async (what, status, problem) => {
  const { change } = await step(what, { phase: 'finding' }, failing(status));
  expect(change).toMatchObject({ patch: { phase: 'failed', problem, lastError: null }, dueAt: null });
});

test.each([
  ['is away', failing(503)],
  ['does not answer', { makeShared: () => Promise.reject(silence()) }],
])('a cloud that %s is asked again', async (_, images) => {
  const { change } = await step('make-shared', { phase: 'opening' }, images);
  expect(change.patch).toMatchObject({ attempts: 1, lastError: expect.anything() });
  expect(change.patch).not.toHaveProperty('phase');
  expect(change.dueAt).toBeGreaterThan(now);
});

test('without an account it waits, and all withdrawn it ends', async () => {
  await desk.db.deleteFrom('accounts').where('id', '=', 'alices').execute();
  expect((await step('make-shared')).change).toMatchObject({
    patch: { lastError: { kind: 'account-unlinked', project: 'Producer' } },
    dueAt: now + blockedMs,
  });
  expect((await step('stop')).change).toMatchObject({
    patch: { phase: 'failed', problem: { kind: 'withdrawn-first' } },
  });
});

test('an image that is opened is read for the members that come with it, and they are on record', async () => {
  expect((await step('make-shared', { phase: 'opening' })).change).toMatchObject({
    patch: { phase: 'checking', opened: true, image, attempts: 0 },
    dueAt: now,
  });
  const known = await desk.share({ projectId: project('x'), status: 'accepted' });
  const members = ['c1', 'x', 'y'].map((id): Member => ({ projectId: project(id), status: 'pending' }));
  const { change, lines } = await step(
    'read-members',
    { phase: 'checking' },
    { listMembers: async () => members },
  );
  expect(change).toMatchObject({ patch: { phase: 'placed' }, dueAt: null });
  const roles = lines.map(({ share, role, revision }) => [share.projectId, role, revision]);
  expect(roles.toSorted()).toEqual([
    ['c1', 'asked', 1],
    ['c2', 'asked', 1],
    ['x', 'hidden', 0],
    ['y', 'hidden', 0],
  ]);
  // what differs from the record is read
  expect((await desk.readShare(known)).dueAt).toBe(now);
  const other = await desk.store.shares.sharesOfProject(desk.db, teamId, producer.cloudId, project('y'));
  expect(other).toMatchObject([{ status: 'pending', statusAt: now, dueAt: null }]);
});

test('an image that is in another region is found there, and the trail says so', async () => {
  const showImage = (async (_: string, region: string) => {
    if (region === 'R1') throw answered(404);
    return image;
  }) as unknown as ImageService['showImage'];
  const { change } = await step('find-image', { phase: 'finding', homeRegion: 'R1' }, { showImage });
  expect(change.patch).toMatchObject({ region: 'R2' });
  expect(
    (await desk.acts()).map(({ act, detail, onBehalfOf }) => [act, detail.region, onBehalfOf?.userId]),
  ).toContainEqual(['find-region', 'R2', alice]);
});

test('an image that was found where it was looked for leaves no line', async () => {
  const { change } = await step('find-image', { phase: 'finding', homeRegion: 'R1' });
  expect(change.patch).toMatchObject({ region: 'R1', phase: 'placed' });
  expect((await desk.acts()).filter(({ act }) => act === 'find-region')).toEqual([]);
});
