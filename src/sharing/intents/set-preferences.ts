/** Saves a person's preferences together with where offers to their projects go, and moves the offers that wait for an answer. */
import type { Person, SlackUserId } from '../../core/ids.ts';
import type { Preferences } from '../../model/preference.ts';
import { inTransaction } from '../transaction.ts';
import { endBlocks, type ListedBlock, listBlocks } from './block-producer.ts';
import type { IntentDeps } from './intent.ts';
import { chooseChannel, type ProjectPlace, projectsOf } from './project-channel.ts';

export interface Preferred {
  readonly preferences: Preferences;
  readonly projects: readonly ProjectPlace[];
  readonly blocks: readonly ListedBlock[];
}

/** The person's current preferences. */
export const preferred = ({ store }: Pick<IntentDeps, 'store'>, person: Person): Promise<Preferred> =>
  store.database.transaction(async (tx) => ({
    preferences: await store.preferences.preferencesOf(tx, person),
    projects: await projectsOf({ store, tx }, person),
    blocks: await listBlocks({ store, tx }, person),
  }));

export interface Choice extends Pick<Preferences, 'quietFrom' | 'quietUntil' | 'reminders' | 'cleanupNotes'> {
  /** Keyed by the account that stands for the project; projects that are not named stay as they are. */
  readonly channels: ReadonlyMap<string, SlackUserId | null>;
  /** The ids of blocks to end. */
  readonly unblock: readonly string[];
}

/**
 * Saves what the person chose. A channel counts once it is proven that they may choose one for the project; what is returned has it
 * already. Changes nothing for projects that they do not speak for.
 */
export const prefer = async (
  deps: IntentDeps,
  person: Person,
  { channels, unblock, ...choice }: Choice,
): Promise<Preferred> => {
  const { nudge } = deps;
  const saved = await inTransaction(deps, async (work) => {
    const { store, tx } = work;
    await store.preferences.setPreferences(tx, person, choice);
    const projects: ProjectPlace[] = [];
    for (const project of await projectsOf(work, person)) {
      const channel = channels.get(project.accountId);
      if (channel !== undefined) await chooseChannel(work, person, project, channel);
      projects.push(channel === undefined ? project : { ...project, channel });
    }
    await endBlocks(work, person, unblock);
    return {
      preferences: await store.preferences.preferencesOf(tx, person),
      projects,
      blocks: await listBlocks(work, person),
    };
  });
  nudge();
  return saved;
};
