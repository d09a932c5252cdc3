/** The cards that a change of a cloud concerns. */
import { sql } from 'kysely';
import type { CloudId } from '../../core/ids.ts';
import type { Db } from '../schema/tables.ts';
import { dirtied } from './cards.ts';
import { notEnded } from './shares.ts';

/**
 * Makes the Cards due that mention the cloud: those of its accounts, of what is shared or under way there, and the Homes of
 * everyone involved. Cards of what is over, of which there may be any number, keep their last content.
 */
export const dueCardsOfCloud = async (db: Db, cloudId: CloudId, now: number): Promise<void> => {
  const shared = sql`select "id" from "shares" where "cloudId" = ${cloudId} and ${notEnded}`;
  await sql`update "cards" set "dirty" = ${dirtied(now).dirty}, "dueAt" = ${dirtied(now).dueAt} where
    ("kind" = 'share' and "subjectId" in (${shared}))
    or ("kind" = 'offer' and "subjectId" in (
      select "offerId" from "offerShares" where "shareId" in (${shared})
      union select "id" from "offers" where "cloudId" = ${cloudId} and "dueAt" is not null))
    or ("kind" = 'withdrawal' and "subjectId" in (
      select "id" from "withdrawals" where "cloudId" = ${cloudId} and "phase" not in ('done', 'failed')))
    or ("kind" = 'account' and "subjectId" in (select "id" from "accounts" where "cloudId" = ${cloudId}))
    or ("kind" = 'digest' and "subjectId" in (select "digestId" from "notifications" where "subjectId" in (${shared})))
    or ("kind" = 'home' and "subjectId" in (
      select "userId" from "accounts" where "cloudId" = ${cloudId}
      union select "producer" from "offers" where "cloudId" = ${cloudId}))`.execute(db);
};
