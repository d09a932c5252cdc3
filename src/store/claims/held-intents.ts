/** What the holder of a Share had to carry out, kept with the lease: of one who never gave it back, a write may be under way. */
import { sql } from 'kysely';
import type { Beside } from './leases.ts';

/**
 * The intents are copied, because a newer one replaces them meanwhile. While they are being taken over, the first ones stay: whoever
 * takes them over only reads.
 */
export const asHeld: Beside = {
  joined: [sql.ref('leftIntents').as('left')],
  kept: [
    sql`"leftIntents" = case when "leaseToken" is null then null else coalesce("leftIntents", "heldIntents") end`,
    sql`"heldIntents" = '{"member":' || coalesce("member", 'null') || ',"answer":' || coalesce("answer", 'null') || '}'`,
  ],
};
