/** Two clouds turn out to be one: the rows of the newer move to the older. */
import { sql } from 'kysely';
import type { CloudId } from '../../core/ids.ts';
import type { Share } from '../../model/share.ts';
import { touched } from '../claims/leases.ts';
import type { Tx } from '../schema/tables.ts';
import { mergeShares } from './merged-share.ts';
import { findShare, notEnded, share } from './shares.ts';

/**
 * Moves every row of `from` to `to`, and reads again what is open, so that whoever is concerned now gets a card. The audit trail stays
 * as it is. In the transaction that joins the clouds.
 */
export const joinCloud = async (tx: Tx, from: CloudId, to: CloudId, now: number): Promise<void> => {
  await mergeSameShares(tx, from, to, now);
  await dropSame(tx, from, to);
  for (const table of [
    'offers',
    'withdrawals',
    'shares',
    'accounts',
    'projectSyncs',
    'projectChannels',
  ] as const)
    await tx.updateTable(table).set({ cloudId: to }).where('cloudId', '=', from).execute();
  await tx.updateTable('shares').set(touched(now)).where('cloudId', '=', to).where(notEnded).execute();
  await tx
    .updateTable('projectSyncs')
    .set({ ...touched(now), intervalMs: 0 })
    .where('cloudId', '=', to)
    .execute();
  for (const table of ['offers', 'withdrawals'] as const)
    await tx
      .updateTable(table)
      .set(touched(now))
      .where('cloudId', '=', to)
      .where('dueAt', 'is not', null)
      .execute();
};

/** A project has one poll and one channel. */
const dropSame = async (tx: Tx, from: CloudId, to: CloudId) => {
  for (const table of ['projectSyncs', 'projectChannels'] as const)
    await sql`delete from ${sql.table(table)} where "cloudId" = ${from} and exists (
      select 1 from ${sql.table(table)} as "other" where "other"."cloudId" = ${to}
        and "other"."teamId" = ${sql.table(table)}."teamId"
        and "other"."projectId" = ${sql.table(table)}."projectId")`.execute(tx);
};

const mergeSameShares = async (tx: Tx, from: CloudId, to: CloudId, now: number) => {
  const pairs = await tx
    .selectFrom('shares as newer')
    .innerJoin('shares as older', (join) =>
      join
        .onRef('older.teamId', '=', 'newer.teamId')
        .onRef('older.region', '=', 'newer.region')
        .onRef('older.imageId', '=', 'newer.imageId')
        .onRef('older.projectId', '=', 'newer.projectId'),
    )
    .select(['older.id as olderId', 'newer.id as newerId'])
    .where('newer.cloudId', '=', from)
    .where('older.cloudId', '=', to)
    .execute();
  for (const { olderId, newerId } of pairs) {
    const pair = [await findShare(tx, olderId), await findShare(tx, newerId)] as const;
    await mergePair(tx, pair as [Share, Share], now);
  }
};

const mergePair = async (tx: Tx, pair: readonly [Share, Share], now: number) => {
  const { merged, gone, revision } = mergeShares(pair, now);
  const { id } = merged;
  await tx
    .updateTable('offerShares')
    .set({ revision: revision.to })
    .where(({ and }) => and({ shareId: id, revision: revision.from }))
    .execute();
  await tx.updateTable('offerShares').set({ shareId: id }).where('shareId', '=', gone.id).execute();
  await moveCards(tx, gone.id, id, now);
  await moveNotifications(tx, gone.id, id);
  await tx.deleteFrom('timers').where('subjectId', '=', gone.id).execute();
  await tx.deleteFrom('shares').where('id', '=', gone.id).execute();
  // a step that is under way saw another Share
  const free = { leaseToken: null, leaseUntil: null, touched: 0 };
  const actor = (merged.member ?? merged.answer)?.accountId ?? null;
  await tx
    .updateTable('shares')
    .set({ ...share.write(merged), ...free, actor })
    .where('id', '=', id)
    .execute();
};

/** Both messages stay and show the same from now on, also where one person has both. */
const moveCards = async (tx: Tx, from: string, to: string, now: number) => {
  const copies = await tx
    .selectFrom('cards')
    .select(['teamId', 'recipientId', ({ fn }) => fn.max('copy').as('copy')])
    .where(({ and }) => and({ kind: 'share', subjectId: to }))
    .groupBy(['teamId', 'recipientId'])
    .execute();
  const moving = await tx
    .selectFrom('cards')
    .select(['id', 'teamId', 'recipientId', 'copy'])
    .where(({ and }) => and({ kind: 'share', subjectId: from }))
    .execute();
  for (const { id, teamId, recipientId, copy } of moving) {
    const there = copies.find((one) => one.teamId === teamId && one.recipientId === recipientId);
    await tx
      .updateTable('cards')
      .set({ subjectId: to, copy: there === undefined ? copy : there.copy + copy + 1 })
      .where('id', '=', id)
      .execute();
  }
  await tx
    .updateTable('cards')
    .set({ dirty: sql<number>`"dirty" + 1`, dueAt: now })
    .where(({ and }) => and({ kind: 'share', subjectId: to }))
    .where(({ or, eb }) => or([eb('ts', 'is not', null), eb('dueAt', 'is not', null)]))
    .where('problem', 'is', null)
    .execute();
};

/** Nobody is told twice what both Shares told them. */
const moveNotifications = async (tx: Tx, from: string, to: string) => {
  await sql`delete from "notifications" where "subjectId" = ${from} and exists (
    select 1 from "notifications" as "other" where "other"."subjectId" = ${to}
      and "other"."teamId" = "notifications"."teamId" and "other"."recipientId" = "notifications"."recipientId"
      and "other"."dedupeKey" = "notifications"."dedupeKey")`.execute(tx);
  await tx.updateTable('notifications').set({ subjectId: to }).where('subjectId', '=', from).execute();
};
