/** Linked accounts, one row each, without their sealed credentials. Exactly one of a person's accounts is the default. */
import { type ExpressionBuilder, sql } from 'kysely';
import type { CloudId, Person } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';
import type { Stored } from '../../model/known-cloud.ts';
import { cloudColumns } from '../claims/cloud-columns.ts';
import { isPostgres } from '../dialect.ts';
import { prepared } from '../engine/prepared.ts';
import { codec, type Db, type Tables, type Tx } from '../schema/tables.ts';

const account = codec<Account>({
  speaks: 'boolean',
  isDefault: 'boolean',
  cloudGone: 'boolean',
  refusedActs: 'json',
});

type Owner = Pick<Person, 'teamId' | 'userId'>;

/**
 * Adds an account; a person's first becomes the default whatever the row says.
 * False, and nothing written, if the person has an account of this name.
 */
export const insertAccount = async (tx: Tx, row: Stored<Account>): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('accounts')
    .values(account.write({ ...row, isDefault: false }))
    .onConflict((conflict) => conflict.columns(['teamId', 'userId', 'name']).doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) return false;
  if (row.isDefault || !(await accountsOfPerson(tx, row)).some(({ isDefault }) => isDefault))
    await setDefault(tx, row, row.id);
  return true;
};

const select = async (db: Db, where: Partial<Account>): Promise<Account[]> => {
  const all = ({ and }: ExpressionBuilder<Tables, 'accounts'>) => and(account.write(where));
  const rows = await db
    .selectFrom('accounts')
    .selectAll()
    .select(cloudColumns('accounts'))
    .where(all)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return rows.map(account.read);
};

const selectOfPerson = prepared((db, teamId: Owner['teamId'], userId: Owner['userId']) =>
  db
    .selectFrom('accounts')
    .selectAll()
    .select(cloudColumns('accounts'))
    .where('teamId', '=', teamId)
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .orderBy('id'),
);

/** A person's accounts, oldest first. */
export const accountsOfPerson = async (db: Db, { teamId, userId }: Owner): Promise<Account[]> =>
  (await selectOfPerson(db, teamId, userId)).map(account.read);

/** Everyone's accounts of a project on a cloud, in one team, oldest first. */
export const accountsOfProject = (
  db: Db,
  teamId: Account['teamId'],
  cloudId: CloudId,
  projectId: Account['projectId'],
): Promise<Account[]> => select(db, { teamId, cloudId, projectId });

/** Everyone's accounts on a cloud, in one team, oldest first. */
export const accountsOnCloud = (db: Db, teamId: Account['teamId'], cloudId: CloudId): Promise<Account[]> =>
  select(db, { teamId, cloudId });

/** Everyone's accounts that were not refused, oldest first; to sign in with one for a check. */
export const goodAccounts = async (db: Db): Promise<Account[]> =>
  (await select(db, { health: 'good' })).filter(
    ({ suspendedAt, asOf }) => suspendedAt === null && asOf === null,
  );

/**
 * Those of `ids` that surely are projects of the cloud: somebody in the team has linked them, or they own an image or answered for
 * one. That something is a member says nothing: the cloud makes a member of any word.
 * @param ids at most some hundreds
 */
export const knownProjectIds = async (
  db: Db,
  teamId: Account['teamId'],
  cloudId: CloudId,
  ids: readonly string[],
): Promise<ReadonlySet<string>> => {
  if (ids.length === 0) return new Set();
  const projects = ids as readonly Account['projectId'][];
  const shares = db.selectFrom('shares').where('teamId', '=', teamId).where('cloudId', '=', cloudId);
  const rows = await db
    .selectFrom('accounts')
    .select('projectId')
    .where('teamId', '=', teamId)
    .where('cloudId', '=', cloudId)
    .where('projectId', 'in', projects)
    .union(
      shares
        .select('projectId')
        .where('projectId', 'in', projects)
        .where('status', 'in', ['accepted', 'rejected']),
    )
    .union(
      shares
        .select((row) => row.ref('ownerProjectId').$notNull().as('projectId'))
        .where('ownerProjectId', 'in', projects),
    )
    .execute();
  return new Set(rows.map(({ projectId }) => projectId));
};

/** The names of those that are still linked. */
export const accountNamesOf = async (
  db: Db,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> => {
  if (ids.size === 0) return new Map();
  const rows = await db
    .selectFrom('accounts')
    .select(['id', 'name'])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
};

export const findAccount = async (db: Db, id: string): Promise<Account | null> =>
  (await select(db, { id }))[0] ?? null;

/** Makes the account its owner's default. False, and nothing changed, if the person has no such account. */
export const setDefault = async (tx: Tx, { teamId, userId }: Owner, id: string): Promise<boolean> => {
  const own = tx.updateTable('accounts').where('teamId', '=', teamId).where('userId', '=', userId);
  const mine = (await accountsOfPerson(tx, { teamId, userId })).some((one) => one.id === id);
  if (!mine) return false;
  await own.set({ isDefault: 0 }).where('isDefault', '=', 1).execute();
  await own.set({ isDefault: 1 }).where('id', '=', id).execute();
  return true;
};

/** False, and nothing changed, if there is no such account or its owner has another of this name. */
export const renameAccount = async (db: Db, id: string, name: string): Promise<boolean> => {
  const { numAffectedRows } = await sql`
    update "accounts" set "name" = ${name} where "id" = ${id} and not exists (
      select 1 from "accounts" as "other" where "other"."name" = ${name} and "other"."id" <> "accounts"."id"
        and "other"."teamId" = "accounts"."teamId" and "other"."userId" = "accounts"."userId"
    )`.execute(db);
  return numAffectedRows === 1n;
};

export const setHealth = async (db: Db, id: string, health: Account['health']): Promise<void> => {
  await db.updateTable('accounts').set({ health }).where('id', '=', id).execute();
};

/** A person's accounts in every team, oldest first: Slack's ids of people are unique. */
export const accountsOfUser = (db: Db, userId: Account['userId']): Promise<Account[]> =>
  select(db, { userId });

/** @param at null: they came back; what was suspended before keeps its time */
export const setSuspended = async (tx: Tx, userId: Account['userId'], at: number | null): Promise<void> => {
  const own = tx.updateTable('accounts').set({ suspendedAt: at }).where('userId', '=', userId);
  await (at === null ? own : own.where('suspendedAt', 'is', null)).execute();
};

/** Accounts whose owners have been away since before then. */
export const accountsSuspendedBefore = async (db: Db, at: number): Promise<Account[]> => {
  const rows = await db
    .selectFrom('accounts')
    .selectAll()
    .select(cloudColumns('accounts'))
    .where('suspendedAt', '<=', at)
    .execute();
  return rows.map(account.read);
};

export const setSpeech = async (db: Db, id: string, speaks: boolean): Promise<void> => {
  await db
    .updateTable('accounts')
    .set({ speaks: Number(speaks) })
    .where('id', '=', id)
    .execute();
};

export const setExpiry = async (
  db: Db,
  id: string,
  expiry: Pick<Account, 'expiresAt' | 'expiryReadAt'>,
): Promise<void> => {
  await db.updateTable('accounts').set(expiry).where('id', '=', id).execute();
};

export const setRefusedActs = async (
  db: Db,
  id: string,
  refusedActs: Account['refusedActs'],
): Promise<void> => {
  await db.updateTable('accounts').set(account.write({ refusedActs })).where('id', '=', id).execute();
};

/**
 * For an intent that must not be written twice: of two transactions with one account, the later one sees what
 * the earlier one wrote. On PostgreSQL they collide, and the later one runs again.
 */
export const lockAccountsOf = async (
  tx: Tx,
  { teamId, userId }: Pick<Account, 'teamId' | 'userId'>,
): Promise<void> => {
  if (isPostgres(tx))
    await sql`update "accounts" set "id" = "id" where "teamId" = ${teamId} and "userId" = ${userId}`.execute(
      tx,
    );
};

/** Deletes the account; null if there is none. If it was the default, its owner's oldest takes its place. */
export const deleteAccount = async (tx: Tx, id: string): Promise<Account | null> => {
  const gone = await findAccount(tx, id);
  if (!gone) return null;
  await tx.deleteFrom('accounts').where('id', '=', id).execute();
  const [oldest] = await accountsOfPerson(tx, gone);
  if (gone.isDefault && oldest) await setDefault(tx, gone, oldest.id);
  return gone;
};

/** Accounts in the team whose project on `cloud` has this name, in any case: for people who type a name in place of an id. */
export const accountsNamed = async (
  db: Db,
  teamId: Account['teamId'],
  cloudId: CloudId,
  projectName: string,
): Promise<Account[]> => {
  const rows = await db
    .selectFrom('accounts')
    .selectAll()
    .select(cloudColumns('accounts'))
    .where('teamId', '=', teamId)
    .where('cloudId', '=', cloudId)
    .where(sql`lower("projectName")`, '=', projectName.toLowerCase())
    .orderBy('createdAt')
    .execute();
  return rows.map(account.read);
};
