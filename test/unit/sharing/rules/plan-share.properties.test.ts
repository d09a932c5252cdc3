/**
 * Any order of intents, answers, faults and crashes converges: a small cloud is driven by the plan alone, with requests that get
 * lost before or after their effect, land late, or whose outcome is forgotten in a crash.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MemberStatus } from '../../../../src/model/member.ts';
import type { Share } from '../../../../src/model/share.ts';
import { foldShare, unconfirmedMs } from '../../../../src/sharing/rules/fold-share.ts';
import { planShare, type ShareOutcome, type ShareStep } from '../../../../src/sharing/rules/plan-share.ts';
import {
  isMember,
  isSettled,
  openAnswer,
  openMemberIntent,
} from '../../../../src/sharing/rules/share-state.ts';
import { bob, intentOf, shareRow } from '../../../support/share-row.ts';

type Status = MemberStatus | 'absent';
type Fate =
  | 'answered'
  | 'lost-before'
  | 'lost-after'
  | 'lands-late'
  | 'later'
  | 'crash-before'
  | 'crash-after';

type Act =
  | { readonly act: 'intent'; readonly intent: 'present' | 'again' | Status }
  | { readonly act: 'elsewhere'; readonly status: Status }
  | { readonly act: 'step'; readonly fate: Fate }
  | { readonly act: 'pass'; readonly ms: number };

const silent = { kind: 'cloud-away', cloud: 'lab' } as const;

const createWorld = () => {
  let now = 1_000_000;
  let share: Share = shareRow({ status: null, statusAt: null, createdAt: now });
  let cloud: Status = 'absent';
  /** Writes that left and have not arrived. */
  let underway: { readonly at: number; readonly write: () => void }[] = [];
  const steps: ShareStep['do'][] = [];

  const arrive = () => {
    const due = underway.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
    underway = underway.filter(({ at }) => at > now);
    for (const { write } of due) write();
  };

  /** What the cloud does with a request, by the rules of Glance. */
  const request = (step: ShareStep): ShareOutcome => {
    switch (step.do) {
      case 'add-member': {
        const fresh = cloud === 'absent';
        if (fresh) cloud = 'pending';
        return { kind: 'member', status: cloud as MemberStatus, fresh };
      }
      case 'remove-member':
        cloud = 'absent';
        return { kind: 'absent' };
      case 'set-status':
        if (cloud === 'absent')
          return {
            kind: 'impossible',
            problem: { kind: 'offer-withdrawn', imageId: share.imageId },
            recheck: true,
          };
        cloud = step.intent.value;
        return { kind: 'member', status: cloud };
      default:
        return cloud === 'absent' ? { kind: 'absent' } : { kind: 'member', status: cloud };
    }
  };

  const save = (step: ShareStep, outcome: ShareOutcome) => {
    const { observed, dueAt } = foldShare(share, step, outcome, now, 0);
    share = { ...share, ...observed, dueAt };
  };

  const isWrite = (step: ShareStep) =>
    step.do === 'add-member' || step.do === 'remove-member' || step.do === 'set-status';

  const step = (fate: Fate) => {
    if (share.dueAt === null || share.dueAt > now) return false;
    const next = planShare(share, now);
    if (next.do === 'wait') {
      share = { ...share, dueAt: next.until };
      return false;
    }
    steps.push(next.do);
    switch (fate) {
      case 'answered':
        save(next, request(next));
        break;
      case 'lost-before':
        save(
          next,
          isWrite(next)
            ? { kind: 'unknown', problem: silent }
            : { kind: 'later', problem: silent, afterMs: null },
        );
        break;
      case 'lost-after':
        if (isWrite(next)) request(next);
        save(
          next,
          isWrite(next)
            ? { kind: 'unknown', problem: silent }
            : { kind: 'later', problem: silent, afterMs: null },
        );
        break;
      case 'lands-late':
        if (isWrite(next))
          underway.push({ at: now + unconfirmedMs - 1_000, write: () => void request(next) });
        save(
          next,
          isWrite(next)
            ? { kind: 'unknown', problem: silent }
            : { kind: 'later', problem: silent, afterMs: null },
        );
        break;
      case 'later':
        save(next, { kind: 'later', problem: silent, afterMs: null });
        break;
      case 'crash-after':
        request(next);
        break;
      case 'crash-before':
        break;
      default:
        fate satisfies never;
    }
    return true;
  };

  return {
    steps,
    get share() {
      return share;
    },
    get cloud() {
      return cloud;
    },
    do: (it: Act) => {
      if (it.act === 'intent') {
        const revision = share.intentRevision + 1;
        const requested =
          it.intent === 'present' || it.intent === 'absent'
            ? { member: intentOf(it.intent, revision) }
            : it.intent === 'again'
              ? { member: { ...intentOf('present' as const, revision), again: true as const } }
              : { answer: intentOf(it.intent, revision, bob) };
        share = { ...share, ...requested, intentRevision: revision, dueAt: now };
      } else if (it.act === 'elsewhere') cloud = it.status;
      else if (it.act === 'pass') now += it.ms;
      else step(it.fate);
      arrive();
    },
    /** No more faults: runs, with time passing, until nothing is due for longer than any unconfirmed write lasts. */
    settle: () => {
      for (let round = 0; round < 200; round++) {
        // a ProjectSync compares what is listed with the record, and has what differs looked at; what ended is listed no more
        if (isSettled(share) && share.dueAt === null && isMember(share) && share.status !== cloud)
          share = { ...share, dueAt: now };
        for (let calm = 0; step('answered'); calm++)
          if (calm > 20) throw new Error(`it spins: ${steps.slice(-20).join(', ')}`);
        now += 10_000;
        arrive();
      }
    },
  };
};

const status = fc.constantFrom<Status>('pending', 'accepted', 'rejected', 'absent');
const fate = fc.constantFrom<Fate>(
  'answered',
  'lost-before',
  'lost-after',
  'lands-late',
  'later',
  'crash-before',
  'crash-after',
);
const intent: fc.Arbitrary<Act> = fc
  .constantFrom(
    'present' as const,
    'again' as const,
    'absent' as const,
    'pending' as const,
    'accepted' as const,
    'rejected' as const,
  )
  .map((requested) => ({ act: 'intent', intent: requested }));
const stepping: fc.Arbitrary<Act> = fate.map((one) => ({ act: 'step', fate: one }));
const passing: fc.Arbitrary<Act> = fc.integer({ min: 1, max: 90_000 }).map((ms) => ({ act: 'pass', ms }));
const elsewhere: fc.Arbitrary<Act> = status.map((one) => ({ act: 'elsewhere', status: one }));
const start: Act = { act: 'intent', intent: 'present' };

it('every intent is carried out or ends in words, and the record says what the cloud says', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 4, arbitrary: stepping }, intent, passing, elsewhere), { maxLength: 40 }),
      (acts) => {
        const world = createWorld();
        for (const act of [start, ...acts]) world.do(act);
        world.settle();
        expect(openMemberIntent(world.share)).toBeNull();
        expect(openAnswer(world.share)).toBeNull();
        // what ended is looked at no more, so only a Share that is open must follow the cloud
        if (world.share.status !== 'absent') expect(world.share.status).toBe(world.cloud);
      },
    ),
    { numRuns: 2_000 },
  );
});

it('with nothing changed elsewhere, the cloud ends as the newest intents say', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 4, arbitrary: stepping }, intent, passing), { maxLength: 40 }),
      (acts) => {
        const world = createWorld();
        for (const act of [start, ...acts]) world.do(act);
        world.settle();
        const { member, answer, answerProblem } = world.share;
        if (member?.value === 'absent') expect(world.cloud).toBe('absent');
        else {
          expect(world.cloud).not.toBe('absent');
          const answersThis =
            answer !== null && member !== null && answer.revision > member.revision && answerProblem === null;
          if (answersThis) expect(world.cloud).toBe(answer.value);
          // whoever had rejected is asked again
          const answeredSince = answer !== null && member !== null && answer.revision > member.revision;
          if (member?.again && !answeredSince) expect(world.cloud).not.toBe('rejected');
        }
        expect(world.share.status).toBe(world.cloud);
      },
    ),
    { numRuns: 2_000 },
  );
});

it('a change made elsewhere after all was settled is adopted and never undone', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(stepping, intent, passing), { maxLength: 20 }), status, (acts, changed) => {
      const world = createWorld();
      for (const act of [start, ...acts]) world.do(act);
      world.settle();
      fc.pre(world.cloud !== 'absent');
      const writesBefore = world.steps.filter((step) => step !== 'read-member').length;
      world.do({ act: 'elsewhere', status: changed });
      world.settle();
      expect(world.cloud).toBe(changed);
      expect(world.share.status).toBe(changed);
      expect(world.steps.filter((step) => step !== 'read-member')).toHaveLength(writesBefore);
    }),
    { numRuns: 1_000 },
  );
});
