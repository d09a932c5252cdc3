/** A week and a day before an application credential expires, its owner is asked to link the account again with a new one. */
import { dayMs } from '../../core/durations.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Timer } from '../../model/timer.ts';
import { newCard } from '../cards/refresh.ts';
import { warnedAt } from '../rules/plan-expiry.ts';
import type { PolicyWork } from '../transaction.ts';

/** Posts the account's card. In its owner's quiet hours, and while they are away, the warning waits. */
export const fireExpiryWarning = async (work: PolicyWork, timer: Timer): Promise<void> => {
  const { store, tx, now, policy } = work;
  const account = await store.accounts.findAccount(tx, timer.subjectId);
  if (account?.expiresAt == null || account.expiresAt <= now || account.health !== 'good') return;
  const preferences = await store.preferences.preferencesOf(tx, account);
  const at =
    account.suspendedAt === null ? warnedAt(account.expiresAt, now, preferences, policy) : now + dayMs;
  if (at > now) return store.timers.setTimer(tx, { ...timer, id: newRowId(), dueAt: at });
  await store.cards.showCardAgain(tx, newCard('account', account.id, account, now), 'as a new message');
};
