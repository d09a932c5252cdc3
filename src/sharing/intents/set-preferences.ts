/** What a person wants of being told, and where the offers to their projects go: saved together, and what waits for an answer moves. */
import type { Person, SlackUserId } from '../../core/ids.ts';
import type { Preferences } from '../../model/preference.ts';
import { inTransaction } from '../transaction.ts';
import type { IntentDeps } from './intent.ts';
import { type ProjectPlace, projectsOf, setChannel } from './project-channel.ts';

export interface Preferred {
  readonly preferences: Preferences;
  readonly projects: readonly ProjectPlace[];
}

/** What holds for the person now. */
export const preferred = ({ store }: Pick<IntentDeps, 'store'>, person: Person): Promise<Preferred> =>
  store.database.transaction(async (tx) => ({
    preferences: await store.preferences.preferencesOf(tx, person),
    projects: await projectsOf({ store, tx }, person),
  }));

export interface Choice extends Pick<Preferences, 'quietFrom' | 'quietUntil' | 'reminders' | 'cleanupNotes'> {
  /** By the account that stands for the project; what is not named stays. */
  readonly channels: ReadonlyMap<string, SlackUserId | null>;
}

/** Saves what the person chose. Of projects that they have no account of any more, nothing is changed. */
export const prefer = async (
  deps: IntentDeps,
  person: Person,
  { channels, ...choice }: Choice,
): Promise<Preferred> => {
  const { nudge } = deps;
  const saved = await inTransaction(deps, async (work) => {
    const { store, tx } = work;
    await store.preferences.setPreferences(tx, person, choice);
    for (const project of await projectsOf(work, person)) {
      const channel = channels.get(project.accountId);
      if (channel !== undefined && channel !== project.channel)
        await setChannel(work, person, project, channel);
    }
    return {
      preferences: await store.preferences.preferencesOf(tx, person),
      projects: await projectsOf(work, person),
    };
  });
  nudge();
  return saved;
};
