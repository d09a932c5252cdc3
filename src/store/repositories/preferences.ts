/** What people want to be notified of, and which projects have a channel for it. */
import type { Preferences, ProjectChannel } from '../../model/preference.ts';
import { codec, type Db } from '../schema/tables.ts';

const preferences = codec<Preferences>({ reminders: 'boolean', cleanupNotes: 'boolean' });
const projectChannel = codec<ProjectChannel>({});

type Owner = Pick<Preferences, 'teamId' | 'userId'>;

/** What they chose; the defaults for people who never chose anything. */
export const preferencesOf = async (db: Db, { teamId, userId }: Owner): Promise<Preferences> => {
  const row = await db
    .selectFrom('preferences')
    .selectAll()
    .where(({ and }) => and({ teamId, userId }))
    .executeTakeFirst();
  return row
    ? preferences.read(row)
    : {
        teamId,
        userId,
        timeZone: null,
        quietFrom: null,
        quietUntil: null,
        reminders: true,
        cleanupNotes: true,
      };
};

/** Changes what `change` names; the rest stays. */
export const setPreferences = async (
  db: Db,
  owner: Owner,
  change: Partial<Omit<Preferences, 'teamId' | 'userId'>>,
): Promise<void> => {
  const all = { ...(await preferencesOf(db, owner)), ...change };
  await db
    .insertInto('preferences')
    .values(preferences.write(all))
    .onConflict((conflict) => conflict.columns(['teamId', 'userId']).doUpdateSet(preferences.write(change)))
    .execute();
};

type Project = Pick<ProjectChannel, 'teamId' | 'cloudId' | 'projectId'>;

export const channelOfProject = async (
  db: Db,
  { teamId, cloudId, projectId }: Project,
): Promise<ProjectChannel | null> => {
  const row = await db
    .selectFrom('projectChannels')
    .selectAll()
    .where(({ and }) => and({ teamId, cloudId, projectId }))
    .executeTakeFirst();
  return row ? projectChannel.read(row) : null;
};

/** The projects that have this channel. */
export const projectsOfChannel = async (
  db: Db,
  { teamId, channel }: Pick<ProjectChannel, 'teamId' | 'channel'>,
): Promise<ProjectChannel[]> => {
  const rows = await db
    .selectFrom('projectChannels')
    .selectAll()
    .where(({ and }) => and({ teamId, channel }))
    .execute();
  return rows.map(projectChannel.read);
};

export const setProjectChannel = async (db: Db, row: ProjectChannel): Promise<void> => {
  await db
    .insertInto('projectChannels')
    .values(projectChannel.write(row))
    .onConflict((conflict) =>
      conflict
        .columns(['teamId', 'cloudId', 'projectId'])
        .doUpdateSet({ channel: row.channel, setBy: row.setBy }),
    )
    .execute();
};

export const clearProjectChannel = async (db: Db, { teamId, cloudId, projectId }: Project): Promise<void> => {
  await db
    .deleteFrom('projectChannels')
    .where(({ and }) => and({ teamId, cloudId, projectId }))
    .execute();
};
