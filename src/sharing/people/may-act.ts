/**
 * Whether an account may act for its project, asked of its row: every sign-in keeps `health` and `speaks` true, what Slack says
 * of its owner `suspendedAt`, and its owner `asOf`, after a restore. Pure.
 */
import type { CloudId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import { isUnchecked } from '../../model/restored.ts';

interface Project {
  readonly cloudId: CloudId;
  readonly projectId: string | null;
}

/** Whether the bot may sign in with it, to look things up at least. */
export const mayUse = (account: Account): boolean =>
  account.health === 'good' && account.suspendedAt === null && !isUnchecked(account);

/** Whether it speaks for its project: its owner decides, is asked and is told. */
export const maySpeak = (account: Account): boolean => mayUse(account) && account.speaks;

const ofProject = (accounts: readonly Account[], project: Project): readonly Account[] =>
  accounts.filter(({ cloudId, projectId }) => cloudId === project.cloudId && projectId === project.projectId);

/**
 * The project's account that may do most: one that speaks, else one that may be used, else the first, whose owner has to link it
 * again. Among equals `preferredId`, then the first.
 */
export const accountFor = (
  accounts: readonly Account[],
  project: Project,
  preferredId?: string,
): Account | undefined => {
  const fitting = ofProject(accounts, project);
  const able = [fitting.filter(maySpeak), fitting.filter(mayUse)].find(({ length }) => length > 0);
  return able?.find(({ id }) => id === preferredId) ?? able?.[0] ?? fitting[0];
};

/** Whether one of these accounts speaks for the project. */
export const speaksFor = (accounts: readonly Account[], project: Project): boolean =>
  ofProject(accounts, project).some(maySpeak);

/** Why an account that may not be used is not; an intent that needs it waits. */
export const whyNotUsed = ({ health, name, cloudName, suspendedAt, asOf }: Account): Problem => {
  if (asOf !== null) return { kind: 'account-unconfirmed', account: name, asOf };
  if (suspendedAt !== null) return { kind: 'owner-away', account: name };
  return health === 'lost'
    ? { kind: 'credential-lost', account: name }
    : { kind: 'account-refused', account: name, cloud: cloudName };
};
