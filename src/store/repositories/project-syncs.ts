/** Watches: one row for each linked project, whose images the bot looks at now and then. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Watch } from '../../model/project-sync.ts';
import {
  type Claimed,
  type ClaimOptions,
  finishRow,
  type Lease,
  leaseRows,
  touched,
} from '../claims/leases.ts';
import { codec, type Db } from '../schema/tables.ts';

const watch = codec<Watch>({});

type Project = Pick<Watch, 'teamId' | 'cloudId' | 'projectId'>;

/** Has the project's images looked at no later than `at`, and often from then on. */
export const wakeWatch = async (
  db: Db,
  { teamId, enterpriseId, cloudId, projectId }: Project & Pick<Watch, 'enterpriseId'>,
  at: number,
): Promise<void> => {
  // A busy project is woken by each of its Shares: where that changes nothing it is not written, or all would wait for its row.
  const awake = await db
    .selectFrom('watches')
    .select('id')
    .where(({ and }) => and({ teamId, cloudId, projectId, everyMs: 0 }))
    .where('dueAt', '<=', at)
    .where('leaseUntil', 'is', null)
    .executeTakeFirst();
  if (awake) return;
  const row: Watch = {
    id: randomUUID(),
    teamId,
    enterpriseId,
    cloudId,
    projectId,
    everyMs: 0,
    spent: 0,
    spentSince: 0,
    attempts: 0,
    dueAt: at,
    createdAt: at,
  };
  await db
    .insertInto('watches')
    .values(watch.write(row))
    .onConflict((conflict) =>
      conflict
        .columns(['teamId', 'cloudId', 'projectId'])
        .doUpdateSet({ ...touched(at, 'watches'), everyMs: 0 }),
    )
    .execute();
};

export const findWatch = async (db: Db, { teamId, cloudId, projectId }: Project): Promise<Watch | null> => {
  const row = await db
    .selectFrom('watches')
    .selectAll()
    .where(({ and }) => and({ teamId, cloudId, projectId }))
    .executeTakeFirst();
  return row ? watch.read(row) : null;
};

/** Leases up to `limit` Watches that are due, longest due first; none of a cloud that the operator took out. */
export const claimWatches = (db: Db, options: ClaimOptions): Promise<Claimed<Watch>[]> =>
  leaseRows(
    db,
    'watches',
    watch,
    options,
    sql`"cloudId" not in (select "id" from "clouds" where "goneSince" is not null)`,
  );

/** Writes `patch` and gives the lease back; false, and nothing written, when it was lost meanwhile. */
export const finishWatch = (
  db: Db,
  lease: Lease,
  patch: Partial<Pick<Watch, 'everyMs' | 'spent' | 'spentSince' | 'attempts'>>,
  when: { readonly now: number; readonly nextDueAt: number | null },
): Promise<boolean> => finishRow(db, 'watches', lease, watch.write(patch), when);
