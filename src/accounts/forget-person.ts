/** Forgets a person: their accounts go, what they produce goes on without a producer, and no row names them any more. */
import { randomUUID } from 'node:crypto';
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

interface Asked {
  /** The person, if they asked themselves; null: the operator did. */
  readonly by: SlackUserId | null;
  /** The bot deletes what it wrote to them too, once it runs. */
  readonly messages?: boolean;
}

/** From the transaction that this is part of, the person is being forgotten until nothing names them. */
const putErasure = async (
  { store, tx, now }: Work,
  who: Who,
  { by, messages = false }: Asked,
): Promise<void> => {
  const own = await store.accounts.accountsOfPerson(tx, who);
  const { teamId, userId } = who;
  await store.erasures.putErasure(tx, { id: randomUUID(), teamId, userId, messages, createdAt: now });
  await store.audit.appendAudit(tx, {
    ...{ at: now, teamId, by, onBehalfOf: null, requestId: null, act: 'forget-person', subject: 'person' },
    people: [userId],
    detail: { accounts: own.map(({ id }) => id) },
  });
};

/** Each part can be repeated. Who they are in the trail goes last, with the note that they are being forgotten. */
const forget = async (
  deps: Pick<LinkDeps, 'credentials'> & Pick<Work, 'store'>,
  db: Db,
  who: Who,
  part: Part,
): Promise<readonly Account[]> => {
  const { accounts, erasures, persons } = deps.store;
  const own = await accounts.accountsOfPerson(db, who);
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
  await part(async ({ tx }) => {
    await persons.forgetIdentity(tx, who);
    await erasures.endRows(tx, who);
  });
  return own;
};

/** Forgets the person in the caller's transaction. Of others' sealed words, none is kept: the keys that open them may not be there. */
export const forgetIn = async (
  { credentials }: Pick<LinkDeps, 'credentials'>,
  work: Work,
  who: Who,
): Promise<void> => {
  const { store, tx } = work;
  await putErasure(work, who, { by: null });
  await store.sealedWords.dropWords(tx, who);
  await forget({ credentials, store }, tx, who, (act) => act(work));
};

/** Another process has come to the end of it: the person may be back by now. */
class ForgottenError extends Error {
  override readonly name = 'ForgottenError';
}

/** Takes them out of every row, from wherever that broke off. It takes many transactions, as no row may wait for all of them. */
const carryOut = async (deps: ForgetDeps, who: Who): Promise<void> => {
  const { database, erasures, sealedWords } = deps.store;
  await noteOnList(deps, who);
  await deps.linkRequests.forget(who, await sealedWords.wordKeys(database.kysely, who));
  const part: Part = (act) =>
    inTransaction(deps, async (work) => {
      if (!(await erasures.isForgetting(work.tx, who))) throw new ForgottenError();
      return act(work);
    });
  const gone = await forget(deps, database.kysely, who, part).catch((error: unknown) => {
    if (error instanceof ForgottenError) return [];
    throw error;
  });
  for (const { id } of gone) deps.forgetSession(id);
  deps.scrub();
  deps.nudge();
};

/** Before anything of theirs is deleted. */
const noteOnList = async ({ store, noteForgotten }: ForgetDeps, who: Who): Promise<void> => {
  for (const account of await store.accounts.accountsOfPerson(store.database.kysely, who))
    await noteForgotten(account);
  await noteForgotten({ ...who, id: everything });
};

/**
 * Forgets everything about the person in their team, also in a database that is put back later. The audit trail stays whole, and names
 * them no more. What breaks off is on record, for {@link finishErasures}.
 */
export const forgetPerson = async (deps: ForgetDeps, who: Who, asked: Asked): Promise<void> => {
  await inTransaction(deps, (work) => putErasure(work, who, asked));
  await carryOut(deps, who);
};

/** Goes on where forgetting broke off; safe to repeat, on each replica. */
export const finishErasures = async (deps: ForgetDeps): Promise<void> => {
  const { database, erasures } = deps.store;
  for (const who of await erasures.erasuresIn(database.kysely, 'rows')) await carryOut(deps, who);
};
