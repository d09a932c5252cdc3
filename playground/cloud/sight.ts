/** Who may see and do what in the playground's Glance: tokens, access rules, roles as in secure RBAC, visibility. */
import type { Image, StoredImage, Token } from './cloud-model.ts';
import { checkRoles } from './rackspace-roles.ts';
import { type Call, type Context, glanceError, liveToken } from './reply.ts';

/** The token's project and roles, in Glance's terms. */
export interface Caller {
  readonly projectId: string | null;
  readonly isAdmin: boolean;
  /** `member` implies `reader` for a person, but not in an application credential made with one role. */
  readonly isMember: boolean;
  readonly isRecipient: boolean;
}

const notVerified = () =>
  glanceError(
    401,
    'This server could not verify that you are authorized to access the document you requested. Either you supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials required.',
  );

/** `*` matches one segment of a path, `**` any number of them. */
const pathMatches = (pattern: string, path: string) => {
  const source = pattern
    .replace(/[.+?^$()[\]\\|]/g, '\\$&')
    .replace(/\*\*|\*|\{[^}]*\}/g, (star) => (star === '**' ? '.*' : '[^/]+'));
  return new RegExp(`^${source}$`).test(path);
};

const ruledOut = (context: Context, { method, path, region }: Call, token: Token) => {
  const seen = context.mountOf(region ?? '') + path;
  const rules = context.state.applicationCredentials.get(token.applicationCredentialId ?? '')?.accessRules;
  return (
    rules &&
    !rules.some((rule) => rule.service === 'image' && rule.method === method && pathMatches(rule.path, seen))
  );
};

/**
 * @throws Refusal 401: no token, an expired one, or one whose access rules do not allow this call; it does not say which.
 *   403 Rackspace's roles, which are checked before everything else
 */
export const callerOf = (context: Context, call: Call): Caller => {
  const token = liveToken(context, call.token);
  if (!token || ruledOut(context, call, token)) throw notVerified();
  if (context.kind === 'rackspace') {
    checkRoles(call, token);
    return { projectId: token.projectId, isAdmin: false, isMember: true, isRecipient: true };
  }
  const has = (...roles: readonly string[]) => token.roles.some((role) => roles.includes(role));
  return {
    projectId: token.projectId,
    isAdmin: has('admin'),
    isMember: has('admin', 'member'),
    isRecipient: has('admin', 'reader'),
  };
};

export const isOwner = ({ projectId }: Caller, { owner }: Image) => projectId !== null && projectId === owner;

/** The image if this caller may see it: their own, a public one, or one shared with them in any status. */
export const visibleImage = (
  { state }: Context,
  caller: Caller,
  region: string,
  imageId: string,
): StoredImage | undefined => {
  const stored = state.imageIn(region, imageId);
  if (!stored || caller.isAdmin) return stored;
  if (!caller.isRecipient) return undefined;
  const { image, members } = stored;
  if (isOwner(caller, image) || image.visibility === 'public' || image.visibility === 'community')
    return stored;
  return image.visibility === 'shared' && members.has(caller.projectId ?? '') ? stored : undefined;
};
