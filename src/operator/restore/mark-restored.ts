/**
 * What follows once a database is put back, however that was done: everything in it that could act is marked as of the backup, until it is
 * checked, and what must not be done twice is not done. One transaction.
 */
import { randomUUID } from 'node:crypto';
import { lose } from '../../accounts/account-health.ts';
import { removeAccount, wakeAccount } from '../../accounts/account-rows.ts';
import { everything, forgetIn } from '../../accounts/forget-person.ts';
import { noteLeaving } from '../../accounts/leaving.ts';
import type { Account } from '../../model/account.ts';
import type { Restore } from '../../model/restored.ts';
import { writeAudit } from '../../sharing/audit.ts';
import { newCard } from '../../sharing/cards/refresh.ts';
import { setTimersAgain } from '../../sharing/intents/restored-timers.ts';
import type { PolicyWork } from '../../sharing/transaction.ts';
import { teamOfRows } from '../../store/repositories/slack-tokens.ts';
import {
  accountOf,
  type Credentials,
  createCredentials,
  credentialKey,
} from '../../store/secrets/credentials.ts';
import { type Forgotten, lostRecord } from '../../store/secrets/forget-list.ts';
import type { Keys } from '../../store/secrets/keys.ts';
import { createKeyv, storedRecords } from '../../store/secrets/keyv-adapter.ts';

export interface RestoredFrom extends Pick<Restore, 'asOf' | 'how'> {
  readonly keys: Keys;
  readonly forgotten: Forgotten;
}

export interface MarkedRestored {
  /** How many accounts were unlinked since, and are dropped. */
  readonly dropped: number;
  /** How many their owners have to confirm. */
  readonly unconfirmed: number;
}

/** As its owner did it since. */
const unlinkAgain = async (credentials: Credentials, work: PolicyWork, account: Account): Promise<void> => {
  await removeAccount({ credentials }, work, account);
  await wakeAccount(work, account);
  await noteLeaving(work, account);
  const { id: subject, teamId, userId, cloudId, projectId, method } = account;
  const detail = { projectId, accountId: subject, method };
  const on = { teamId, cloudId, subject };
  await writeAudit(work, { act: 'remove-account', by: null, on, people: [userId], detail });
};

/** Deletes what was forgotten since; returns how many accounts were unlinked. */
const dropForgotten = async (work: PolicyWork, { keys, forgotten }: RestoredFrom): Promise<number> => {
  const { store, tx } = work;
  const credentials = createCredentials({ keyv: createKeyv(tx), keys });
  let dropped = 0;
  for await (const { recordKey } of storedRecords(tx)) {
    const isUnlinked = forgotten.has(recordKey);
    if (!isUnlinked && !forgotten.has(lostRecord(recordKey))) continue;
    await tx.deleteFrom('keyv').where('key', '=', recordKey).execute();
    const id = accountOf(recordKey);
    const account = id === null ? null : await store.accounts.findAccount(tx, id);
    if (account === null) continue;
    if (isUnlinked) {
      await unlinkAgain(credentials, work, account);
      dropped += 1;
    } else await lose(work, account);
  }
  return dropped;
};

/** Forgets again whoever was forgotten since. */
const forgetAgain = async (work: PolicyWork, { keys, forgotten }: RestoredFrom): Promise<void> => {
  const credentials = createCredentials({ keyv: createKeyv(work.tx), keys });
  for (const who of await work.store.persons.everybody(work.tx))
    if (forgotten.hasSince(credentialKey(everything, who))) await forgetIn({ credentials }, work, who);
};

/** Asks the owner, in a new message. */
const askOwner = async ({ store, tx, now }: PolicyWork, account: Account): Promise<void> => {
  await store.cards.repostCards(tx, 'account', account.id);
  await store.cards.showCardAgain(tx, newCard('account', account.id, account, now));
};

const allAccounts = async ({ store, tx }: PolicyWork): Promise<Account[]> => {
  const rows = await tx.selectFrom('accounts').select('id').execute();
  const found = [];
  for (const { id } of rows) found.push(await store.accounts.findAccount(tx, id));
  return found.filter((account) => account !== null);
};

/** In one transaction, on tables of this version that no bot has open; `work.now` is by the clock of the database that goes on. */
export const markRestored = async (work: PolicyWork, from: RestoredFrom): Promise<MarkedRestored> => {
  const { store, tx, now: at } = work;
  const { restores } = store;
  const { asOf, how, forgotten } = from;
  const id = randomUUID();
  await restores.insertRestore(tx, { id, asOf, at, how });
  const team = await teamOfRows(tx);
  if (team !== null)
    await store.audit.appendAudit(tx, {
      ...{ at, teamId: team.id, by: null, onBehalfOf: null, act: 'restore', subject: id },
      ...{ people: [], detail: { asOf, how }, requestId: null },
    });
  const dropped = await dropForgotten(work, from);
  await forgetAgain(work, from);
  // nothing lies between the two: nothing can have been undone
  if (asOf === at) return { dropped, unconfirmed: 0 };
  const gap = { asOf, at };
  await restores.markOffers(tx, gap);
  const problem = { kind: 'dropped-after-restore', asOf } as const;
  await restores.endOpening(tx, problem);
  await restores.markShares(tx, gap);
  await restores.markCards(tx, gap);
  await restores.markProjectSyncs(tx, gap);
  await restores.dropWaitingCommands(tx);
  for (const act of await restores.refuseActs(tx, problem))
    await store.cards.showCardAgain(tx, newCard('act', act.id, act, at));
  await setTimersAgain(work, await restores.takeDueTimers(tx, at), asOf);
  if (forgotten.whole) return { dropped, unconfirmed: 0 };
  const accounts = await allAccounts(work);
  await restores.setAccountAsOf(tx, null, asOf);
  for (const account of accounts) await askOwner(work, account);
  return { dropped, unconfirmed: accounts.length };
};
