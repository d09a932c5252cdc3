/** Lets the producer's side move an end, of the share or of an offer that nobody has answered yet, once it is proven that they may. */
import { dayOf, endOfDay } from '../../core/days.ts';
import type { Person } from '../../core/ids.ts';
import { type Problem, UserError } from '../../core/problems/problem.ts';
import type { ActTerms } from '../../model/pending-act.ts';
import type { Share } from '../../model/share.ts';
import { writeAudit } from '../audit.ts';
import { showShare } from '../cards/refresh.ts';
import { notifyAll } from '../notifications/notify.ts';
import { localTimeOf } from '../people/local-time.ts';
import { requestAct } from '../people/request-act.ts';
import { longestTermMs, openTerms } from '../rules/terms.ts';
import { inTransaction, type PolicyWork } from '../transaction.ts';
import { agree } from './agree-terms.ts';
import type { IntentDeps } from './intent.ts';
import { ownersShare } from './remind.ts';

export interface Extendable {
  readonly share: Share;
  /** Which end comes first. */
  readonly which: 'answerBy' | 'endsAt';
  readonly at: number;
  /** The day on which it ends if its time is doubled. */
  readonly suggested: string;
}

const nextEnd = (share: Share): Pick<Extendable, 'which' | 'at'> => {
  const { answerBy, endsAt } = openTerms(share);
  if (answerBy !== null && (endsAt === null || answerBy <= endsAt))
    return { which: 'answerBy', at: answerBy };
  if (endsAt !== null) return { which: 'endsAt', at: endsAt };
  throw new UserError({ kind: 'stale-card' });
};

/** @throws UserError `stale-card` if no end is left, `outdated`, `no-account-for-project` */
export const extendable = async (deps: IntentDeps, person: Person, shareId: string): Promise<Extendable> => {
  return inTransaction(deps, async (work) => {
    const { share } = await ownersShare(work, person, shareId);
    const { timeZone } = await localTimeOf(deps, person, work.tx);
    const end = nextEnd(share);
    const lasted = end.at - (share.member?.at ?? share.createdAt);
    return { share, ...end, suggested: dayOf(end.at + lasted, timeZone) };
  });
};

/**
 * Asks to move the end that comes first to the end of `day`. Does nothing if it ends then already.
 * @throws UserError as `extendable` does, and `bad-day`, `day-over`, `day-too-far`
 */
export const extend = async (
  deps: IntentDeps,
  person: Person,
  shareId: string,
  day: string,
): Promise<void> => {
  await inTransaction(deps, async (work) => {
    const { now } = work;
    const { share, account } = await ownersShare(work, person, shareId);
    const { which, at: was } = nextEnd(share);
    const { timeZone } = await localTimeOf(deps, person, work.tx);
    const at = endOfDay(day, timeZone);
    if (at === null) throw new UserError({ kind: 'bad-day', typed: day });
    if (at <= now) throw new UserError({ kind: 'day-over', typed: day });
    if (at > now + longestTermMs) throw new UserError({ kind: 'day-too-far', typed: day });
    // the same day as now also takes back another that was asked for and is not proven yet
    await requestAct(work, person, account, shareId, { kind: 'extend', term: which, was, at });
  });
  deps.nudge();
};

/** Moves the end, which is proven, and notifies everyone but the person who did it. Returns why it cannot be any more. */
export const carryOutExtend = async (
  work: PolicyWork,
  person: Person,
  share: Share,
  { term, was, at }: Extract<ActTerms, { readonly kind: 'extend' }>,
): Promise<Problem | null> => {
  const { id: shareId, projectId, answerBy, endsAt } = share;
  const stands = openTerms(share)[term];
  if (stands === null || at <= work.now) return { kind: 'term-over' };
  if (stands === at) return null;
  if (stands !== was) return { kind: 'stale-card' };
  await agree(work, share, { answerBy, endsAt, [term]: at });
  const detail = { shareId, projectId, [term]: at };
  await writeAudit(work, { act: 'extend', by: person, on: share, detail });
  const event = { kind: 'extended', term, at, by: person.userId } as const;
  await notifyAll(work, { share, event, dedupeKey: `extended-${work.now}` });
  await showShare(work, { ...share, [term]: at });
  return null;
};
