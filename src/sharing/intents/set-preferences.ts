/** What a person wants of being told, and where the offers to their projects go: saved together, and what waits for an answer moves. */
import type { Person, SlackUserId } from '../../core/ids.ts';
import type { Preferences } from '../../model/preference.ts';
import type { WishDeps } from './intent.ts';
import { type ProjectPlace, projectsOf, setChannel } from './project-channel.ts';

export interface Preferred {
  readonly preferences: Preferences;
  readonly projects: readonly ProjectPlace[];
}

/** What holds for the person now. */
export const preferred = ({ ledger }: Pick<WishDeps, 'ledger'>, person: Person): Promise<Preferred> =>
  ledger.database.transaction(async (tx) => ({
    preferences: await ledger.preferences.preferencesOf(tx, person),
    projects: await projectsOf(ledger, tx, person),
  }));

export interface Choice extends Pick<Preferences, 'quietFrom' | 'quietUntil' | 'reminders' | 'tidyNotes'> {
  /** By the account that stands for the project; what is not named stays. */
  readonly channels: ReadonlyMap<string, SlackUserId | null>;
}

/** Saves what the person chose. Of projects that they have no account of any more, nothing is changed. */
export const prefer = async (
  deps: WishDeps,
  person: Person,
  { channels, ...choice }: Choice,
): Promise<Preferred> => {
  const { ledger, clock, nudge } = deps;
  const saved = await ledger.database.transaction(async (tx) => {
    await ledger.preferences.setPreferences(tx, person, choice);
    for (const project of await projectsOf(ledger, tx, person)) {
      const channel = channels.get(project.accountId);
      if (channel !== undefined && channel !== project.channel)
        await setChannel(ledger, tx, person, project, channel, clock.now());
    }
    return {
      preferences: await ledger.preferences.preferencesOf(tx, person),
      projects: await projectsOf(ledger, tx, person),
    };
  });
  nudge();
  return saved;
};
