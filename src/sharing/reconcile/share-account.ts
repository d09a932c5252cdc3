/** Which account carries out a step of a Share. */
import type { ProjectId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';
import type { Account } from '../../model/account.ts';
import type { MemberStatus } from '../../model/member.ts';
import { isUnchecked } from '../../model/restored.ts';
import type { Intent, Share } from '../../model/share.ts';
import { actingAccount } from '../people/acting-account.ts';
import { maySpeak, mayUse, whyNotUsed } from '../people/may-act.ts';
import type { Store } from '../repositories.ts';
import type { ShareStep } from '../rules/plan-share.ts';
import { imageName, projectLabel } from '../rules/share-state.ts';

type Rows = Pick<Store, 'database' | 'accounts'>;

/**
 * The account that acts, or why there is none. A write takes one of the person whose intent it is, for the project on that side; an
 * agreed end, if that person cannot act any more, one of anybody who speaks for the project; a read takes one of either project,
 * the owner's first: a member that cannot see the image does not know why.
 */
export const shareAccount = async (
  store: Rows,
  share: Share,
  step: Exclude<ShareStep, { readonly do: 'wait' }>,
  unable: ReadonlySet<string>,
): Promise<Account | Problem> => {
  if (step.do === 'add-member' || step.do === 'remove-member') {
    const own = await ownAccount(store, share, step.intent, share.ownerProjectId);
    return 'kind' in own && step.intent.because ? standIn(store, share) : own;
  }
  if (step.do === 'set-status') return ownAccount(store, share, step.intent, share.projectId);
  return onlooker(store, share, unable);
};

const ownAccount = (
  store: Rows,
  share: Share,
  intent: Intent<'present' | 'absent' | MemberStatus>,
  projectId: ProjectId | null,
) => {
  const projectName = projectId === share.projectId ? share.projectName : share.ownerProjectName;
  return actingAccount(store, {
    teamId: share.teamId,
    userId: intent.by,
    cloudId: share.cloudId,
    cloudName: share.cloudName,
    projectId: projectId ?? share.projectId,
    projectName: projectName ?? projectId ?? imageName(share),
    accountId: intent.accountId,
  });
};

/** For an end that was agreed: somebody else who speaks for the producer's project. */
const standIn = async (store: Rows, share: Share): Promise<Account | Problem> => {
  const { teamId, cloudId, ownerProjectId, ownerProjectName } = share;
  const linked =
    ownerProjectId === null
      ? []
      : await store.accounts.accountsOfProject(store.database.kysely, teamId, cloudId, ownerProjectId);
  return (
    linked.find(maySpeak) ?? {
      kind: 'nobody-speaks',
      project: ownerProjectName ?? ownerProjectId ?? imageName(share),
      cloud: share.cloudName,
    }
  );
};

const onlooker = async (
  store: Rows,
  share: Share,
  unable: ReadonlySet<string>,
): Promise<Account | Problem> => {
  const db = store.database.kysely;
  const owners =
    share.ownerProjectId === null
      ? []
      : await store.accounts.accountsOfProject(db, share.teamId, share.cloudId, share.ownerProjectId);
  const consumers = await store.accounts.accountsOfProject(db, share.teamId, share.cloudId, share.projectId);
  const all = [...owners, ...consumers];
  const chosen = all.find((account) => mayUse(account) && !unable.has(account.id));
  if (chosen !== undefined) return chosen;
  const unconfirmed = all.find(isUnchecked);
  return unconfirmed
    ? whyNotUsed(unconfirmed)
    : {
        kind: 'account-unlinked',
        project: share.ownerProjectName ?? projectLabel(share),
        cloud: share.cloudName,
      };
};
