/** Which terms matter still, and why a share ended. */
import { expect, test } from 'vitest';
import type { Intent, Share } from '../../../../src/model/share.ts';
import { endedBecause, openTerms, termsWith } from '../../../../src/sharing/rules/terms.ts';
import { alice, bob, intentOf, shareRow } from '../../../support/share-row.ts';

const terms = { answerBy: 5, endsAt: 9 };
const none = { answerBy: null, endsAt: null };
const asked = (value: 'present' | 'absent'): Partial<Share> => ({
  member: intentOf(value, 1),
  intentRevision: 1,
});
const done = { memberAppliedRevision: 1 };

test.each<[string, Partial<Share>, object]>([
  ['of what waits: both', {}, terms],
  ['of what was accepted: its end', { status: 'accepted' }, { answerBy: null, endsAt: 9 }],
  ['of no member: none', { status: 'absent' }, none],
  ['of what nobody has seen: none', { status: null }, none],
  ['while it is taken back: none', asked('absent'), none],
  ['while it is offered again: both', asked('present'), terms],
  ['when it could not be taken back: both', { ...asked('absent'), ...done }, terms],
])('terms that matter %s', (_, share, open) => {
  expect(openTerms(shareRow({ ...terms, ...share }))).toEqual(open);
});

test.each<[string, Partial<Share>, object]>([
  ['goes on', {}, terms],
  ['is being added', { ...asked('present'), status: null }, terms],
  ['is being taken back', asked('absent'), none],
  ['has ended', { status: 'absent' }, none],
])('an offer without terms joins a share that %s', (_, share, joined) => {
  expect(termsWith(shareRow({ ...terms, ...share }), none)).toEqual(joined);
});

const ended = (because?: 'unanswered' | 'ended'): Intent<'present' | 'absent'> => ({
  ...intentOf('absent' as const, 1),
  ...(because && { because }),
});
const decided = { by: alice, status: 'absent' as const, at: 0 };

test.each<[string, Partial<Share>, string | null]>([
  ['its time was over', { member: ended('ended'), decided }, 'ended'],
  ['nobody answered', { member: ended('unanswered'), decided }, 'unanswered'],
  ['a person removed it', { member: ended(), decided }, null],
  ['it happened elsewhere', { member: ended('ended'), decided: { ...decided, by: null } }, null],
  ['another removed it', { member: ended('ended'), decided: { ...decided, by: bob } }, null],
  ['nobody decided', { member: ended('ended') }, null],
  ['it is offered again', { member: { ...ended('ended'), value: 'present' }, decided }, null],
  ['nobody asked for anything', {}, null],
])('ended because: %s', (_, share, why) => {
  expect(endedBecause(shareRow(share))).toBe(why);
});
