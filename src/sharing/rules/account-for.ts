/** Which of several accounts acts for a project. */
import type { CloudId } from '../../core/ids.ts';
import type { Account } from '../../model/account.ts';

/**
 * A good account of the project, preferring `preferredId`; if none is good, the project's first, whose owner has to link it
 * again.
 */
export const accountFor = (
  accounts: readonly Account[],
  project: { readonly cloudId: CloudId; readonly projectId: string | null },
  preferredId?: string,
): Account | undefined => {
  const fitting = accounts.filter(
    ({ cloudId, projectId }) => cloudId === project.cloudId && projectId === project.projectId,
  );
  const good = fitting.filter(({ health }) => health === 'good');
  return good.find(({ id }) => id === preferredId) ?? good[0] ?? fitting[0];
};
