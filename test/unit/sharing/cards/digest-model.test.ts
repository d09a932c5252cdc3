/** What a digest shows of what happened, for whoever reads it. */
import { expect, test } from 'vitest';
import type { SlackUserId } from '../../../../src/core/ids.ts';
import type { NotificationEvent } from '../../../../src/model/notification.ts';
import type { Offer } from '../../../../src/model/offer.ts';
import type { Share } from '../../../../src/model/share.ts';
import { digestCardModel } from '../../../../src/sharing/cards/notification-card.ts';
import { newCard } from '../../../../src/sharing/cards/refresh.ts';
import { personOf } from '../../../support/card-desk.ts';
import { desk, onDesk } from '../../../support/on-desk.ts';
import { alice, bob, carol, project, teamId } from '../../../support/store-rows.ts';

onDesk();

/** The digest of one event, for this person. */
const digest = async (share: Share, event: NotificationEvent, userId: SlackUserId) => {
  await desk.store.notifications.addNotification(desk.db, {
    ...{ id: userId, teamId, enterpriseId: null, recipientId: userId, subjectId: share.id, event },
    ...{ dedupeKey: 'once', digestId: 'digest', dueAt: null, createdAt: 1 },
  });
  const card = newCard('digest', 'digest', personOf(userId), 1);
  const { lines } = await digestCardModel(desk.store, desk.db, card, async ({ recipientId }) => recipientId);
  return lines[0];
};

test.each<[string, Partial<Share>, NotificationEvent, SlackUserId, object]>([
  [
    'may be answered while it waits',
    {},
    { kind: 'remind' },
    bob,
    { value: bob, mayExtend: false, mayTakeOver: false },
  ],
  ['may not, once it is answered', { status: 'accepted' }, { kind: 'remind' }, bob, { value: null }],
  ['may not by who has no card', {}, { kind: 'remind' }, carol, { value: null }],
  ['may be extended by its producer', { endsAt: 5 }, { kind: 'ends', at: 5 }, alice, { mayExtend: true }],
  ['may not by anybody else', { endsAt: 5 }, { kind: 'ends', at: 5 }, bob, { mayExtend: false }],
  ['may not once the end has moved', { endsAt: 6 }, { kind: 'ends', at: 5 }, alice, { mayExtend: false }],
  [
    'may be extended before its deadline',
    { answerBy: 5 },
    { kind: 'ends-unanswered', at: 5 },
    alice,
    { mayExtend: true },
  ],
  ['may not for any other event', { endsAt: 5 }, { kind: 'remind' }, alice, { mayExtend: false }],
])('what a message tells of %s', async (_, of, event, userId, expected) => {
  const share = await desk.share(of);
  await desk.offer({ producer: alice }, [share]);
  await desk.put('share', share.id, bob);
  expect(await digest(share, event, userId)).toMatchObject(expected);
});

test.each<[string, Partial<Offer>, Partial<Share>, boolean]>([
  ['while they are still its producer', { producer: carol }, {}, true],
  ['once somebody else is', { producer: alice }, {}, false],
  ['if nobody knows the owner', { producer: carol }, { ownerProjectId: null }, false],
])('what somebody left may be taken over %s', async (_, offer, of, expected) => {
  const share = await desk.share({ ownerProjectId: project('p'), ...of });
  await desk.offer({ projectId: project('p'), ...offer }, [share]);
  const event = { kind: 'no-producer', by: carol, images: 1, removals: 0 } as const;
  expect(await digest(share, event, alice)).toMatchObject({ mayTakeOver: expected });
});
