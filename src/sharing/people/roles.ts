/** Who may speak, by the roles and access rules that a sign-in gave. Pure. */

/** The part of a token that says what it permits. */
export interface Granted {
  readonly roles: readonly string[];
  /** Those for the image service; null: no rules restrict it. */
  readonly accessRules: readonly { readonly method: string }[] | null;
}

/** Without the product before it: `cloudImages:observer` is an `observer`. */
const bare = (role: string) => role.slice(role.lastIndexOf(':') + 1).toLowerCase();

/**
 * Whether a token has a role that is not read-only, and access rules, if any, that permit some write to images. Which writes the
 * rules permit, only the cloud judges.
 * @param readOnlyRoles in lower case
 */
export const tokenGrantsSpeech = (
  { roles, accessRules }: Granted,
  readOnlyRoles: readonly string[],
): boolean =>
  roles.some((role) => !readOnlyRoles.includes(bare(role))) &&
  (accessRules === null ||
    accessRules.some(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method.toUpperCase())));
