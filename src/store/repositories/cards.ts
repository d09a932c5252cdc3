/** Cards: one row for each person's copy of a message. */
import { type ExpressionBuilder, sql } from 'kysely';
import { blocked, type Card, type CardPatch } from '../../model/card.ts';
import { finishRow, type Lease } from '../claims/leases.ts';
import { insertRow } from '../engine/prepared.ts';
import { known } from '../schema/known-values.ts';
import { codec, type Db, type Tables } from '../schema/tables.ts';

const card = codec<Card>({}, known.cards);

const onePerPerson = ['kind', 'subjectId', 'teamId', 'recipientId', 'copy'] as const;

const select = async (db: Db, where: Partial<Card>): Promise<Card[]> => {
  const all = ({ and }: ExpressionBuilder<Tables, 'cards'>) => and(card.write(where));
  const rows = await db
    .selectFrom('cards')
    .selectAll()
    .where(all)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map(card.read);
};

export const findCard = async (db: Db, id: string): Promise<Card | null> =>
  (await select(db, { id }))[0] ?? null;

/** Inserts the Card, unless this person has one for this subject, which then stays as it is. */
export const ensureCard = async (db: Db, row: Card): Promise<void> => {
  await insertRow(db, 'cards', card.write(row), onePerPerson);
};

/** The time of the first backup that was put back after `createdAt`: what was posted since about a row of then may not be on record. */
export const lostSince = async (db: Db, createdAt: number): Promise<number | null> => {
  const restores = db.selectFrom('restores').select('asOf').whereRef('asOf', '<', 'at');
  const first = await restores.where('at', '>', createdAt).orderBy('asOf').limit(1).executeTakeFirst();
  return first?.asOf ?? null;
};

/** Shows the person's Card for this subject again, whatever went wrong before, or makes one. As a new message it notifies them and replaces the former. */
export const showCardAgain = async (
  db: Db,
  row: Card,
  where: 'in place' | 'as a new message' = 'in place',
): Promise<void> => {
  await db
    .insertInto('cards')
    .values(card.write(row))
    .onConflict((conflict) =>
      conflict.columns(onePerPerson).doUpdateSet(({ eb, fn, ref }) => ({
        ...(where === 'as a new message' && {
          ts: null,
          formerTs: fn.coalesce(ref('cards.ts'), ref('cards.formerTs')),
          postingSince: null,
          post: eb(ref('cards.post'), '+', 1),
        }),
        shownHash: null,
        name: null,
        problem: null,
        refusedWith: null,
        refusedSince: null,
        dirty: eb(ref('cards.dirty'), '+', 1),
        dueAt: row.dueAt,
      })),
    )
    .execute();
};

/** “Not now”: the person is not reminded before then. */
export const snoozeCard = async (db: Db, id: string, until: number): Promise<void> => {
  await db.updateTable('cards').set({ snoozedUntil: until }).where('id', '=', id).execute();
};

/** Everyone's Cards for an Offer, a Share or another subject, oldest first. */
export const cardsOf = (db: Db, kind: Card['kind'], subjectId: string): Promise<Card[]> =>
  select(db, { kind, subjectId });

/** Every Card of a person, oldest first. */
export const cardsOfPerson = (db: Db, teamId: Card['teamId'], userId: Card['recipientId']): Promise<Card[]> =>
  select(db, { teamId, recipientId: userId });

/** Whether one of the recipient's Cards is the message with this `ts`. */
export const isCurrent = async (
  db: Db,
  { teamId, recipientId }: Pick<Card, 'teamId' | 'recipientId'>,
  ts: string,
): Promise<boolean> => {
  const [first] = await select(db, { teamId, recipientId, ts });
  return first !== undefined;
};

/** The names of these people, as far as the bot has looked them up. */
export const namesOf = async (
  db: Db,
  teamId: Card['teamId'],
  userIds: readonly Card['recipientId'][],
): Promise<ReadonlyMap<Card['recipientId'], string>> => {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('cards')
    .select(({ fn }) => ['recipientId', fn.max('name').as('name')])
    .where('teamId', '=', teamId)
    .where('recipientId', 'in', [...userIds])
    .where('name', 'is not', null)
    .groupBy('recipientId')
    .execute();
  return new Map(
    rows.flatMap(({ recipientId, name }) => (name === null ? [] : [[recipientId, name] as const])),
  );
};

/** Exists to be answered from another message, and has not been posted itself. */
export const kept = sql`"name" is null and "dueAt" is null`;

/** Posts the Cards of a Share that existed only for their buttons: everybody's, or one person's. */
export const postKept = async (
  db: Db,
  shareId: string,
  now: number,
  userId?: Card['recipientId'],
): Promise<void> => {
  const whose = userId === undefined ? {} : { recipientId: userId };
  await db
    .updateTable('cards')
    .set({ dueAt: now })
    .where(({ and }) => and({ kind: 'share', subjectId: shareId, ...whose }))
    .where(sql<boolean>`${kept} and "problem" is null`)
    .execute();
};

/** The columns that make a Card due. */
export const dirtied = (now: number) => ({
  dirty: sql<number>`"dirty" + 1`,
  // A Card that already waits keeps its place in the conversation.
  dueAt: sql<number>`case when "problem" is not null or "dueAt" < ${now} or (${kept}) then "dueAt" else cast(${now} as bigint) end`,
});

/** Makes the Cards of an Offer or a Share due, except those whose person gets none or that are kept for later; for the transaction that changes it. */
export const dueCards = async (db: Db, kind: Card['kind'], subjectId: string, now: number): Promise<void> => {
  await db
    .updateTable('cards')
    .set(dirtied(now))
    .where('kind', '=', kind)
    .where('subjectId', '=', subjectId)
    .execute();
};

/** Makes the digests due that mention this Share and can still be answered on. */
export const dueDigests = async (db: Db, shareId: string, now: number): Promise<void> => {
  const digests = await db
    .selectFrom('notifications')
    .select('digestId')
    .where('subjectId', '=', shareId)
    .where('digestId', 'is not', null)
    .execute();
  for (const { digestId } of digests) if (digestId !== null) await dueCards(db, 'digest', digestId, now);
};

/**
 * Writes `patch` and gives the lease back. The Card is due at once if its content changed after `sawDirty`, else at
 * `nextDueAt`. False, and nothing written, if the lease was lost.
 */
export const finishCard = (
  db: Db,
  lease: Lease,
  patch: CardPatch,
  {
    sawDirty,
    ...when
  }: { readonly now: number; readonly sawDirty: number; readonly nextDueAt: number | null },
): Promise<boolean> =>
  finishRow(db, 'cards', lease, card.write(patch), { ...when, again: sql`"dirty" > ${sawDirty}` });

/** Writes `patch` under the lease and keeps the lease: what must be on record before the next call. False if the lease was lost. */
export const keepCard = async (
  db: Db,
  { row, leaseToken }: Lease,
  patch: CardPatch,
  now: number,
): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('cards')
    .set(card.write(patch))
    .where('id', '=', row.id)
    .where('leaseToken', '=', leaseToken)
    .where('leaseUntil', '>', now)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** Lets go of one message for good: it keeps its last content, and clicks on it find no Card. */
export const dropCard = async (db: Db, id: string): Promise<void> => {
  await db.deleteFrom('cards').where('id', '=', id).execute();
};

/** The subjects of the person's Cards that are held back. */
export const heldBackFrom = async (
  db: Db,
  { teamId, userId: recipientId }: { readonly teamId: Card['teamId']; readonly userId: Card['recipientId'] },
): Promise<ReadonlySet<string>> =>
  new Set((await select(db, { teamId, recipientId, problem: blocked })).map(({ subjectId }) => subjectId));

/** Lets go of replies from before that time: whether they were posted or not, they are over. */
export const dropReplies = async (db: Db, before: number): Promise<void> => {
  await db.deleteFrom('cards').where('kind', '=', 'reply').where('createdAt', '<', before).execute();
};

/** The person gets no more Cards for those Shares that they have some of. Returns those Shares. */
export const refusePerson = async (
  db: Db,
  { teamId, recipientId: userId }: Pick<Card, 'teamId' | 'recipientId'>,
  problem: string,
): Promise<string[]> => {
  const rows = await db
    .updateTable('cards')
    .set({ problem, dueAt: null })
    .where(({ and }) => and({ kind: 'share', teamId, recipientId: userId }))
    .where('problem', 'is', null)
    .returning('subjectId')
    .execute();
  return rows.map(({ subjectId }) => subjectId);
};

/**
 * Lets go of the messages for a subject's Cards: they keep their last content, and new ones are posted.
 * @param asOf the backup after which the new ones may have been posted already; they are looked for first
 */
export const repostCards = async (
  db: Db,
  kind: Card['kind'],
  subjectId: string,
  asOf: number | null = null,
): Promise<void> => {
  await db
    .updateTable('cards')
    .set(({ eb }) => ({
      ts: null,
      shownHash: null,
      postingSince: null,
      formerTs: null,
      asOf,
      // what is searched for is the new one
      post: eb('post', '+', 1),
    }))
    .where('kind', '=', kind)
    .where('subjectId', '=', subjectId)
    .where('ts', 'is not', null)
    .execute();
};
