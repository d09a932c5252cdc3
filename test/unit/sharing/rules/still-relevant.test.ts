/** What is still worth telling when its time comes, each rule as a row. */
import { expect, test } from 'vitest';
import type { Notification, NotificationEvent } from '../../../../src/model/notification.ts';
import type { Share } from '../../../../src/model/share.ts';
import { isMoot, waits } from '../../../../src/sharing/rules/still-relevant.ts';
import { bob, intentOf, shareRow } from '../../../support/share-row.ts';

const answering = { answer: intentOf('accepted' as const, 1, bob), intentRevision: 1 };
const terms = { answerBy: 5, endsAt: 9 };
const accepted = { ...terms, status: 'accepted' } as const;
const gone = { ...terms, status: 'absent' } as const;
const ends: NotificationEvent = { kind: 'ends', at: 9 };
const unanswered: NotificationEvent = { kind: 'ends-unanswered', at: 5 };
const offered: NotificationEvent = { kind: 'offered' };

test.each<[string, NotificationEvent, Partial<Share> | null, boolean]>([
  ['a share that is gone from the record', offered, null, true],
  ['a reminder of what waits', { kind: 'remind' }, {}, false],
  ['a reminder of what was answered', { kind: 'remind' }, { status: 'accepted' }, true],
  ['a reminder while an answer is carried out', { kind: 'remind' }, answering, true],
  ['nobody known, who answered all the same', { kind: 'check-tenant' }, accepted, true],
  ['nobody known, and nothing answered', { kind: 'check-tenant' }, {}, false],
  ['nobody left, who answered before', { kind: 'nobody-left' }, accepted, true],
  ['nobody left, and nothing answered', { kind: 'nobody-left' }, {}, false],
  ['an end that stands', ends, accepted, false],
  ['an end that stands, of what waits', ends, terms, false],
  ['an end that was moved', ends, { ...accepted, endsAt: 10 }, true],
  ['an end of what has ended', ends, gone, true],
  ['the end of an offer that waits', unanswered, terms, false],
  ['the end of an offer that was moved', unanswered, { ...terms, answerBy: 6 }, true],
  ['the end of an offer that was answered', unanswered, accepted, true],
  ['the end of an offer whose answer is carried out', unanswered, { ...terms, ...answering }, true],
  ['news of what waits', offered, {}, false],
  ['news of what was answered', offered, accepted, false],
])('%s', (_, event, share, moot) => {
  expect(isMoot({ event } as Notification, share && shareRow(share))).toBe(moot);
});

test.each<[string, Partial<Share>, boolean]>([
  ['pending', {}, true],
  ['pending, and an answer is carried out', answering, false],
  ['accepted', { status: 'accepted' }, false],
])('waits for its answer: %s', (_, share, does) => {
  expect(waits(shareRow(share))).toBe(does);
});
