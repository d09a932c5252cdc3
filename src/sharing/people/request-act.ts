/** Acts that no request to a cloud would check wait for a sign-in to prove that their author may act for the project. */
import type { Person } from '../../core/ids.ts';
import { newRowId } from '../../core/row-id.ts';
import type { Account } from '../../model/account.ts';
import type { ActTerms } from '../../model/pending-act.ts';
import type { Work } from '../transaction.ts';

/**
 * Writes the act; nothing changes and nobody is told before its proof. The same person's former one of this kind and subject, if it
 * is not proven yet, becomes this one.
 * @param account of the project, the person's own
 */
export const requestAct = async (
  { store, tx, now }: Work<'pendingActs' | 'accounts'>,
  person: Person,
  account: Account,
  subjectId: string,
  terms: ActTerms,
  dueAt: number = now,
): Promise<void> => {
  // of two clicks at once the later one sees the earlier one's act
  await store.accounts.lockAccountsOf(tx, account);
  await store.pendingActs.putPendingAct(tx, {
    id: newRowId(),
    teamId: person.teamId,
    enterpriseId: person.enterpriseId,
    userId: person.userId,
    origin: person.from ?? null,
    accountId: account.id,
    cloudId: account.cloudId,
    projectId: account.projectId,
    projectName: account.projectName,
    kind: terms.kind,
    subjectId,
    terms,
    phase: 'proving',
    problem: null,
    attempts: 0,
    lastError: null,
    dueAt,
    createdAt: now,
  });
};
