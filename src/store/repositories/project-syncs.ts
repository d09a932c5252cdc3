/** ProjectSyncs: one row for each linked project whose images the bot polls. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CloudId } from '../../core/ids.ts';
import type { ProjectSync } from '../../model/project-sync.ts';
import {
  type Claimed,
  type ClaimOptions,
  finishRow,
  type Lease,
  leaseRows,
  touched,
} from '../claims/leases.ts';
import { codec, type Db } from '../schema/tables.ts';

const projectSync = codec<ProjectSync>({ held: 'boolean' });

type Project = Pick<ProjectSync, 'teamId' | 'cloudId' | 'projectId'>;

/** Polls the project's images no later than `at`, and often from then on. */
export const wakeProjectSync = async (
  db: Db,
  { teamId, enterpriseId, cloudId, projectId }: Project & Pick<ProjectSync, 'enterpriseId'>,
  at: number,
): Promise<void> => {
  // Each Share of a busy project wakes it: if nothing changes, it is not written, or all would wait for its row.
  const awake = await db
    .selectFrom('projectSyncs')
    .select('id')
    .where(({ and }) => and({ teamId, cloudId, projectId, intervalMs: 0 }))
    .where('dueAt', '<=', at)
    .where('leaseUntil', 'is', null)
    .executeTakeFirst();
  if (awake) return;
  await wake(db, { teamId, enterpriseId, cloudId, projectId }, at, 0);
};

type Place = Project & Pick<ProjectSync, 'enterpriseId'>;

/** Reads the project's images at once, for a person who looks at them: within a budget of their own. */
export const askProjectSync = (
  db: Db,
  { teamId, enterpriseId, cloudId, projectId }: Place,
  at: number,
): Promise<void> => wake(db, { teamId, enterpriseId, cloudId, projectId }, at, 1);

const wake = async (db: Db, place: Place, at: number, asked: 0 | 1) => {
  const row: ProjectSync = {
    id: randomUUID(),
    ...place,
    intervalMs: 0,
    spent: 0,
    spentSince: 0,
    asked,
    read: 0,
    askedSpent: 0,
    askedSince: 0,
    readAt: null,
    held: false,
    asOf: null,
    attempts: 0,
    dueAt: at,
    createdAt: at,
  };
  const more = asked === 0 ? {} : { asked: sql<number>`"projectSyncs"."asked" + 1` };
  await db
    .insertInto('projectSyncs')
    .values(projectSync.write(row))
    .onConflict((conflict) =>
      conflict
        .columns(['teamId', 'cloudId', 'projectId'])
        .doUpdateSet({ ...touched(at, 'projectSyncs'), intervalMs: 0, ...more }),
    )
    .execute();
};

export const findProjectSync = async (
  db: Db,
  { teamId, cloudId, projectId }: Project,
): Promise<ProjectSync | null> => {
  const row = await db
    .selectFrom('projectSyncs')
    .selectAll()
    .where(({ and }) => and({ teamId, cloudId, projectId }))
    .executeTakeFirst();
  return row ? projectSync.read(row) : null;
};

/** Leases up to `limit` ProjectSyncs that are due, longest due first; none on the clouds of `hold`, or on one that the operator removed. */
export const claimProjectSyncs = (
  db: Db,
  { hold, ...options }: ClaimOptions & { readonly hold: readonly CloudId[] },
): Promise<Claimed<ProjectSync>[]> =>
  leaseRows(
    db,
    'projectSyncs',
    projectSync,
    options,
    sql`"cloudId" not in (select "id" from "clouds" where "goneSince" is not null ${sql.join(
      hold.map((id) => sql`union all select cast(${id} as text)`),
      sql` `,
    )})`,
  );

/** What a poll changes. */
export type ProjectSyncPatch = Partial<
  Omit<
    ProjectSync,
    'id' | 'teamId' | 'enterpriseId' | 'cloudId' | 'projectId' | 'asked' | 'dueAt' | 'createdAt'
  >
>;

/** Writes `patch` and gives the lease back; false, and nothing written, if it was lost meanwhile. */
export const finishProjectSync = (
  db: Db,
  lease: Lease,
  patch: ProjectSyncPatch,
  when: { readonly now: number; readonly nextDueAt: number | null },
): Promise<boolean> => finishRow(db, 'projectSyncs', lease, projectSync.write(patch), when);
