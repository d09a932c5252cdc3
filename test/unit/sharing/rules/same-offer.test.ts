import { describe, expect, it } from 'vitest';
import type { ImageId, ProjectId, SlackUserId, TeamId } from '../../../../src/core/ids.ts';
import type { Offer } from '../../../../src/model/offer.ts';
import type { Share } from '../../../../src/model/share.ts';
import { asksTheSame, isUnderWay } from '../../../../src/sharing/rules/same-offer.ts';
import { onLab } from '../../../support/on-lab.ts';
import { alice, bob, intentOf, shareRow } from '../../../support/share-row.ts';

const offer: Offer = {
  id: 'offer',
  teamId: 'T1' as TeamId,
  enterpriseId: null,
  producer: alice,
  accountId: 'account',
  accountName: 'default',
  ...onLab,
  region: 'IAD',
  homeRegion: null,
  imageId: '8b818b61-cfbf-44ca-b57e-727da7c9464d' as ImageId,
  projectId: 'producer-id' as ProjectId,
  projectName: 'producer',
  tenants: ['one', 'two'] as ProjectId[],
  people: [],
  note: null,
  accept: false,
  answerBy: null,
  endsAt: null,
  phase: 'placed',
  opened: false,
  stopped: [],
  asOf: null,
  image: null,
  problem: null,
  attempts: 0,
  lastError: null,
  dueAt: null,
  createdAt: 1_000_000,
};

describe('asks for the same', () => {
  it.each<[string, Partial<Offer>]>([
    ['word for word', {}],
    ['tenants in another order', { tenants: ['two', 'one'] as ProjectId[] }],
    ['seconds later', { id: 'other', createdAt: 1_004_000 }],
  ])('%s', (_, more) => expect(asksTheSame(offer, { ...offer, ...more })).toBe(true));

  it.each<[string, Partial<Offer>]>([
    ['another tenant', { tenants: ['one'] as ProjectId[] }],
    ['another account', { accountId: 'other' }],
    ['another region', { region: 'DFW' }],
    ['another image', { imageId: '1b818b61-cfbf-44ca-b57e-727da7c9464d' as ImageId }],
    ['any region', { homeRegion: 'IAD' }],
    ['a term for the answer', { answerBy: 9_000_000 }],
    ['somebody asked by name', { people: [bob as SlackUserId] }],
    ['a note', { note: 'the build you asked for' }],
    ['accepted at once', { accept: true }],
    ['an end', { endsAt: 9_000_000 }],
  ])('not with %s', (_, more) => expect(asksTheSame(offer, { ...offer, ...more })).toBe(false));

  it('with a term of so many days, typed again seconds later', () => {
    const first = { ...offer, answerBy: offer.createdAt + 86_400_000 };
    const again = { ...first, createdAt: first.createdAt + 4_000, answerBy: first.answerBy + 4_000 };
    expect(asksTheSame(first, again)).toBe(true);
    expect(asksTheSame(first, { ...again, answerBy: again.answerBy + 86_400_000 })).toBe(false);
    expect(asksTheSame(first, { ...again, answerBy: again.answerBy + 999 })).toBe(true);
    expect(asksTheSame(first, { ...again, answerBy: again.answerBy + 1_000 })).toBe(false);
    expect(asksTheSame(first, { ...again, answerBy: again.answerBy - 1_000 })).toBe(false);
    expect(asksTheSame(first, { ...again, answerBy: null })).toBe(false);
  });

  it('with one date, however far apart it was typed', () => {
    const first = { ...offer, endsAt: 9_000_000 };
    expect(asksTheSame(first, { ...first, createdAt: first.createdAt + 60_000 })).toBe(true);
  });

  it('when the image was found in another region than the one that was looked in first', () => {
    expect(asksTheSame({ ...offer, homeRegion: 'IAD', region: 'DFW' }, { ...offer, homeRegion: 'IAD' })).toBe(
      true,
    );
  });
});

describe('is under way', () => {
  const soon = offer.createdAt + 5_000;
  const late = offer.createdAt + 60_000;
  const carriedOut = { member: intentOf('present' as const, 1), memberAppliedRevision: 1, intentRevision: 1 };
  const cases: [string, Partial<Offer>, Partial<Share>, number, boolean][] = [
    ['while the image is looked for, however long', { phase: 'finding' }, {}, late, true],
    ['not when it failed', { phase: 'failed' }, {}, soon, false],
    ['when it was carried out just now', {}, carriedOut, soon, true],
    ['not when that was some time ago', {}, carriedOut, late, false],
    [
      'while a member is being added, however long',
      {},
      { ...carriedOut, memberAppliedRevision: 0 },
      late,
      true,
    ],
    ['also when it was accepted at once', {}, { ...carriedOut, status: 'accepted' }, soon, true],
    ['not from half a minute on', {}, carriedOut, offer.createdAt + 30_000, false],
    ['until then', {}, carriedOut, offer.createdAt + 29_999, true],
    ['while the image is opened', { phase: 'opening' }, { status: 'absent' }, late, true],
    [
      'while a member is being added that the cloud does not know yet',
      {},
      { ...carriedOut, status: null, memberAppliedRevision: 0 },
      late,
      true,
    ],
    ['not when nobody asked for a member', {}, {}, soon, false],
    ['not once it was rejected', {}, { ...carriedOut, status: 'rejected' }, soon, false],
    ['not once it was removed elsewhere', {}, { ...carriedOut, status: 'absent' }, soon, false],
    [
      'not when it is being taken back',
      {},
      { member: intentOf('absent' as const, 2), memberAppliedRevision: 1, intentRevision: 2 },
      soon,
      false,
    ],
    [
      'not when it could not be offered again to who is a member',
      {},
      { ...carriedOut, memberProblem: { kind: 'member-quota', max: 128 } },
      soon,
      false,
    ],
    [
      'not when a member could not be added',
      {},
      { ...carriedOut, status: 'absent', memberProblem: { kind: 'member-quota', max: 128 } },
      soon,
      false,
    ],
  ];
  it.each(cases)('%s', (_, more, share, now, expected) =>
    expect(isUnderWay({ ...offer, ...more }, [shareRow(share)], now)).toBe(expected),
  );

  it('not when one of several members comes between, but while one of them is being added', () => {
    const settled = shareRow(carriedOut);
    const adding = shareRow({ ...carriedOut, memberAppliedRevision: 0 });
    expect(isUnderWay(offer, [settled, shareRow({ ...carriedOut, status: 'rejected' })], soon)).toBe(false);
    expect(isUnderWay(offer, [settled, adding], late)).toBe(true);
  });
});
