/** Watches: one row for each linked project, whose images the bot looks at now and then. */

import type { Watch } from './later.ts';
import { type Claimed, type ClaimOptions, finishRow, type Lease, leaseRows, touched } from './leases.ts';
import { codec, type Db } from './tables.ts';

const watch = codec<Watch>({});

type Project = Pick<Watch, 'teamId' | 'cloud' | 'projectId'>;

/** Makes the project's Watch due no later than its `dueAt`, with its interval; a new one where there is none. */
export const wakeWatch = async (db: Db, row: Watch & { readonly dueAt: number }): Promise<void> => {
  await db
    .insertInto('watches')
    .values(watch.write(row))
    .onConflict((conflict) =>
      conflict
        .columns(['teamId', 'cloud', 'projectId'])
        .doUpdateSet({ ...touched(row.dueAt, 'watches'), everyMs: row.everyMs }),
    )
    .execute();
};

export const findWatch = async (db: Db, { teamId, cloud, projectId }: Project): Promise<Watch | null> => {
  const row = await db
    .selectFrom('watches')
    .selectAll()
    .where(({ and }) => and({ teamId, cloud, projectId }))
    .executeTakeFirst();
  return row ? watch.read(row) : null;
};

/** Leases up to `limit` Watches that are due, longest due first. */
export const claimWatches = (db: Db, options: ClaimOptions): Promise<Claimed<Watch>[]> =>
  leaseRows(db, 'watches', watch, options);

/** Writes `patch` and gives the lease back; false, and nothing written, when it was lost meanwhile. */
export const finishWatch = (
  db: Db,
  lease: Lease,
  patch: Partial<Pick<Watch, 'everyMs' | 'spent' | 'spentSince' | 'attempts'>>,
  when: { readonly now: number; readonly nextDueAt: number | null },
): Promise<boolean> => finishRow(db, 'watches', lease, watch.write(patch), when);
