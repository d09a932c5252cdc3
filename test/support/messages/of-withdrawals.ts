/** What producers read about members, and about taking an image back. */
import { membersMessage, ownLine } from '../../../src/features/image-members/members-messages.ts';
import {
  begun,
  confirmQuestion,
  nobody,
  undoOver,
  whom,
} from '../../../src/features/unshare-image/unshare-messages.ts';
import { withdrawalCard } from '../../../src/features/unshare-image/withdrawal-card.ts';
import type { Share } from '../../../src/model/share.ts';
import type { Withdrawal } from '../../../src/model/withdrawal.ts';
import {
  account,
  alice,
  bob,
  type Chapter,
  decided,
  facts,
  found,
  imageId,
  intent,
  otherId,
  producerAccount,
  projectId,
  share,
  value,
  withdrawal,
} from './sample-rows.ts';

const known = new Map([[projectId, { name: 'web', people: [bob] }]]);
const subject = { image: facts, imageId, account: producerAccount(), region: 'IAD' };
const question = (more: Partial<Withdrawal>, hidden = false, missing: (typeof projectId)[] = []) =>
  confirmQuestion(withdrawal(more), { hidden, missing, known });

const member = (status: 'accepted' | 'pending' | 'rejected', id = projectId) => ({
  image_id: imageId,
  member_id: id,
  status,
  created_at: '2026-05-01T08:00:00Z',
  updated_at: '2026-05-02T08:00:00Z',
});
const both = [member('accepted'), member('rejected', otherId)];
const listed = both.map(({ member_id, status }) => ({ projectId: member_id, status }));
const members = (more: Partial<Parameters<typeof membersMessage>[0]> = {}) =>
  membersMessage({
    ...{ found: found(), members: both, shown: both, page: 1, pages: 1, known, leaving: [] },
    ...more,
  });

const removing = share({ member: intent('absent', alice) });
const removed = share({
  ...decided('absent', alice),
  member: intent('absent', alice),
  memberAppliedRevision: 1,
});
const left = share({
  member: intent('absent', alice),
  memberAppliedRevision: 1,
  memberProblem: { kind: 'forbidden', act: 'remove', requestId: 'req-1' },
});
const card = (more: Partial<Withdrawal>, shares: readonly Share[] = [], undoable: readonly Share[] = []) =>
  withdrawalCard({ withdrawal: withdrawal(more), shares, undoable }, value);

export const ofWithdrawals: Chapter = {
  title: 'Members, and no longer sharing: image-members and unshare-image',
  said: [
    ['Members', members()],
    ['Members: page 2 of 3', members({ page: 2, pages: 3 })],
    ['Members: one is being removed', members({ leaving: [withdrawal()], removing: 1 })],
    ['Members: two are being removed', members({ leaving: [withdrawal({ scope: 'all' })], removing: 2 })],
    ['Members: Remove, but it was gone', members({ removing: 0 })],
    ['Members: none', members({ members: [], shown: [] })],
    [
      'Members: found while a region is silent',
      members({ found: { ...found(), missed: [{ account: 'play', regions: [], silent: ['DFW'] }] } }),
    ],
    ['Members: hidden', members({ members: null, shown: [] })],
    ['A consumer’s own line', ownLine(found({ account: account() }), member('pending'))],
    ['Not a member', ownLine(found({ account: account() }), null)],
    ['Which members?', whom(subject, listed, known)],
    ['Which members? None', whom(subject, [], known)],
    ['Which members? Hidden', whom(subject, null, known)],
    ['Nothing to remove: --all', nobody(subject, 'all')],
    ['Nothing to remove: --rejected', nobody(subject, 'rejected')],
    ['Nothing to remove: cleanup', nobody(subject, 'cleanup')],
    ['Nothing to remove: one project', nobody(subject, [projectId])],
    ['Nothing to remove: two projects', nobody(subject, [projectId, otherId])],
    ['Question: one member, and one that is none', question({}, false, [otherId])],
    ['Question: two members, then private', question({ members: listed, makePrivate: true, scope: 'all' })],
    ['Question: no members, private', question({ members: [], makePrivate: true, scope: 'all' })],
    ['Question: hidden, all', question({ members: [], makePrivate: true, scope: 'all' }, true)],
    ['Question: hidden, rejected', question({ members: [], makePrivate: true, scope: 'rejected' }, true)],
    ['Question: hidden, one', question({ members: [{ projectId, status: null }], makePrivate: true }, true)],
    ['Question: hidden, two', question({ members: listed, makePrivate: true }, true)],
    ['Confirmed', begun(withdrawal())],
    ['Card: opening', card({ phase: 'opening' })],
    ['Card: listing', card({ phase: 'listing' })],
    ['Card: placing', card({ phase: 'placing' }, [removing])],
    ['Card: removing', card({ phase: 'removing' }, [removing])],
    ['Card: closing', card({ phase: 'closing' }, [removed])],
    [
      'Card: the cloud does not answer',
      card({ phase: 'listing', lastError: { kind: 'cloud-away', cloud: 'acme' } }),
    ],
    ['Card: done, can be undone', card({ phase: 'done' }, [removed], [removed])],
    [
      'Card: two can be undone, private',
      card({ phase: 'done', makePrivate: true }, [removed, removed], [removed, removed]),
    ],
    ['Card: done, hidden members kept', card({ phase: 'done', makePrivate: true, opened: true }, [removed])],
    ['Card: done, there were none', card({ phase: 'done' })],
    ['Card: being undone', card({ phase: 'done' }, [share({ member: intent('present', alice) })])],
    ['Card: a member again', card({ phase: 'done' }, [share()])],
    [
      'Card: failed',
      card(
        { phase: 'failed', problem: { kind: 'members-left', image: 'ubuntu-24.04', count: 1, stays: true } },
        [left],
      ),
    ],
    [
      'Card: failed, and the image is still shared',
      card({
        phase: 'failed',
        opened: true,
        problem: { kind: 'forbidden', act: 'open', requestId: 'req-1' },
      }),
    ],
    [
      'Card: failed, and the image is private',
      card({
        ...{ phase: 'failed', opened: true, image: { ...facts, visibility: 'private' } },
        problem: { kind: 'forbidden', act: 'remove', requestId: 'req-1' },
      }),
    ],
    [
      'Card: more than ten members',
      card({ phase: 'removing' }, Array.from({ length: 4 }, () => [removing, removed, left]).flat()),
    ],
    ['Undo, too late', undoOver],
  ],
};
