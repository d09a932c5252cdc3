/** Restores, and the mark that one leaves on every row that came back with it, until the row is checked. */
import { sql } from 'kysely';
import type { Problem } from '../../core/problems/problem.ts';
import type { Offer } from '../../model/offer.ts';
import type { PendingAct } from '../../model/pending-act.ts';
import type { Restore } from '../../model/restored.ts';
import type { ShareObserved } from '../../model/share.ts';
import type { Timer } from '../../model/timer.ts';
import { codec, type Db, type Tx } from '../schema/tables.ts';
import { offer } from './offers.ts';
import { share } from './shares.ts';
import { withdrawal } from './withdrawals.ts';

const restore = codec<Restore>({});
const timer = codec<Timer>({});

export const insertRestore = async (db: Db, row: Restore): Promise<void> => {
  await db.insertInto('restores').values(restore.write(row)).execute();
};

/** The restore through which what happened at that time is not on record; null: all of it is, or none. */
export const restoreThatLost = async (db: Db, at: number): Promise<Restore | null> => {
  const row = await db
    .selectFrom('restores')
    .selectAll()
    .where('asOf', '<', at)
    .where('at', '>', at)
    .orderBy('at', 'desc')
    .executeTakeFirst();
  return row ? restore.read(row) : null;
};

type Gap = Pick<Restore, 'asOf' | 'at'>;

/** Offers that had added nobody yet look for their image again; what comes after that waits for their producer. */
export const markOffers = async (tx: Tx, { asOf, at }: Gap): Promise<void> => {
  const open: readonly Offer['phase'][] = ['finding', 'opening', 'checking', 'placing'];
  await tx
    .updateTable('offers')
    .set({
      // a backup has what was committed while it began
      asOf: sql<number>`case when "createdAt" > ${asOf} then "createdAt" else cast(${asOf} as bigint) end`,
      phase: 'finding',
      opened: 0,
      dueAt: at,
    })
    .where('phase', 'in', open)
    .execute();
};

/** Withdrawals that would begin by making a `private` image `shared` end: its members would be let in, and nobody asked for that since. */
export const endOpening = async (tx: Tx, problem: Problem): Promise<void> => {
  await tx
    .updateTable('withdrawals')
    .set(withdrawal.write({ phase: 'failed', problem, lastError: null, dueAt: null }))
    .where('phase', '=', 'opening')
    .execute();
};

/** Shares with something to carry out or to read are read first. */
export const markShares = async (tx: Tx, { asOf, at }: Gap): Promise<void> => {
  for (const row of await tx.selectFrom('shares').selectAll().where('dueAt', 'is not', null).execute()) {
    const { id, member, answer } = share.read(row);
    await markShare(tx, id, Math.max(asOf, member?.at ?? 0, answer?.at ?? 0), at);
  }
};

/** The Share came back with a backup of `asOf`: before anything else, it is read at the cloud. */
export const markShare = async (db: Db, id: string, asOf: number, now: number): Promise<void> => {
  await db.updateTable('shares').set({ asOf, statusAt: null, dueAt: now }).where('id', '=', id).execute();
};

/** A person has decided about the Share: it is checked. Needs no lease. */
export const checkShare = async (
  db: Db,
  id: string,
  dropped: Partial<
    Pick<ShareObserved, 'memberAppliedRevision' | 'memberProblem' | 'answerAppliedRevision' | 'answerProblem'>
  >,
): Promise<void> => {
  await db
    .updateTable('shares')
    .set(share.write({ ...dropped, asOf: null }))
    .where('id', '=', id)
    .execute();
};

/** A producer has decided about the Offer. */
export const decideOffer = async (
  db: Db,
  id: string,
  patch: Partial<Pick<Offer, 'phase' | 'problem' | 'opened' | 'asOf'>> & Pick<Offer, 'dueAt'>,
): Promise<void> => {
  await db.updateTable('offers').set(offer.write(patch)).where('id', '=', id).execute();
};

/** Messages that are there are drawn again; those that are not are looked for before they are posted. Replies are over. */
export const markCards = async (tx: Tx, { asOf, at }: Gap): Promise<void> => {
  await tx.deleteFrom('cards').where('kind', '=', 'reply').execute();
  await tx.updateTable('cards').set({ asOf }).where('kind', '<>', 'home').execute();
  await tx
    .updateTable('cards')
    .set({ shownHash: null, dirty: sql<number>`"dirty" + 1`, dueAt: at })
    .where('problem', 'is', null)
    .where(({ eb, or }) => or([eb('ts', 'is not', null), eb('kind', '=', 'home')]))
    .execute();
};

/** Every project is polled as a whole. */
export const markProjectSyncs = async (tx: Tx, { asOf, at }: Gap): Promise<void> => {
  await tx.updateTable('projectSyncs').set({ asOf, dueAt: at, intervalMs: 0, attempts: 0 }).execute();
  await tx.updateTable('shares').set({ polledAt: null }).execute();
};

/** @param id null: everybody's */
export const setAccountAsOf = async (db: Db, id: string | null, asOf: number | null): Promise<void> => {
  const all = db.updateTable('accounts').set({ asOf });
  await (id === null ? all : all.where('id', '=', id)).execute();
};

/** Refuses the acts that were not proven yet, other than the daily proofs. Returns whose. */
export const refuseActs = (
  tx: Tx,
  problem: Problem,
): Promise<Pick<PendingAct, 'id' | 'teamId' | 'enterpriseId' | 'userId'>[]> =>
  tx
    .updateTable('pendingActs')
    .set({ phase: 'refused', problem: JSON.stringify(problem), dueAt: null })
    .where('phase', 'in', ['asked', 'proving'])
    .where('kind', '<>', 'prove')
    .returning(['id', 'teamId', 'enterpriseId', 'userId'])
    .execute();

/** Takes the Timers that have fallen due. */
export const takeDueTimers = async (tx: Tx, at: number): Promise<Timer[]> => {
  const rows = await tx.deleteFrom('timers').where('dueAt', '<=', at).returningAll().execute();
  return rows.map(timer.read);
};

/** Commands that wait for somebody to link an account: they may have run since. */
export const dropWaitingCommands = async (tx: Tx): Promise<void> => {
  for (const begins of ['command:', 'link-requests:'])
    await tx.deleteFrom('keyv').where('key', 'like', `${begins}%`).execute();
};
