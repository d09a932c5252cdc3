/** What consumers read about an image that is offered to them. */

import { shareCard, staleCard } from '../../../src/features/answer-share/share-card.ts';
import { notUndone, reasonModal, reasonSchema } from '../../../src/features/answer-share/undo-and-reason.ts';
import { statusTaken } from '../../../src/features/image-status/status-messages.ts';
import type { Share } from '../../../src/model/share.ts';
import type { ShareCardModel } from '../../../src/sharing/cards/render.ts';
import {
  account,
  alice,
  bob,
  type Chapter,
  decided,
  facts,
  intent,
  nextWeek,
  offer,
  type Said,
  share,
  value,
} from './sample-rows.ts';

const card = (more: Partial<Share>, rest: Partial<ShareCardModel> = {}) =>
  shareCard(
    { share: share(more), offers: [offer()], viewer: bob, accounts: [account()], canUndo: false, ...rest },
    value,
  );

const answered = (status: 'accepted' | 'rejected', reason?: string): Partial<Share> => ({
  ...decided(status, bob),
  answer: intent(status, bob, reason ? { reason } : {}),
  answerAppliedRevision: 1,
});
const gone = (because?: 'ended' | 'unanswered') => ({
  ...decided('absent', alice),
  member: intent('absent' as const, alice, because ? { because } : {}),
  memberAppliedRevision: 1,
});
const away = { kind: 'cloud-away', cloud: 'acme' } as const;

const cards: readonly Said[] = [
  [
    'Waiting, with a note and both terms',
    card({ answerBy: nextWeek, endsAt: nextWeek }, { offers: [offer({ note: 'The build you asked for' })] }),
  ],
  ['Waiting, shared without the bot', card({}, { offers: [] })],
  ['Waiting, the image is not active', card({ image: { ...facts, status: 'deactivated' } })],
  ['Waiting, set back to pending', card(decided('pending', bob))],
  ['Waiting, the operator removed the cloud', card({ cloudGone: true })],
  ['Waiting, no account', card({}, { accounts: [] })],
  ['Waiting, account refused', card({}, { accounts: [account({ health: 'refused' })] })],
  ['Waiting, credential lost', card({}, { accounts: [account({ health: 'lost' })] })],
  ['Being carried out', card({ answer: intent('accepted', bob) })],
  [
    'Being carried out, and the cloud does not answer',
    card({ answer: intent('accepted', bob), lastError: away }),
  ],
  [
    'After a restore, the answer from before the backup is not at the cloud',
    card({ answer: intent('accepted', bob), statusAt: 1, asOf: Date.UTC(2026, 10, 29, 3, 17) }),
  ],
  ['Accepted, just now', card(answered('accepted'), { canUndo: true })],
  ['Accepted outside the bot', card(decided('accepted', null))],
  ['Rejected', card(answered('rejected'))],
  ['Rejected, with a reason', card(answered('rejected', 'We need the minimal image.'))],
  [
    'An answer that the cloud refused',
    card({ answerProblem: { kind: 'forbidden', act: 'answer', role: 'member', requestId: null } }),
  ],
  ['Being withdrawn', card({ member: intent('absent', alice) })],
  ['Being offered again', card({ member: intent('present', alice, { again: true }) })],
  ['Withdrawn', card(gone())],
  ['Withdrawn outside the bot', card(decided('absent', null))],
  ['Ended as scheduled', card(gone('ended'))],
  ['Ended unanswered', card(gone('unanswered'))],
  [
    'Never shared',
    card({ status: 'absent', answerProblem: { kind: 'offer-withdrawn', imageId: offer().imageId } }),
  ],
  ['Not read yet', card({ status: null })],
];

const tooLong = reasonSchema.safeParse({ reason: 'x'.repeat(501) }).error?.issues[0]?.message ?? '';

export const ofAnswers: Chapter = {
  title: 'Answering an offer: answer-share and image-status',
  said: [
    ...cards,
    ['Accept, on a card that had changed', staleCard(share(decided('rejected', bob)), 'accepted', 'value')],
    ['Say why', reasonModal({ share: share(answered('rejected')), revision: 1, reason: null })],
    ['Say why: the reason is too long', tooLong],
    ['Undo, too late: accepted', notUndone({ kind: 'over', share: share(answered('accepted')) })],
    ['Undo, too late: rejected', notUndone({ kind: 'over', share: share(answered('rejected')) })],
    ['Undo, after another change', notUndone({ kind: 'changed', share: share(gone()) })],
    ['/image-status: started', statusTaken(share(), 'accepted')],
  ],
};
