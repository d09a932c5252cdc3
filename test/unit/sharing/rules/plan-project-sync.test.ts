/** What a poll of a project's images means for the record. */
import { describe, expect, it } from 'vitest';
import type { ImageId, ProjectId } from '../../../../src/core/ids.ts';
import type { MemberStatus } from '../../../../src/model/member.ts';
import type { Share } from '../../../../src/model/share.ts';
import {
  budgetOf,
  compareMembers,
  compareOffered,
  imagesToPoll,
  nextEvery,
  type Offered,
} from '../../../../src/sharing/rules/plan-project-sync.ts';
import { imageFacts, intentOf, shareRow } from '../../../support/share-row.ts';

const now = 1_000_000_000;
const minute = 60_000;
const policy = { minMs: minute, maxMs: 60 * minute };
const imageOf = (n: number) => `0000000${n}-0000-4000-8000-000000000000` as ImageId;
const row = (n: number, more: Partial<Share> = {}) =>
  shareRow({ id: `s${n}`, imageId: imageOf(n), region: 'IAD', status: 'pending', statusAt: 1, ...more });

/** Three listings of one region: what each has, and which were read to the end. */
const listings = (has: Partial<Record<MemberStatus, readonly number[]>>, whole = true): Offered[] =>
  (['pending', 'accepted', 'rejected'] as const).map((status) => ({
    region: 'IAD',
    status,
    listed: (has[status] ?? []).map((n) => ({ imageId: imageOf(n), image: imageFacts })),
    whole,
  }));

describe('what a project is offered', () => {
  it.each<[string, Share, Offered[], boolean]>([
    ['as on record', row(1), listings({ pending: [1] }), false],
    ['answered elsewhere', row(1), listings({ accepted: [1] }), true],
    ['no longer listed', row(1), listings({}), true],
    ['not listed, but the lists were not read to the end', row(1), listings({}, false), false],
    ['not listed, in a region that was not read', row(1, { region: 'DFW' }), listings({}), false],
    ['ended on record and not listed', row(1, { status: 'absent' }), listings({}), false],
    [
      'an intent of ours is under way',
      row(1, { intentRevision: 1, answer: intentOf('accepted', 1) }),
      listings({ rejected: [1] }),
      false,
    ],
    [
      'an offer of ours is under way',
      row(1, { intentRevision: 1, member: intentOf('present', 1) }),
      listings({ rejected: [1] }),
      false,
    ],
    [
      'a write of ours may still arrive',
      row(1, { unconfirmedWrites: [{ effect: 'rejected', until: now }] }),
      listings({ rejected: [1] }),
      false,
    ],
    ['listed after another image', row(1), listings({ pending: [2, 1] }), false],
    [
      'not listed, and one list was not read to the end',
      row(1),
      [...listings({}).slice(1), ...listings({}, false).slice(0, 1)],
      false,
    ],
    ['not listed, and one list is missing', row(1), listings({}).slice(1), false],
  ])('%s', (_, share, offered, looked) => {
    expect(compareOffered([share], offered).toRead).toEqual(looked ? [share] : []);
  });

  it('one of unknown status is in no list: it is read, and tells of no change', () => {
    const share = row(1, { status: '?frozen' });
    expect(compareOffered([share], listings({}))).toMatchObject({ toRead: [], unsure: [share] });
    expect(compareOffered([share], listings({ accepted: [1] }))).toMatchObject({
      toRead: [share],
      unsure: [],
    });
    expect(compareMembers([share], [{ projectId: share.projectId, status: '?frozen' }]).toRead).toEqual([]);
  });

  it('a member of any status that nobody has on record is adopted', () => {
    const { adopt } = compareOffered([row(1)], listings({ pending: [1, 2], accepted: [3] }));
    expect(adopt.map(({ imageId, status }) => [imageId, status])).toEqual([
      [imageOf(2), 'pending'],
      [imageOf(3), 'accepted'],
    ]);
  });

  it('each image that is listed is described', () => {
    expect(compareOffered([row(1)], listings({ accepted: [1, 2] })).describe).toEqual([
      { region: 'IAD', imageId: imageOf(1), image: imageFacts },
    ]);
  });
});

it('an image that is described is that of the Share', () => {
  const other = { imageId: imageOf(2), image: { ...imageFacts, name: 'other' } };
  const mine = { imageId: imageOf(1), image: imageFacts };
  const offered = [{ region: 'IAD', status: 'pending', listed: [other, mine], whole: true }] as const;
  expect(compareOffered([row(1)], offered).describe.map(({ image }) => image)).toEqual([imageFacts]);
});

it('an image is looked at as often as the member without an account and the longest ago want', () => {
  const synced = new Set(['linked']);
  const of = (projectId: string, ago: number | null) =>
    row(1, { projectId: projectId as ProjectId, polledAt: ago === null ? null : now - ago });
  const due = (...shares: Share[]) => imagesToPoll(shares, synced, 0, policy, now).due.length;
  expect(due(of('linked', 2 * minute), of('unknown', 2 * minute))).toBe(1);
  expect(due(of('linked', 2 * minute), of('linked', 2 * minute))).toBe(0);
  expect(due(of('unknown', 2 * minute), of('unknown', 1_000))).toBe(1);
  expect(due(of('unknown', null), of('unknown', 1_000))).toBe(1);
  expect(imagesToPoll([of('unknown', minute)], synced, 0, policy, now)).toMatchObject({
    due: [[{}]],
    nextAt: null,
  });
  expect(imagesToPoll([of('unknown', minute)], synced, 5 * minute, policy, now)).toEqual({
    due: [],
    nextAt: now + 4 * minute,
  });
  expect(imagesToPoll([], synced, 0, policy, now)).toEqual({ due: [], nextAt: null });
});

it('the members of an own image: who answered, who was removed, and who was added without the bot', () => {
  const shares = ['a', 'b', 'c'].map((projectId, n) =>
    row(1, { id: `s${n}`, projectId: projectId as ProjectId }),
  );
  const { toRead, added } = compareMembers(shares, [
    { projectId: 'a' as ProjectId, status: 'pending' },
    { projectId: 'b' as ProjectId, status: 'rejected' },
    { projectId: 'd' as ProjectId, status: 'pending' },
  ]);
  expect(toRead.map(({ projectId }) => projectId)).toEqual(['b', 'c']);
  expect(added.map(({ projectId }) => projectId)).toEqual(['d']);
});

it('images are looked at longest ago first, and rarely where every member has an account here', () => {
  const synced = new Set<string>(['linked']);
  const of = (n: number, ago: number, projectId: string) =>
    row(n, { polledAt: now - ago, projectId: projectId as ProjectId });
  const shares = [
    of(1, minute, 'unknown'),
    of(2, 5 * minute, 'unknown'),
    of(3, 5 * minute, 'linked'),
    of(4, 61 * minute, 'linked'),
    of(5, 10_000, 'unknown'),
  ];
  const { due, nextAt } = imagesToPoll(shares, synced, 0, policy, now);
  expect(due.map(([share]) => share?.id)).toEqual(['s2', 's4', 's1']);
  expect(nextAt).toBe(now + minute - 10_000);
});

it.each([
  ['nothing spent', { spent: 0, spentSince: 0 }, { left: 30, spent: 0, since: now }],
  [
    'some of this minute',
    { spent: 12, spentSince: now - 59_000 },
    { left: 18, spent: 12, since: now - 59_000 },
  ],
  ['some in the same moment', { spent: 12, spentSince: now }, { left: 18, spent: 12, since: now }],
  ['all of this minute', { spent: 30, spentSince: now - 1 }, { left: 0, spent: 30, since: now - 1 }],
  ['a minute ago', { spent: 30, spentSince: now - 60_000 }, { left: 30, spent: 0, since: now }],
  ['a clock that went back', { spent: 30, spentSince: now + 5_000 }, { left: 30, spent: 0, since: now }],
])('the budget: %s', (_, projectSync, expected) => {
  expect(budgetOf(projectSync, { syncRequestsPerMinute: 30 }, now)).toEqual(expected);
});

it('the interval grows from the shortest to the longest, and a change makes it short again', () => {
  const grown = [0];
  for (let n = 0; n < 8; n++) grown.push(nextEvery(grown.at(-1) ?? 0, false, policy));
  expect(grown.map((ms) => ms / minute)).toEqual([0, 1, 2, 4, 8, 16, 32, 60, 60]);
  expect(nextEvery(60 * minute, true, policy)).toBe(minute);
});
