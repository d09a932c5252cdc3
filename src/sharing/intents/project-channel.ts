/** Where offers to a project go: to its people, or to a channel. */
import type { CloudId, Person, ProjectId, SlackUserId } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';
import type { ProjectChannel } from '../../model/preference.ts';
import { writeAudit } from '../audit.ts';
import { showShare } from '../cards/refresh.ts';
import { maySpeak } from '../people/may-act.ts';
import { moveCards } from '../people/recipients.ts';
import { requestAct } from '../people/request-act.ts';
import type { Work } from '../transaction.ts';
import { cancelActs } from './cancel-act.ts';

/** A project of the person's, and the channel for its offers; null: its people. */
export interface ProjectPlace extends Pick<Account, 'cloudId' | 'cloudName' | 'projectId' | 'projectName'> {
  /** One of the person's accounts of the project. */
  readonly accountId: string;
  readonly channel: SlackUserId | null;
}

export const projectsOf = async (
  { store, tx }: Pick<Work<'accounts' | 'preferences'>, 'store' | 'tx'>,
  person: Person,
): Promise<ProjectPlace[]> => {
  const projects = new Map<string, ProjectPlace>();
  for (const account of await store.accounts.accountsOfPerson(tx, person)) {
    // somebody who may not act for the project decides nothing for it
    if (!maySpeak(account)) continue;
    const { id: accountId, cloudId, cloudName, projectId, projectName } = account;
    const chosen = await store.preferences.channelOfProject(tx, account);
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

/** Asks for a channel; without one, offers go to the project's people again at once. */
export const chooseChannel = async (
  work: Work,
  person: Person,
  project: ProjectPlace,
  channel: SlackUserId | null,
): Promise<void> => {
  const { store, tx } = work;
  const { teamId, userId } = person;
  const subjectId = `${project.cloudId}/${project.projectId}`;
  if (channel !== null && channel !== project.channel) {
    const account = await store.accounts.findAccount(tx, project.accountId);
    if (account) await requestAct(work, person, account, subjectId, { kind: 'set-channel', channel });
    return;
  }
  await cancelActs(work, { teamId, userId, kind: 'set-channel', subjectId });
  if (channel !== project.channel) await setChannel(work, person, project, channel);
};

/** Offers to the project go there from now on. Offers that wait for an answer are posted there again. */
export const setChannel = async (
  work: Work,
  person: Person,
  { cloudId, projectId }: { readonly cloudId: CloudId; readonly projectId: ProjectId },
  channel: SlackUserId | null,
) => {
  const { store, tx } = work;
  const { teamId, userId } = person;
  const project = { teamId, cloudId, projectId };
  const row: ProjectChannel | null = channel === null ? null : { ...project, channel, setBy: userId };
  if (row === null) await store.preferences.clearProjectChannel(tx, project);
  else await store.preferences.setProjectChannel(tx, row);
  await writeAudit(work, {
    act: 'set-project-channel',
    by: person,
    on: { teamId, cloudId, subject: projectId },
    detail: { channel },
  });
  for (const share of await store.shares.sharesOfProject(tx, teamId, cloudId, projectId)) {
    if (share.status !== 'pending') continue;
    await moveCards(work, share);
    await showShare(work, share);
  }
};
