/** The producer's side moves an end: of the share, or of an offer that nobody has answered yet. */
import { dayOf, endOfDay } from '../../core/days.ts';
import type { Person } from '../../core/ids.ts';
import type { Policy } from '../../core/policy.ts';
import { UserError } from '../../core/problems.ts';
import type { Share } from '../../model/share.ts';
import { writeAudit } from '../audit.ts';
import { showShare } from '../cards/refresh.ts';
import { tellAll } from '../notifications/notify.ts';
import { hereOf } from '../people/local-time.ts';
import { longestTermMs, openTerms } from '../rules/terms.ts';
import { agree } from './agree-terms.ts';
import type { WishDeps } from './intent.ts';
import { ownersShare } from './remind.ts';

export interface Extendable {
  readonly share: Share;
  /** Which end comes first. */
  readonly which: 'answerBy' | 'endsAt';
  readonly at: number;
  /** The day on which it ends if it lasts as long again. */
  readonly suggested: string;
}

const nextEnd = (share: Share): Pick<Extendable, 'which' | 'at'> => {
  const { answerBy, endsAt } = openTerms(share);
  if (answerBy !== null && (endsAt === null || answerBy <= endsAt))
    return { which: 'answerBy', at: answerBy };
  if (endsAt !== null) return { which: 'endsAt', at: endsAt };
  throw new UserError({ kind: 'older-picture' });
};

/** @throws UserError `older-picture` where nothing ends any more, `outdated`, `no-account-for-project` */
export const extendable = async (deps: WishDeps, person: Person, shareId: string): Promise<Extendable> => {
  const { ledger } = deps;
  return ledger.database.transaction(async (tx) => {
    const share = await ownersShare(ledger, tx, person, shareId);
    const { timeZone } = await hereOf(deps, person, tx);
    const end = nextEnd(share);
    const lasted = end.at - (share.member?.at ?? share.createdAt);
    return { share, ...end, suggested: dayOf(end.at + lasted, timeZone) };
  });
};

/**
 * Moves the end that comes first to the end of `day`; all but the one who did it are told. Where it ends then already, nothing happens.
 * @throws UserError as `extendable` does, and `bad-day`, `day-over`, `day-too-far`
 */
export const extend = async (
  deps: WishDeps & { readonly policy: Policy },
  person: Person,
  shareId: string,
  day: string,
): Promise<void> => {
  const { ledger, policy, nudge } = deps;
  await ledger.database.transaction(async (tx) => {
    const share = await ownersShare(ledger, tx, person, shareId);
    const { which } = nextEnd(share);
    const { at: now, timeZone } = await hereOf(deps, person, tx);
    const at = endOfDay(day, timeZone);
    if (at === null) throw new UserError({ kind: 'bad-day', typed: day });
    if (at <= now) throw new UserError({ kind: 'day-over', typed: day });
    if (at > now + longestTermMs) throw new UserError({ kind: 'day-too-far', typed: day });
    if (share[which] === at) return;
    const { answerBy, endsAt } = share;
    await agree(ledger, tx, share, { answerBy, endsAt, [which]: at }, now);
    const detail = { shareId, projectId: share.projectId, [which]: at };
    await writeAudit(ledger, tx, now, { act: 'extend', by: person, on: share, detail });
    const news = { kind: 'extended', term: which, at, by: person.userId } as const;
    await tellAll({ ledger, policy }, tx, { share, news, once: `extended-${now}`, now });
    await showShare(ledger, tx, { ...share, [which]: at }, now);
  });
  nudge();
};
