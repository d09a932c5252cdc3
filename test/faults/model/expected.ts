/**
 * The model: who is a member with what status, once everything is at rest. Acts are carried out in their own time, so it knows
 * every state that the world may be in; at rest nothing is left to carry out.
 */
import type { MemberStatus } from '../../../src/model/member.ts';

export interface World {
  /** At the cloud; `gone`: the image is deleted. */
  readonly status: MemberStatus | 'absent' | 'gone';
  /** What was asked for and is not carried out yet. */
  readonly offers: number;
  readonly withdrawals: number;
  readonly member: 'present' | 'absent' | 'again' | null;
  readonly answer: MemberStatus | null;
  /** Somebody withdrew the image after `member` was asked for. */
  readonly overtaken: boolean;
}

export type Change =
  | { readonly wants: 'offer' | 'withdraw' | 'remove' | 'again' }
  | { readonly wants: 'answer'; readonly answer: MemberStatus }
  | { readonly outside: MemberStatus | 'absent' | 'gone' };

export const untouched: World = {
  status: 'absent',
  offers: 0,
  withdrawals: 0,
  member: null,
  answer: null,
  overtaken: false,
};

const isMember = ({ status }: World) => status !== 'absent' && status !== 'gone';

/** What one thing that somebody does makes of the world. */
const after = (world: World, change: Change): World => {
  if ('outside' in change) return world.status === 'gone' ? world : { ...world, status: change.outside };
  switch (change.wants) {
    case 'offer':
      return { ...world, offers: world.offers + 1 };
    case 'withdraw':
      // what is not placed yet never will be
      return {
        ...world,
        offers: 0,
        withdrawals: world.withdrawals + 1,
        overtaken: world.member !== null,
      };
    case 'remove':
      return { ...world, member: 'absent', answer: null, overtaken: false };
    case 'again':
      return { ...world, member: 'again', answer: null, overtaken: false };
    default:
      return { ...world, answer: change.answer };
  }
};

/** What the bot may carry out next. */
const carriedOut = (world: World): World[] => {
  const { status, offers, withdrawals, member, answer, overtaken } = world;
  const next: World[] = [];
  const done = { ...world, member: null, overtaken: false };
  // an image that is gone cannot be offered
  const placed = {
    ...world,
    offers: offers - 1,
    ...(status !== 'gone' && { member: 'present' as const, overtaken: false }),
  };
  if (offers > 0) next.push(placed);
  // a removal that an offer overtakes is over, and so is its withdrawal
  if (offers > 0 && member === 'absent' && withdrawals > 0)
    next.push({ ...placed, withdrawals: withdrawals - 1 });
  // its members, and those who were to become members before, are removed until there are none
  if (withdrawals > 0)
    next.push(
      isMember(world) || (overtaken && member !== 'absent')
        ? { ...world, member: 'absent', answer: null, overtaken: false }
        : { ...world, withdrawals: withdrawals - 1 },
    );
  if (member === 'absent') next.push({ ...done, ...(isMember(world) && { status: 'absent' }) });
  if (member === 'present') next.push({ ...done, ...(status === 'absent' && { status: 'pending' }) });
  if (member === 'again') {
    next.push({ ...done, ...(status !== 'gone' && { status: 'pending' }) });
    if (isMember(world) && status !== 'rejected') next.push(done);
  }
  if (answer !== null && member === null)
    next.push({ ...world, answer: null, ...(isMember(world) && { status: answer }) });
  return next;
};

const key = (world: World) => JSON.stringify(world);

/** Every world that may become of these, whatever of it was carried out. */
const closed = (worlds: readonly World[]): World[] => {
  const all = new Map(worlds.map((world) => [key(world), world]));
  // what is added meanwhile is gone through as well
  for (const world of all.values())
    for (const next of carriedOut(world)) if (!all.has(key(next))) all.set(key(next), next);
  return [...all.values()];
};

export const changed = (worlds: readonly World[], change: Change): readonly World[] =>
  closed(worlds.map((world) => after(world, change)));

const isDone = ({ offers, withdrawals, member, answer }: World) =>
  offers + withdrawals === 0 && member === null && answer === null;

export const atRest = (worlds: readonly World[]): readonly World[] => worlds.filter(isDone);
