/** The mark of a restore that came to a Share while a step was running. */
import { sql } from 'kysely';
import type { ShareObserved } from '../../model/share.ts';

/** The columns of a restore's mark, as a step writes them: a mark that came with an intent after `sawRevision` stays, and the Share is read again. */
export const keptMark = ({ asOf, statusAt }: Partial<ShareObserved>, sawRevision: number) => ({
  ...(asOf !== undefined && {
    asOf: sql`case when "intentRevision" > ${sawRevision} then "asOf" else cast(${asOf} as bigint) end`,
  }),
  ...(statusAt && {
    statusAt: sql`case when "intentRevision" > ${sawRevision} and "asOf" is not null then "statusAt" else cast(${statusAt} as bigint) end`,
  }),
});
