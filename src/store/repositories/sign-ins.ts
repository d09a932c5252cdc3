/** Sign-ins that were refused, counted, and who has linked what: rows, so that replicas and restarts count together. */
import { dayMs } from '../../core/durations.ts';
import type { SignInRefusals } from '../../model/sign-in-refusals.ts';
import { codec, type Db, type Tx } from '../schema/tables.ts';

const refusals = codec<SignInRefusals>({});

/** Null if there are none that still count at `now`. */
export const findRefusals = async (tx: Tx, id: string, now: number): Promise<SignInRefusals | null> => {
  const row = await tx
    .selectFrom('signInRefusals')
    .selectAll()
    .where('id', '=', id)
    .where('forgetAt', '>', now)
    .executeTakeFirst();
  return row ? refusals.read(row) : null;
};

/** Of two transactions that count at once, the later one sees what the earlier one wrote. */
export const keepRefusals = async (tx: Tx, row: SignInRefusals): Promise<void> => {
  const { id: _, ...columns } = refusals.write(row);
  await tx
    .insertInto('signInRefusals')
    .values(refusals.write(row))
    .onConflict((conflict) => conflict.column('id').doUpdateSet(columns))
    .execute();
};

/** Deletes those that count no more. */
export const forgetRefusals = async (db: Db, now: number): Promise<void> => {
  await db.deleteFrom('signInRefusals').where('forgetAt', '<=', now).execute();
};

/** Somebody has linked something; `id` is a keyed hash of both. */
interface SignInOwner {
  readonly id: string;
  readonly accountId: string;
  readonly linkedAt: number;
}

/** Remembers it, or that it was linked again. */
export const keepOwner = async (tx: Tx, { id, ...last }: SignInOwner): Promise<void> => {
  await tx
    .insertInto('signInOwners')
    .values({ id, ...last })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(last))
    .execute();
};

/** How long somebody who has unlinked may link the same again, whoever guesses at it meanwhile. */
const ownerKeptMs = 90 * dayMs;

/** Deletes those whose account was unlinked, or linked again with something else, and that nobody has come back to. */
export const forgetOwners = async (db: Db, now: number): Promise<void> => {
  await db
    .deleteFrom('signInOwners')
    .where('linkedAt', '<=', now - ownerKeptMs)
    .where('accountId', 'not in', db.selectFrom('accounts').select('id'))
    .execute();
};

/** @param ids the same under each encryption key */
export const isOwner = async (tx: Tx, ids: readonly string[]): Promise<boolean> => {
  const found = await tx.selectFrom('signInOwners').select('id').where('id', 'in', ids).executeTakeFirst();
  return found !== undefined;
};
