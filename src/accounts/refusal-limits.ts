/** How many refused sign-ins are too many, and how long to wait then. Pure. */
import { dayMs, hourMs } from '../core/durations.ts';
import type { SignInRefusals } from '../model/sign-in-refusals.ts';

/** What has been counted so far and still counts, if anything, and the time: the same with one refusal more. */
export type Count = (id: string, so: SignInRefusals | null, now: number) => SignInRefusals;

const maxRefusals = 5;
const firstWaitMs = hourMs / 4;

/** One person's: after five, a wait that doubles with each further one up to a day. Forgotten after a day without one. */
export const countOfPerson: Count = (id, so, now) => {
  const count = (so?.count ?? 0) + 1;
  const waitMs = count < maxRefusals ? 0 : Math.min(dayMs, firstWaitMs * 2 ** (count - maxRefusals));
  return { id, count, heldUntil: waitMs > 0 ? now + waitMs : null, forgetAt: now + waitMs + dayMs };
};

/** Everybody's with one user name or credential id: five an hour. */
export const countOfName: Count = (id, so, now) => {
  const count = (so?.count ?? 0) + 1;
  const forgetAt = so?.forgetAt ?? now + hourMs;
  return { id, count, heldUntil: count < maxRefusals ? null : forgetAt, forgetAt };
};

/** One was counted that turned out to be no refusal. */
export const countedBack = (so: SignInRefusals): SignInRefusals => ({
  ...so,
  count: Math.max(0, so.count - 1),
  heldUntil: null,
});
