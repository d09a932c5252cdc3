/** Somebody left a project, by unlinking it or by leaving Slack: what they share of it has no producer. */
import { randomUUID } from 'node:crypto';
import { hourMs } from '../core/durations.ts';
import type { Account } from '../model/account.ts';
import { leaverSubject } from '../sharing/rules/plan-timers.ts';
import type { Work } from '../sharing/transaction.ts';

/** Whoever links the project again within this time has not left. */
const graceMs = hourMs;

/** The project's people hear of it in a while, if the person is not back by then. In the transaction that makes them leave. */
export const noteLeaving = (
  { store, tx, now }: Work<'timers'>,
  { teamId, ...account }: Account,
): Promise<void> =>
  store.timers.setTimer(tx, {
    id: randomUUID(),
    teamId,
    kind: 'leaver',
    subjectId: leaverSubject(account),
    sequence: 0,
    dueAt: now + graceMs,
    createdAt: now,
  });
