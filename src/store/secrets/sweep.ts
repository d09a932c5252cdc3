/** Sealed records that are of no use any more: past their time, or a credential whose account is gone. */
import { sql } from 'kysely';
import type { Db } from '../schema/tables.ts';
import { credentialPrefix } from './credentials.ts';

/** Deletes them, and says how many. Keyv by itself deletes what is past its time only when somebody reads it. */
export const sweepRecords = async (db: Db, now: number): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from "keyv" where "expiresAt" <= ${now} or ("key" like ${`${credentialPrefix}%`} and "key" not in (
      select ${credentialPrefix} || "teamId" || ':' || "userId" || ':' || "id" from "accounts"
    ))`.execute(db);
  return Number(numAffectedRows ?? 0);
};
