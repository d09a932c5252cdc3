/** Forgets a person: their accounts go, what they produce goes on without a producer, and no row names them any more. */
import type { Person, SlackUserId } from '../core/ids.ts';
import type { Account } from '../model/account.ts';
import { showShare } from '../sharing/cards/refresh.ts';
import { inTransaction, type Work } from '../sharing/transaction.ts';
import type { NamedRows } from '../store/repositories/persons.ts';
import type { Db } from '../store/schema/tables.ts';
import { removeAccount, wakeAccount } from './account-rows.ts';
import { noteLeaving } from './leaving.ts';
import type { LinkRequests } from './link-requests.ts';
import type { LinkDeps } from './linking.ts';

export type ForgetDeps = Pick<
  LinkDeps,
  'store' | 'clock' | 'credentials' | 'forgetSession' | 'noteForgotten' | 'scrub' | 'nudge'
> & { readonly linkRequests: Pick<LinkRequests, 'forget'> };

type Who = Pick<Person, 'teamId' | 'userId'>;

/** Those who see the rows still are shown what is left. */
const redraw = async (work: Work, { name, ids }: NamedRows) => {
  const { store, tx, now } = work;
  const shares = new Set(name === 'shares' ? ids : []);
  if (name === 'offers')
    for (const offerId of ids)
      for (const { share } of await store.shares.sharesOfOffer(tx, offerId)) shares.add(share.id);
  for (const id of shares) {
    const share = await store.shares.findShare(tx, id);
    if (share) await showShare(work, share);
    await store.cards.dueDigests(tx, id, now);
  }
};

/** In the place of an account's id on the forget list: all of the person. */
export const everything = '*';

/** Does part of it in a transaction: in one of its own, or in the one that all of it is done in. */
type Part = <T>(act: (work: Work) => Promise<T>) => Promise<T>;

/** Each part can be repeated. Who they are in the trail goes last, so that whatever breaks off can be asked for again. */
const forget = async (
  deps: Pick<LinkDeps, 'credentials'> & Pick<Work, 'store'>,
  db: Db,
  who: Who,
  by: SlackUserId | null,
  part: Part,
): Promise<readonly Account[]> => {
  const { accounts, audit, persons } = deps.store;
  const own = await accounts.accountsOfPerson(db, who);
  await part(({ tx, now }) =>
    audit.appendAudit(tx, {
      ...{ at: now, teamId: who.teamId, by, onBehalfOf: null, requestId: null },
      act: 'forget-person',
      subject: 'person',
      people: [who.userId],
      detail: { accounts: own.map(({ id }) => id) },
    }),
  );
  for (const account of own)
    await part(async (work) => {
      await removeAccount(deps, work, account);
      await noteLeaving(work, account);
      await wakeAccount(work, account);
    });
  // twice: until its row is reached, a step that is under way may write their name into one that was passed
  for (let walk = 0; walk < 2; walk += 1) {
    while (await part(({ tx }) => persons.deleteOwn(tx, who)));
    for await (const page of persons.pagesNaming(db, who))
      await part(async (work) => {
        await persons.takeOut(work.tx, who, own, page);
        await redraw(work, page);
      });
  }
  await part(({ tx }) => persons.forgetIdentity(tx, who));
  return own;
};

/** Forgets the person in the caller's transaction. */
export const forgetIn = (
  { credentials }: Pick<LinkDeps, 'credentials'>,
  work: Work,
  who: Who,
  by: SlackUserId | null,
): Promise<readonly Account[]> =>
  forget({ credentials, store: work.store }, work.tx, who, by, (act) => act(work));

/**
 * Forgets everything about the person in their team, also in a database that is put back later. The audit trail stays whole, and names
 * them no more. It takes many transactions, as no row may wait for all of them: what breaks off is finished by asking again.
 * @param by the person, if they asked themselves; null: the operator did
 */
export const forgetPerson = async (deps: ForgetDeps, who: Who, by: SlackUserId | null): Promise<void> => {
  const { accounts, database, persons } = deps.store;
  for (const account of await accounts.accountsOfPerson(database.kysely, who))
    await deps.noteForgotten(account);
  await deps.noteForgotten({ ...who, id: everything });
  await deps.linkRequests.forget(who, await persons.linkRequestKeys(database.kysely, who));
  const gone = await forget(deps, database.kysely, who, by, (act) => inTransaction(deps, act));
  for (const { id } of gone) deps.forgetSession(id);
  deps.scrub();
  deps.nudge();
};
