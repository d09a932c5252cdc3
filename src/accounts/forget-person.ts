/** Forgets a person: their accounts go, what they produce goes on without a producer, and no row names them any more. */
import { nobody, type Person, type SlackUserId } from '../core/ids.ts';
import type { Account } from '../model/account.ts';
import { showShare } from '../sharing/cards/refresh.ts';
import { inTransaction, type Work } from '../sharing/transaction.ts';
import { removeAccount, wakeAccount } from './account-rows.ts';
import { noteLeaving } from './leaving.ts';
import type { LinkDeps } from './linking.ts';

export type ForgetDeps = Pick<
  LinkDeps,
  'store' | 'clock' | 'credentials' | 'forgetSession' | 'noteForgotten' | 'scrub' | 'nudge'
>;

type Who = Pick<Person, 'teamId' | 'userId'>;

/** Those who see them still are shown what is left. */
const redraw = async (work: Work, changed: ReadonlyMap<string, readonly string[]>) => {
  const { store, tx, now } = work;
  const ofOffers: string[] = [];
  for (const offerId of changed.get('offers') ?? [])
    for (const { share } of await store.shares.sharesOfOffer(tx, offerId)) ofOffers.push(share.id);
  for (const id of new Set([...(changed.get('shares') ?? []), ...ofOffers])) {
    const share = await store.shares.findShare(tx, id);
    if (share) await showShare(work, share);
    await store.cards.dueDigests(tx, id, now);
  }
};

/** In the place of an account's id on the forget list: all of the person. */
export const everything = '*';

/** Forgets the person in the caller's transaction. @returns the accounts that were unlinked */
export const forgetIn = async (
  deps: Pick<LinkDeps, 'credentials'>,
  work: Work,
  who: Who,
  by: SlackUserId | null,
): Promise<readonly Account[]> => {
  const { store, tx, now } = work;
  const accounts = await store.accounts.accountsOfPerson(tx, who);
  for (const account of accounts) await removeAccount(deps, work, account);
  const changed = await store.persons.takeOut(tx, who, accounts);
  for (const account of accounts) {
    await wakeAccount(work, account);
    await noteLeaving(work, { ...account, userId: nobody });
  }
  await redraw(work, changed);
  await store.audit.appendAudit(tx, {
    ...{ at: now, teamId: who.teamId, by, onBehalfOf: null, requestId: null },
    act: 'forget-person',
    subject: 'person',
    people: [who.userId],
    detail: { accounts: accounts.map(({ id }) => id) },
  });
  await store.persons.forgetIdentity(tx, who);
  return accounts;
};

/**
 * Forgets everything about the person in their team, also in a database that is put back later. The audit trail stays whole, and names
 * them no more.
 * @param by the person, if they asked themselves; null: the operator did
 */
export const forgetPerson = async (deps: ForgetDeps, who: Who, by: SlackUserId | null): Promise<void> => {
  const { accounts, database } = deps.store;
  for (const account of await accounts.accountsOfPerson(database.kysely, who))
    await deps.noteForgotten(account);
  await deps.noteForgotten({ ...who, id: everything });
  const gone = await inTransaction(deps, (work) => forgetIn(deps, work, who, by));
  for (const { id } of gone) deps.forgetSession(id);
  deps.scrub();
  deps.nudge();
};
