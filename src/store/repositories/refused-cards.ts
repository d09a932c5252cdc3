/** Cards that Slack does not take at the moment: which they are, since when, and whom it concerns. */

import { sql } from 'kysely';
import type { Card, SlackMethod } from '../../model/card.ts';
import { prepared } from '../engine/prepared.ts';
import { slackMethod } from '../schema/card-slack-method.ts';
import { known } from '../schema/known-values.ts';
import { codec, type Db } from '../schema/tables.ts';
import { dirtied, kept } from './cards.ts';

const card = codec<Card>({}, known.cards);

/** Writes down, for the due Cards that wait for `method`, that Slack refuses it since then: they are not tried one by one. */
export const refuseWaiting = async (
  db: Db,
  method: SlackMethod,
  { code, since, now }: { readonly code: string; readonly since: number; readonly now: number },
): Promise<void> => {
  await sql`update "cards" set "refusedWith" = ${code},
      "refusedSince" = case when "dueAt" > ${since} then "dueAt" else cast(${since} as bigint) end
    where ${slackMethod} = ${method} and "dueAt" <= ${now} and "refusedSince" is null`.execute(db);
};

/** The Card of the person that Slack has refused the longest, of those refused by `until`; null: none. */
export const refusedCardOf = async (
  db: Db,
  { teamId, recipientId }: Pick<Card, 'teamId' | 'recipientId'>,
  until: number,
): Promise<Card | null> => {
  const row = await db
    .selectFrom('cards')
    .selectAll()
    .where(({ and }) => and({ teamId, recipientId }))
    .where('dueAt', 'is not', null)
    .where('kind', '!=', 'home')
    .where('refusedSince', '<=', until)
    .orderBy('refusedSince')
    .limit(1)
    .executeTakeFirst();
  return row ? card.read(row) : null;
};

/** Makes due what tells others of the Cards that Slack has refused since a time in the range: the Offers of those of a Share, and everyone's own Home. */
export const dueForRefused = async (
  db: Db,
  range: { readonly from: number; readonly to: number },
  now: number,
): Promise<void> => {
  const refused = sql`from "cards" as "refused" where "refused"."refusedSince" between ${range.from} and ${range.to}`;
  await sql`update "cards" set "dirty" = ${dirtied(now).dirty}, "dueAt" = ${dirtied(now).dueAt} where
    ("kind" = 'offer' and "subjectId" in (select "offerId" from "offerShares" where "shareId" in (
      select "refused"."subjectId" ${refused} and "refused"."kind" = 'share')))
    or ("kind" = 'home' and "recipientId" in (select "refused"."recipientId" ${refused} and "refused"."kind" <> 'home'))`.execute(
    db,
  );
};

const selectRefused = prepared((db) =>
  db.selectFrom('cards').select('id').where('refusedSince', 'is not', null).limit(sql.lit(1)),
);

/** Whether there is any card, of whomever, that Slack refuses; asked with every command, so it costs little. */
export const anyRefused = async (db: Db): Promise<boolean> => (await selectRefused(db)).length > 0;

/** Somebody came back: what they have is brought up to date, and they get what they got none of while they were away. */
export const reviveCards = async (
  db: Db,
  { teamId, recipientId }: Pick<Card, 'teamId' | 'recipientId'>,
  now: number,
): Promise<void> => {
  const own = db.updateTable('cards').where(({ and }) => and({ teamId, recipientId }));
  const due = { dirty: sql<number>`"dirty" + 1`, dueAt: now };
  await own.set(due).where('problem', 'is', null).where(sql<boolean>`not (${kept})`).execute();
  await own
    .set({ ...due, problem: null, name: null })
    .where('problem', 'in', ['deactivated', 'user_disabled'])
    .execute();
};
