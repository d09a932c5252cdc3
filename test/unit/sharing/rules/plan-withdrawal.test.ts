/** The rules of taking an image back, each as a row of a table. */
import { describe, expect, it } from 'vitest';
import type { ProjectId } from '../../../../src/core/ids.ts';
import type { Member, MemberStatus } from '../../../../src/model/member.ts';
import type { Share } from '../../../../src/model/share.ts';
import type { Withdrawal } from '../../../../src/model/withdrawal.ts';
import {
  firstPhase,
  judgeMembers,
  phaseAgain,
  planWithdrawal,
  stoppedBy,
} from '../../../../src/sharing/rules/plan-withdrawal.ts';
import { alice, imageFacts, intentOf, shareRow } from '../../../support/share-row.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

const member = (projectId: string, status: MemberStatus = 'accepted'): Member => ({
  projectId: projectId as ProjectId,
  status,
});
const openstack = { method: 'application_credential' } as const;
const rackspace = { method: 'rackspace_apikey' } as const;
const privateImage = { ...imageFacts, visibility: 'private' };
const refused = { kind: 'forbidden', act: 'remove', requestId: null } as const;

const absent = intentOf('absent' as const, 1, alice);
const going = shareRow({ intentRevision: 1, member: absent });
const gone = shareRow({ ...going, memberAppliedRevision: 1, status: 'absent' });
const left = shareRow({ ...going, memberAppliedRevision: 1, memberProblem: refused });
const again = shareRow({
  intentRevision: 2,
  member: intentOf('present' as const, 2),
  memberAppliedRevision: 2,
});

describe('where it begins once confirmed', () => {
  const rows: [string, Partial<Withdrawal>, typeof openstack | typeof rackspace, Withdrawal['phase']][] = [
    ['those who were listed are removed at once', { scope: 'these' }, openstack, 'placing'],
    ['rejected ones are read again', { scope: 'rejected' }, openstack, 'listing'],
    ['all are read again', { scope: 'all' }, openstack, 'listing'],
    ['a private image is opened first', { scope: 'all', image: privateImage }, openstack, 'opening'],
    ['also for one member', { scope: 'these', image: privateImage }, openstack, 'opening'],
    ['Rackspace’s are private and hide nobody', { scope: 'all', image: privateImage }, rackspace, 'listing'],
  ];
  it.each(rows)('%s', (_, more, account, stage) => {
    expect(firstPhase(withdrawalRow(more), account)).toBe(stage);
  });
});

describe('where it begins again after it failed', () => {
  const rows: [string, Partial<Withdrawal>, typeof openstack | typeof rackspace, Withdrawal['phase']][] = [
    ['who is left is read from the cloud', { scope: 'these' }, openstack, 'listing'],
    ['closed again since: opened first', { image: privateImage }, openstack, 'opening'],
    ['left open: the list, then closed', { opened: true, makePrivate: true }, openstack, 'listing'],
    ['Rackspace’s are private and hide nobody', { image: privateImage }, rackspace, 'listing'],
  ];
  it.each(rows)('%s', (_, more, account, stage) => {
    expect(phaseAgain(withdrawalRow(more), account)).toBe(stage);
  });
});

describe('the next step', () => {
  const rows: [string, Partial<Withdrawal>, readonly Share[], object][] = [
    ['asked: nothing before it is confirmed', { phase: 'asked' }, [], { do: 'wait' }],
    ['opening', { phase: 'opening' }, [], { do: 'make-shared' }],
    ['listing', { phase: 'listing' }, [], { do: 'list-members' }],
    ['placing', { phase: 'placing' }, [], { do: 'place' }],
    ['a removal is open: wait for it', { phase: 'removing' }, [gone, going], { do: 'wait' }],
    [
      'all are gone',
      { phase: 'removing' },
      [gone, gone],
      { do: 'go-on', patch: { phase: 'done', problem: null } },
    ],
    [
      'all are gone, and it becomes private: look whether nobody came meanwhile',
      { phase: 'removing', scope: 'all', makePrivate: true },
      [gone],
      { do: 'go-on', patch: { phase: 'listing', problem: null } },
    ],
    [
      'one could not be removed: not private, since it would come back',
      { phase: 'removing', scope: 'all', makePrivate: true },
      [gone, left],
      {
        do: 'go-on',
        patch: {
          phase: 'failed',
          problem: { kind: 'members-left', image: 'web-base', count: 1, stays: true },
        },
      },
    ],
    [
      'one could not be removed of an image that we opened: closed again all the same',
      { phase: 'removing', scope: 'all', makePrivate: true, opened: true },
      [left],
      {
        do: 'go-on',
        patch: {
          phase: 'closing',
          problem: { kind: 'members-left', image: 'web-base', count: 1, stays: false },
        },
      },
    ],
    [
      'some of a private image’s are gone: closed again, the others stay hidden',
      { phase: 'removing', scope: 'these', makePrivate: true, opened: true },
      [gone],
      { do: 'go-on', patch: { phase: 'closing', problem: null } },
    ],
    [
      'somebody shared it again since: their intent stands',
      { phase: 'removing' },
      [again],
      { do: 'go-on', patch: { phase: 'done', problem: null } },
    ],
    [
      'a member whom nobody asked to remove keeps nothing back',
      { phase: 'removing' },
      [shareRow()],
      { do: 'go-on', patch: { phase: 'done', problem: null } },
    ],
    ['closing', { phase: 'closing' }, [gone], { do: 'make-private' }],
    ['done', { phase: 'done' }, [gone], { do: 'wait' }],
    ['failed', { phase: 'failed' }, [left], { do: 'wait' }],
  ];
  it.each(rows)('%s', (_, more, shares, step) => {
    expect(planWithdrawal(withdrawalRow(more), shares)).toEqual(step);
  });
});

describe('whom the cloud’s list means', () => {
  const listed = [member('a'), member('b', 'rejected'), member('c', 'pending')];
  const hiddenA = [{ projectId: 'a' as ProjectId, status: null }];
  const rows: [string, Partial<Withdrawal>, readonly Member[], Withdrawal['phase'], string[]][] = [
    ['all', { scope: 'all' }, listed, 'placing', ['a', 'b', 'c']],
    ['the rejected', { scope: 'rejected' }, listed, 'placing', ['b']],
    ['those named on a private image', { members: hiddenA }, listed, 'placing', ['a']],
    ['none of those named is a member', { members: hiddenA }, [member('z')], 'done', []],
    [
      'none of them, of a private image',
      { members: hiddenA, makePrivate: true },
      [member('z')],
      'closing',
      [],
    ],
    [
      'nobody is left: private now',
      { scope: 'all', makePrivate: true, members: [member('a')] },
      [],
      'closing',
      ['a'],
    ],
    [
      'one came meanwhile: removed too, and those before stay on the card',
      { scope: 'all', makePrivate: true, members: [member('a')] },
      [member('z', 'pending')],
      'placing',
      ['a', 'z'],
    ],
    [
      'some are there still: each is on the card once',
      { scope: 'all', members: [member('a'), member('b')] },
      [member('b'), member('c')],
      'placing',
      ['a', 'b', 'c'],
    ],
    [
      'some of those named are gone: they are not on the card',
      { scope: 'these', members: [member('a'), member('b')] },
      [member('b')],
      'placing',
      ['b'],
    ],
    [
      'nobody rejected it any more',
      { scope: 'rejected', members: [member('a')] },
      [member('a')],
      'done',
      ['a'],
    ],
  ];
  it.each(rows)('%s', (_, more, list, stage, projects) => {
    const judged = judgeMembers(withdrawalRow(more), list);
    expect(judged.phase).toBe(stage);
    expect(judged.members.map(({ projectId }) => projectId)).toEqual(projects);
  });

  const unread = { kind: 'members-unread', image: 'web-base', count: 2 };
  it.each<[string, Partial<Withdrawal>, Pick<Withdrawal, 'phase'> & { problem?: unknown }]>([
    ['all of it', { scope: 'all', makePrivate: true }, { phase: 'failed', problem: unread }],
    [
      'all of an image that was opened',
      { scope: 'all', makePrivate: true, opened: true },
      { phase: 'closing', problem: unread },
    ],
    ['those that rejected it', { scope: 'rejected' }, { phase: 'done' }],
  ])('members without an id are left of %s', (_, more, judged) => {
    expect(judgeMembers(withdrawalRow({ ...more, members: [] }), [], 2)).toMatchObject(judged);
    expect(judgeMembers(withdrawalRow(more), [member('a', 'rejected')], 2).phase).toBe('placing');
  });
});

describe('whom an offer that has added nobody yet no longer adds', () => {
  const [one, two, three] = ['one', 'two', 'three'] as ProjectId[];
  const offer = { tenants: ['one', 'two'] as ProjectId[], stopped: [] as ProjectId[] };
  const members = [one, three].map((projectId) => ({ projectId: projectId as ProjectId, status: null }));
  it('everybody, the named ones, or nobody; once stopped stays stopped', () => {
    expect(stoppedBy({ scope: 'all', members: [] }, offer)).toEqual([one, two]);
    expect(stoppedBy({ scope: 'these', members }, offer)).toEqual([one]);
    expect(stoppedBy({ scope: 'rejected', members: [] }, offer)).toEqual([]);
    expect(stoppedBy({ scope: 'these', members }, { ...offer, stopped: [two as ProjectId] })).toEqual([
      one,
      two,
    ]);
  });
});
