import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../../src/core/durations.ts';
import type { Share } from '../../../../src/model/share.ts';
import { endsOf, remindersOf, stillDue } from '../../../../src/sharing/rules/plan-timers.ts';
import { termsWith } from '../../../../src/sharing/rules/terms.ts';
import { bob, intentOf, shareRow } from '../../../support/share-row.ts';

const at = 1_800_000_000_000;

it('reminders: each once, never before its time, and less than a quarter of an hour after it', () => {
  const remindAfterMs = [dayMs, 3 * dayMs, 7 * dayMs];
  for (let since = at; since < at + hourMs; since += 61_007) {
    const all = remindersOf(since, { remindAfterMs });
    expect(all.map(({ sequence }) => sequence)).toEqual([0, 1, 2]);
    for (const [turn, { dueAt }] of all.entries()) {
      const late = dueAt - since - (remindAfterMs[turn] ?? 0);
      expect(late >= 0 && late < 900_000).toBe(true);
    }
  }
});

describe('ends', () => {
  it.each<[string, Pick<Share, 'answerBy' | 'endsAt'>, (readonly [string, number])[]]>([
    ['never', { answerBy: null, endsAt: null }, []],
    [
      'a day before, where there is time',
      { answerBy: null, endsAt: at + 30 * dayMs },
      [
        ['warn-end', at + 29 * dayMs],
        ['end', at + 30 * dayMs],
      ],
    ],
    [
      'when three quarters are over, where there is little',
      { answerBy: at + 8 * hourMs, endsAt: null },
      [
        ['warn-unanswered', at + 6 * hourMs],
        ['end-unanswered', at + 8 * hourMs],
      ],
    ],
  ])('%s', (_, terms, expected) => {
    expect(endsOf(terms, at).map(({ kind, dueAt }) => [kind, dueAt])).toEqual(expected);
  });
});

describe('still due', () => {
  const terms = { answerBy: at, endsAt: at };
  const answering = { answer: intentOf('accepted' as const, 1, bob), intentRevision: 1 };
  const joining = { member: intentOf('present' as const, 1), intentRevision: 1 };
  const leaving = { member: intentOf('absent' as const, 1), intentRevision: 1 };
  it.each<[string, Partial<Share>, Parameters<typeof stillDue>[1], boolean]>([
    ['an offer that waits', terms, 'end-unanswered', true],
    ['not before its time', { ...terms, answerBy: at + 1 }, 'end-unanswered', false],
    ['not without a term', { endsAt: at }, 'end-unanswered', false],
    ['not once accepted', { ...terms, status: 'accepted' }, 'end-unanswered', false],
    ['not while an answer is carried out', { ...terms, ...answering }, 'end-unanswered', false],
    ['not while it is taken back', { ...terms, ...leaving }, 'end', false],
    ['a share, accepted', { ...terms, status: 'accepted' }, 'end', true],
    ['a share that was extended', { endsAt: at + 1 }, 'end', false],
    ['no member any more', { ...terms, status: 'absent' }, 'end', false],
    ['a reminder of what waits', {}, 'remind', true],
    ['no reminder of what was rejected', { status: 'rejected' }, 'remind', false],
    ['no reminder while an answer is carried out', answering, 'remind', false],
    ['a warning of an offer that waits', { ...terms, answerBy: at + 1 }, 'warn-unanswered', true],
    ['no warning without a term', { endsAt: at }, 'warn-unanswered', false],
    ['no warning of an offer that was accepted', { ...terms, status: 'accepted' }, 'warn-unanswered', false],
    ['a warning of a share', { endsAt: at + 1, status: 'accepted' }, 'warn-end', true],
    ['no warning without an end', {}, 'warn-end', false],
    ['no warning of what is no member', { ...terms, status: 'absent' }, 'warn-end', false],
    ['not an end without one', {}, 'end', false],
    ['the end of what is still being added', { ...terms, ...joining, status: null }, 'end', true],
    ['the monthly note', {}, 'cleanup', true],
    ['a wake-up', {}, 'wake', true],
    ['a card that is drawn again', {}, 'redraw', true],
    ['nothing while it is taken back', leaving, 'redraw', false],
  ])('%s', (_, more, kind, due) => {
    expect(stillDue(shareRow(more), kind, at)).toBe(due);
  });
});

describe('terms of an offer that joins a share', () => {
  const stood = { answerBy: 1, endsAt: 2 };
  it.each<[string, Partial<Share>, Parameters<typeof termsWith>[1], object]>([
    ['names them', stood, { answerBy: 3, endsAt: 4 }, { answerBy: 3, endsAt: 4 }],
    ['names one', stood, { answerBy: null, endsAt: 4 }, { answerBy: 1, endsAt: 4 }],
    ['names none', stood, { answerBy: null, endsAt: null }, stood],
    [
      'starts afresh',
      { ...stood, status: 'absent' },
      { answerBy: null, endsAt: 4 },
      { answerBy: null, endsAt: 4 },
    ],
  ])('%s', (_, more, offer, terms) => {
    expect(termsWith(shareRow(more), offer)).toEqual(terms);
  });
});
