/** Offers and Withdrawals whose producers have left their project, and what gives them to somebody else. */
import { sql } from 'kysely';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { Offer } from '../../model/offer.ts';
import type { Withdrawal } from '../../model/withdrawal.ts';
import { cloudColumns } from '../claims/cloud-columns.ts';
import type { Db } from '../schema/tables.ts';
import { offer } from './offers.ts';
import { notEnded } from './shares.ts';
import { withdrawal } from './withdrawals.ts';

/** The producer has an account of the project, and is not deactivated in Slack. `offers`: the name of that table, or of the withdrawals', in the query. */
const isPresent = (offers: string) => sql<boolean>`exists (select 1 from "accounts"
  where "accounts"."teamId" = ${sql.ref(`${offers}.teamId`)} and "accounts"."cloudId" = ${sql.ref(`${offers}.cloudId`)}
    and "accounts"."projectId" = ${sql.ref(`${offers}.projectId`)} and "accounts"."userId" = ${sql.ref(`${offers}.producer`)}
    and "accounts"."suspendedAt" is null)`;

const isUnderWay = sql<boolean>`"offers"."phase" not in ('placed', 'failed')`;

/** Somebody still has the image by it, and nobody who is present offers them the same. */
const isShared = sql<boolean>`exists (select 1 from "offerShares" inner join "shares" on "shares"."id" = "offerShares"."shareId"
  where "offerShares"."offerId" = "offers"."id" and "offerShares"."role" = 'asked' and ${notEnded}
    and not exists (select 1 from "offerShares" as "also" inner join "offers" as "other" on "other"."id" = "also"."offerId"
      where "also"."shareId" = "shares"."id" and ${isPresent('other')}))`;

/**
 * The project's Offers that are under way or still share something, and whose producers have left: they are deactivated in Slack, or
 * have unlinked the project. Newest first.
 */
export const offersWithoutProducer = async (
  db: Db,
  { teamId, cloudId, projectId }: Pick<Account, 'teamId' | 'cloudId' | 'projectId'>,
): Promise<Offer[]> => {
  const rows = await db
    .selectFrom('offers')
    .selectAll('offers')
    .select(cloudColumns('offers'))
    .where('offers.teamId', '=', teamId)
    .where('offers.cloudId', '=', cloudId)
    .where('offers.projectId', '=', projectId)
    .where(sql<boolean>`not ${isPresent('offers')} and (${isUnderWay} or ${isShared})`)
    .orderBy('offers.createdAt', 'desc')
    .orderBy('offers.id', 'desc')
    .execute();
  return rows.map(offer.read);
};

/** The project's Withdrawals that are under way and whose producers have left, newest first; also of images that others share. */
export const withdrawalsWithoutProducer = async (
  db: Db,
  { teamId, cloudId, projectId }: Pick<Account, 'teamId' | 'cloudId' | 'projectId'>,
): Promise<Withdrawal[]> => {
  const rows = await db
    .selectFrom('withdrawals')
    .selectAll('withdrawals')
    .select(cloudColumns('withdrawals'))
    .where('withdrawals.teamId', '=', teamId)
    .where('withdrawals.cloudId', '=', cloudId)
    .where('withdrawals.projectId', '=', projectId)
    .where('withdrawals.phase', 'not in', ['asked', 'done', 'failed'])
    .where(sql<boolean>`not ${isPresent('withdrawals')}`)
    .orderBy('withdrawals.createdAt', 'desc')
    .orderBy('withdrawals.id', 'desc')
    .execute();
  return rows.map(withdrawal.read);
};

/** Who is the producer from now on, with one of their accounts of the project. */
export type Successor = Pick<Offer, 'producer' | 'accountId' | 'accountName'>;

/** What is no longer carried out, since nobody asks for it: a step that is under way for it comes to nothing. */
const stopped = { dueAt: null, leaseToken: null, leaseUntil: null };

/** Gives the Offer to somebody else. If it is under way, it ends with `problem`. */
export const giveOffer = async (
  db: Db,
  { id, phase }: Pick<Offer, 'id' | 'phase'>,
  to: Successor,
  problem: Problem,
): Promise<void> => {
  const isOver = phase === 'placed' || phase === 'failed';
  const ends = { ...offer.write({ phase: 'failed', problem, lastError: null } as const), ...stopped };
  await db
    .updateTable('offers')
    .set({ ...to, ...(!isOver && ends) })
    .where('id', '=', id)
    .execute();
};

/** Gives a Withdrawal that is under way to somebody else; it ends with `problem`. An image that it made `shared` is made private again first. */
export const giveWithdrawal = async (
  db: Db,
  { id, opened }: Pick<Withdrawal, 'id' | 'opened'>,
  { producer, accountId }: Successor,
  problem: Problem,
  now: number,
): Promise<void> => {
  const phase = opened ? 'closing' : 'failed';
  const ends = withdrawal.write({ phase, problem, lastError: null } as const);
  await db
    .updateTable('withdrawals')
    .set({ producer, accountId, ...ends, ...stopped, ...(opened && { dueAt: now }) })
    .where('id', '=', id)
    .execute();
};
