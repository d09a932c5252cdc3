/** What people are notified of, and what a card's menu shows: reminders, ends, the timeline. */
import type { PersonId } from '../../../src/core/ids.ts';
import { blockModal } from '../../../src/features/card-menu/block-modal.ts';
import { extendModal } from '../../../src/features/card-menu/extend-modal.ts';
import { handOverModal } from '../../../src/features/card-menu/hand-over-modal.ts';
import { putOffUntil, reminded } from '../../../src/features/card-menu/reminder-messages.ts';
import { timelineModal } from '../../../src/features/card-menu/timeline-modal.ts';
import { adopted, digestMessage } from '../../../src/features/notifications/notification-messages.ts';
import { type AuditAct, auditActs, isCloudWriteAct } from '../../../src/model/audit-line.ts';
import type { NotificationEvent } from '../../../src/model/notification.ts';
import type { Share } from '../../../src/model/share.ts';
import type { DigestLine } from '../../../src/sharing/cards/notification-card.ts';
import { auditLine } from '../store-rows.ts';
import {
  alice,
  bob,
  type Chapter,
  channel,
  decided,
  intent,
  nextWeek,
  now,
  offer,
  otherId,
  type Said,
  share,
} from './sample-rows.ts';

const dayMs = 86_400_000;
let lines = 0;
const line = (
  event: NotificationEvent,
  more: Partial<Share> = {},
  rest: Partial<DigestLine> = {},
): DigestLine => {
  lines += 1;
  return {
    notification: {
      id: `n${lines}`,
      teamId: share().teamId,
      enterpriseId: null,
      recipientId: alice,
      subjectId: `s${lines}`,
      event,
      dedupeKey: `n${lines}`,
      digestId: 'digest',
      dueAt: null,
      createdAt: now + 3 * dayMs,
    },
    share: share({ id: `s${lines}`, ...more }),
    value: null,
    mayExtend: false,
    mayTakeOver: false,
    ...rest,
  };
};
const digest = (...all: DigestLine[]) => digestMessage({ lines: all, viewer: alice });

type Kind = NotificationEvent['kind'];
type Told = readonly (readonly [NotificationEvent, Partial<Share>?, Partial<DigestLine>?])[];

const was = { name: 'ubuntu-24.04', status: 'active', visibility: 'shared' };
const changes = [
  { status: 'deleted' },
  { status: 'deactivated' },
  { visibility: 'private' },
  { visibility: 'public' },
  { name: 'ubuntu' },
];
const reason = { answer: intent('rejected' as const, bob, { reason: 'We need the minimal image.' }) };
const asked = { value: 'value' };
const end = (more: Partial<Share> = {}) => ({ endsAt: nextWeek, answerBy: nextWeek, ...more });
const extended = end({ endsAt: nextWeek + 7 * dayMs, answerBy: nextWeek + 7 * dayMs });

/** Of every kind there is. */
const told: Readonly<Record<Kind, Told>> = {
  offered: [
    [{ kind: 'offered' }, {}, asked],
    [{ kind: 'offered' }, decided('accepted', bob)],
    [{ kind: 'offered' }, decided('absent', null)],
  ],
  answered: (['accepted', 'rejected', 'pending'] as const).map(
    (status) => [{ kind: 'answered', status, by: status === 'pending' ? null : bob }] as const,
  ),
  reason: [
    [{ kind: 'reason', by: bob, revision: 1 }, reason],
    [{ kind: 'reason', by: bob, revision: 0 }, reason],
  ],
  removed: [
    [{ kind: 'removed', by: alice, why: 'requested' }],
    [{ kind: 'removed', by: null, why: null }],
    [{ kind: 'removed', by: alice, why: 'ended' }],
    [{ kind: 'removed', by: alice, why: 'unanswered' }],
  ],
  'image-changed': [
    ...changes.map((change) => [{ kind: 'image-changed', was, is: { ...was, ...change } }] as const),
    [{ kind: 'image-changed', was: { ...was, status: 'deactivated' }, is: was }],
    [{ kind: 'image-changed', was: { ...was, name: null }, is: was }],
    [{ kind: 'image-changed', was, is: { ...was, name: null } }],
  ],
  'member-added': [[{ kind: 'member-added', projectId: otherId, status: 'pending' }]],
  remind: [
    [{ kind: 'remind' }, {}, asked],
    [{ kind: 'remind' }, decided('rejected', bob)],
  ],
  'check-tenant': [[{ kind: 'check-tenant' }]],
  'nobody-left': [[{ kind: 'nobody-left' }]],
  'end-waits': [[{ kind: 'end-waits' }]],
  'no-producer': [
    [{ kind: 'no-producer', by: bob, images: 10, removals: 0 }, {}, { mayTakeOver: true }],
    [{ kind: 'no-producer', by: bob, images: 2, removals: 1 }, {}, { mayTakeOver: true }],
    [{ kind: 'no-producer', by: bob, images: 0, removals: 2 }, {}, { mayTakeOver: true }],
    [{ kind: 'no-producer', by: bob, images: 1, removals: 0 }],
  ],
  'channel-lost': [[{ kind: 'channel-lost', channel, project: 'web', why: 'not_in_channel' }]],
  'ends-unanswered': [
    [{ kind: 'ends-unanswered', at: nextWeek }, end(), asked],
    [{ kind: 'ends-unanswered', at: nextWeek }, extended],
  ],
  ends: [
    [{ kind: 'ends', at: nextWeek }, end(), { mayExtend: true }],
    [{ kind: 'ends', at: nextWeek }, extended],
  ],
  extended: (['endsAt', 'answerBy'] as const).map(
    (term) => [{ kind: 'extended', term, at: nextWeek, by: alice }] as const,
  ),
  cleanup: [
    [{ kind: 'cleanup', rejected: 2, forgotten: 1 }],
    [{ kind: 'cleanup', rejected: 0, forgotten: 2 }],
  ],
};

const two = [line({ kind: 'check-tenant' }), line({ kind: 'check-tenant' }, { projectId: otherId })];
const many = Array.from({ length: 17 }, () => line({ kind: 'remind' }));

export const ofNotifications: Chapter = {
  title: 'Notifications: notifications',
  said: [
    ...Object.entries(told).flatMap(([kind, all]) =>
      all.map(
        ([event, more, rest], at): Said => [
          `${kind}${all.length > 1 ? ` (${at + 1})` : ''}`,
          digest(line(event, more, rest)),
        ],
      ),
    ),
    ['Two projects in one sentence', digest(...two)],
    [
      'More than fifteen',
      digest(...many)
        .text.split('\n')
        .at(-1) ?? '',
    ],
    ['A member adopted', adopted(offer())],
  ],
};

const moment = (act: AuditAct, detail: object = {}) => ({
  line: {
    ...auditLine({ act, at: now, requestId: isCloudWriteAct(act) ? 'req-7c0e' : null }),
    by: { personId: 'p1' as PersonId, userId: bob },
    onBehalfOf: null,
    people: [],
    account: 'work',
    detail: {
      region: 'DFW',
      tenants: [otherId],
      projects: [otherId, otherId],
      from: 'command /share-image',
      to: 'accepted',
      outcome: 'done',
      ...detail,
    },
  },
  project: 'web',
});
/** What nobody here did is nobody's line. */
const alone = /^(?:find-region|end-|observed-)/;
const timeline = timelineModal({
  of: share(),
  more: false,
  moments: [
    ...auditActs.map((act) => {
      const made = moment(act);
      return alone.test(act) ? { ...made, line: { ...made.line, by: null, account: null } } : made;
    }),
    moment('withdraw', { makePrivate: true }),
    moment('set-status', { outcome: 'refused', status: 403 }),
    moment('set-status', { outcome: 'lost' }),
    {
      ...moment('offer'),
      line: { ...moment('offer').line, by: { personId: 'p2' as PersonId, userId: null } },
    },
  ],
});

export const ofCardMenus: Chapter = {
  title: 'The menu of a card: card-menu',
  said: [
    ['Remind: one', reminded({ kind: 'reminded', share: share(), count: 1 })],
    ['Remind: two', reminded({ kind: 'reminded', share: share(), count: 2 })],
    ['Remind: too soon', reminded({ kind: 'too-soon', share: share(), at: nextWeek })],
    ...(['nobody-known', 'nobody-willing', 'nothing-waits'] as const).map(
      (kind): Said => [`Remind: ${kind}`, reminded({ kind, share: share() })],
    ),
    ['Not now', putOffUntil(nextWeek)],
    ['Not now, but nothing waits', putOffUntil(null)],
    ['Hand over', handOverModal(offer(), 'value')],
    ['Block a producer', blockModal({ share: share(), producer: alice, forProject: true }, 'value')],
    [
      'Block a project, for oneself',
      blockModal({ share: share(), producer: null, forProject: false }, 'value'),
    ],
    [
      'Extend a share',
      extendModal({ share: share(), which: 'endsAt', at: nextWeek, suggested: '2026-05-18' }),
    ],
    [
      'Extend an offer',
      extendModal({ share: share(), which: 'answerBy', at: nextWeek, suggested: '2026-05-18' }),
    ],
    ['Timeline', timeline],
    ['Timeline, with older lines', timelineModal({ of: share(), more: true, moments: [moment('offer')] })],
  ],
};
