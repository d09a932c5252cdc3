/** What a person wants of being told, and where the offers to their projects go: saved together, and what waits for an answer moves. */
import type { Person, ProjectId, SlackUserId } from '../core/ids.ts';
import type { Account } from '../model/account.ts';
import type { Preferences, ProjectChannel } from '../model/preference.ts';
import type { Tx } from '../store/tables.ts';
import { writeAudit } from './audit.ts';
import { showShare } from './card.ts';
import type { Ledger } from './ledger.ts';
import { moveCards } from './readers.ts';
import type { WishDeps } from './wishes.ts';

/** A project of the person's, and the channel that its offers go to; null: to its people. */
export interface ProjectPlace extends Pick<Account, 'cloudId' | 'cloudName' | 'projectId' | 'projectName'> {
  /** Of one of the person's accounts of it. */
  readonly accountId: string;
  readonly channel: SlackUserId | null;
}

export interface Preferred {
  readonly preferences: Preferences;
  readonly projects: readonly ProjectPlace[];
}

type Rows = Pick<Ledger, 'accounts' | 'preferences'>;

const projectsOf = async (
  { accounts, preferences }: Rows,
  tx: Tx,
  person: Person,
): Promise<ProjectPlace[]> => {
  const projects = new Map<string, ProjectPlace>();
  for (const account of await accounts.accountsOfPerson(tx, person)) {
    // who may have left the project decides nothing for it
    if (account.health !== 'good') continue;
    const { id: accountId, cloudId, cloudName, projectId, projectName } = account;
    const chosen = await preferences.channelOfProject(tx, account);
    projects.set(`${cloudId}/${projectId}`, {
      accountId,
      cloudId,
      cloudName,
      projectId,
      projectName,
      channel: chosen?.channel ?? null,
    });
  }
  return [...projects.values()];
};

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

/** From now on the project's offers go there. Those that wait for an answer are asked about there anew. */
const setChannel = async (
  ledger: Ledger,
  tx: Tx,
  person: Person,
  { cloudId, projectId }: { readonly cloudId: string; readonly projectId: ProjectId },
  channel: SlackUserId | null,
  now: number,
) => {
  const { teamId, userId } = person;
  const project = { teamId, cloudId, projectId };
  const row: ProjectChannel | null = channel === null ? null : { ...project, channel, setBy: userId };
  if (row === null) await ledger.preferences.clearProjectChannel(tx, project);
  else await ledger.preferences.setProjectChannel(tx, row);
  await writeAudit(ledger, tx, now, {
    act: 'set-project-channel',
    by: person,
    on: { teamId, cloudId, subject: projectId },
    detail: { channel },
  });
  for (const share of await ledger.shares.sharesOfProject(tx, teamId, cloudId, projectId)) {
    if (share.status !== 'pending') continue;
    await moveCards(ledger, tx, share);
    await showShare(ledger, tx, share, now);
  }
};
