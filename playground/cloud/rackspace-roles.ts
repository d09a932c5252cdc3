/** Who may do what in the playground's cloudImages: one of three roles, or the account's owner, who may do everything. */
import type { Role, Token } from './cloud-model.ts';
import { rackspaceError } from './rackspace.ts';
import type { Call } from './reply.ts';

const rank: Partial<Record<Role, number>> = {
  'cloudImages:observer': 1,
  'cloudImages:creator': 2,
  'cloudImages:admin': 3,
  'identity:user-admin': 3,
};

/** @see https://docs.rackspace.com/support/how-to/detailed-permissions-matrix-for-cloud-images */
const needed = ({ method, path }: Call): number => {
  if (method === 'GET') return 1;
  return method === 'POST' && path.endsWith('/members') ? 2 : 3;
};

/** @throws Refusal 403 if the token's roles are not enough */
export const checkRoles = (call: Call, { roles }: Token): void => {
  const highest = Math.max(0, ...roles.map((role) => rank[role] ?? 0));
  if (highest < needed(call)) throw rackspaceError(403, 'forbidden', 'Forbidden.');
};
