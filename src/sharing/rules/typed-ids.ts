/** What may be typed for an image and its tenants: checked here, because the cloud accepts anything. Pure. */
import type { ImageId, ProjectId } from '../../core/ids.ts';
import type { Problem } from '../../core/problems/problem.ts';

/** Members of one image, rejected ones included. @see https://docs.openstack.org/glance/latest/configuration/glance_api.html (image_member_quota) */
export const maxMembers = 128;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An image id in Glance's own spelling, or what is wrong with it. */
export const readImageId = (typed: string | undefined): ImageId | Problem => {
  if (typed === undefined || typed.trim() === '') return { kind: 'no-image' };
  return uuid.test(typed.trim())
    ? (typed.trim().toLowerCase() as ImageId)
    : { kind: 'not-an-image-id', typed };
};

/** The tenants, each once and in order, and every problem with them; with any problem, nothing is shared. */
export const readTenants = (
  typed: readonly string[],
): { readonly tenants: readonly ProjectId[]; readonly problems: readonly Problem[] } => {
  const tenants = [...new Set(typed)];
  if (tenants.length === 0) return { tenants: [], problems: [{ kind: 'no-tenant' }] };
  if (tenants.length > maxMembers) {
    return {
      tenants: tenants as ProjectId[],
      problems: [{ kind: 'too-many-tenants', count: tenants.length, max: maxMembers }],
    };
  }
  return {
    tenants: tenants as ProjectId[],
    problems: tenants.flatMap((tenant) => tenantProblem(tenant) ?? []),
  };
};

const tenantProblem = (typed: string): Problem | null => {
  if (/\s/u.test(typed)) return { kind: 'bad-tenant', typed, why: 'space' };
  if (typed.length > 255) return { kind: 'bad-tenant', typed, why: 'long' };
  // Glance accepts these but cannot address the member afterwards: it could be neither read nor removed
  return /[^\x21-\x7e]|\//u.test(typed) || typed === '.' || typed === '..'
    ? { kind: 'bad-tenant', typed, why: 'character' }
    : null;
};
