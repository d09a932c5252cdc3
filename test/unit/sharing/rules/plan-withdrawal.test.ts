/** The rules of taking an image back, each as a row of a table. */
import { describe, expect, it } from 'vitest';
import type { ProjectId } from '../../../../src/core/ids.ts';
import type { Member, MemberStatus } from '../../../../src/model/member.ts';
import type { Share } from '../../../../src/model/share.ts';
import type { Withdrawal } from '../../../../src/model/withdrawal.ts';
import {
  firstStage,
  judgeMembers,
  planWithdrawal,
  stageAgain,
} from '../../../../src/sharing/rules/plan-withdrawal.ts';
import { alice, imageFacts, shareRow, wishOf } from '../../../support/share-row.ts';
import { withdrawalRow } from '../../../support/withdrawal-row.ts';

const member = (projectId: string, status: MemberStatus = 'accepted'): Member => ({
  projectId: projectId as ProjectId,
  status,
});
const openstack = { method: 'application_credential' } as const;
const rackspace = { method: 'rackspace_apikey' } as const;
const privateImage = { ...imageFacts, visibility: 'private' };
const refused = { kind: 'forbidden', act: 'remove', requestId: null } as const;

const absent = wishOf('absent' as const, 1, alice);
const going = shareRow({ wishRevision: 1, member: absent });
const gone = shareRow({ ...going, memberSettled: 1, status: 'absent' });
const left = shareRow({ ...going, memberSettled: 1, memberProblem: refused });
const again = shareRow({ wishRevision: 2, member: wishOf('present' as const, 2), memberSettled: 2 });

describe('where it begins once confirmed', () => {
  const rows: [string, Partial<Withdrawal>, typeof openstack | typeof rackspace, Withdrawal['stage']][] = [
    ['those who were listed are removed at once', { scope: 'these' }, openstack, 'placing'],
    ['rejected ones are read anew', { scope: 'rejected' }, openstack, 'listing'],
    ['all are read anew', { scope: 'all' }, openstack, 'listing'],
    ['a private image is opened first', { scope: 'all', image: privateImage }, openstack, 'opening'],
    ['also for one member', { scope: 'these', image: privateImage }, openstack, 'opening'],
    ['Rackspace’s are private and hide nobody', { scope: 'all', image: privateImage }, rackspace, 'listing'],
  ];
  it.each(rows)('%s', (_, more, account, stage) => {
    expect(firstStage(withdrawalRow(more), account)).toBe(stage);
  });
});

describe('where it begins anew after it failed', () => {
  const rows: [string, Partial<Withdrawal>, typeof openstack | typeof rackspace, Withdrawal['stage']][] = [
    ['who is left is read from the cloud', { scope: 'these' }, openstack, 'listing'],
    ['closed again since: opened first', { image: privateImage }, openstack, 'opening'],
    ['left open: the list, then closed', { opened: true, makePrivate: true }, openstack, 'listing'],
    ['Rackspace’s are private and hide nobody', { image: privateImage }, rackspace, 'listing'],
  ];
  it.each(rows)('%s', (_, more, account, stage) => {
    expect(stageAgain(withdrawalRow(more), account)).toBe(stage);
  });
});

describe('the next step', () => {
  const rows: [string, Partial<Withdrawal>, readonly Share[], object][] = [
    ['asked: nothing before it is confirmed', { stage: 'asked' }, [], { do: 'wait' }],
    ['opening', { stage: 'opening' }, [], { do: 'make-shared' }],
    ['listing', { stage: 'listing' }, [], { do: 'list-members' }],
    ['placing', { stage: 'placing' }, [], { do: 'place' }],
    ['a removal is open: wait for it', { stage: 'removing' }, [gone, going], { do: 'wait' }],
    [
      'all are gone',
      { stage: 'removing' },
      [gone, gone],
      { do: 'go-on', patch: { stage: 'done', problem: null } },
    ],
    [
      'all are gone, and it becomes private: look whether nobody came meanwhile',
      { stage: 'removing', scope: 'all', makePrivate: true },
      [gone],
      { do: 'go-on', patch: { stage: 'listing', problem: null } },
    ],
    [
      'one could not be removed: not private, since it would come back',
      { stage: 'removing', scope: 'all', makePrivate: true },
      [gone, left],
      {
        do: 'go-on',
        patch: {
          stage: 'failed',
          problem: { kind: 'members-left', image: 'web-base', count: 1, stays: true },
        },
      },
    ],
    [
      'one could not be removed of an image that we opened: closed again all the same',
      { stage: 'removing', scope: 'all', makePrivate: true, opened: true },
      [left],
      {
        do: 'go-on',
        patch: {
          stage: 'closing',
          problem: { kind: 'members-left', image: 'web-base', count: 1, stays: false },
        },
      },
    ],
    [
      'some of a private image’s are gone: closed again, the others stay hidden',
      { stage: 'removing', scope: 'these', makePrivate: true, opened: true },
      [gone],
      { do: 'go-on', patch: { stage: 'closing', problem: null } },
    ],
    [
      'somebody shared it again since: their wish stands',
      { stage: 'removing' },
      [again],
      { do: 'go-on', patch: { stage: 'done', problem: null } },
    ],
    ['closing', { stage: 'closing' }, [gone], { do: 'make-private' }],
    ['done', { stage: 'done' }, [gone], { do: 'wait' }],
    ['failed', { stage: 'failed' }, [left], { do: 'wait' }],
  ];
  it.each(rows)('%s', (_, more, shares, step) => {
    expect(planWithdrawal(withdrawalRow(more), shares)).toEqual(step);
  });
});

describe('whom the cloud’s list means', () => {
  const listed = [member('a'), member('b', 'rejected'), member('c', 'pending')];
  const hiddenA = [{ projectId: 'a' as ProjectId, status: null }];
  const rows: [string, Partial<Withdrawal>, readonly Member[], Withdrawal['stage'], string[]][] = [
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
      'nobody rejected it any more',
      { scope: 'rejected', members: [member('a')] },
      [member('a')],
      'done',
      ['a'],
    ],
  ];
  it.each(rows)('%s', (_, more, list, stage, projects) => {
    const judged = judgeMembers(withdrawalRow(more), list);
    expect(judged.stage).toBe(stage);
    expect(judged.members.map(({ projectId }) => projectId)).toEqual(projects);
  });
});
