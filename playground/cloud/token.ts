/** A token in the form of the playground's Keystone, with its catalog. */
import { randomBytes } from 'node:crypto';
import { type ApplicationCredential, newId, type Role, type User } from './cloud-model.ts';
import type { Context, Reply } from './reply.ts';

export interface Grant {
  readonly user: User;
  /** Null: a token for `scope`, or for nothing. */
  readonly projectId: string | null;
  readonly scope?: { readonly domain: object } | { readonly system: object };
  readonly roles: readonly Role[];
  readonly methods: readonly string[];
  readonly credential?: ApplicationCredential;
}

const lifeMs = 3_600_000;
export const defaultDomain = { id: 'default', name: 'Default' };
/** Keystone writes microseconds. */
export const written = (ms: number) => new Date(ms).toISOString().replace('Z', '000Z');

const catalog = ({ state, authUrl, imageUrl }: Context) => {
  const service = (type: string, name: string, url: (region: string) => string) => ({
    id: newId(),
    type,
    name,
    endpoints: state.regions.flatMap((region) =>
      state.interfaces.map((face) => ({
        id: newId(),
        interface: face,
        region_id: region,
        region,
        url: url(region),
      })),
    ),
  });
  return [service('identity', 'keystone', () => authUrl), service('image', 'glance', imageUrl)];
};

/** Keeps a new token and answers with it; a token of an application credential expires with it. */
export const createTokenFor = (
  context: Context,
  { user, projectId, scope, roles, methods, credential }: Grant,
): Reply => {
  const issuedAt = context.now();
  const expiry = user.passwordExpiresAt;
  const token = {
    id: `gAAAAA${randomBytes(60).toString('base64url')}`,
    userId: user.id,
    projectId,
    roles,
    methods,
    issuedAt,
    expiresAt: Math.min(issuedAt + lifeMs, credential?.expiresAt ?? Number.POSITIVE_INFINITY),
    applicationCredentialId: credential?.id ?? null,
  };
  context.state.tokens.set(token.id, token);

  const project = projectId === null ? undefined : context.state.projects.get(projectId);
  const whole = project ? { project: { ...project, domain: defaultDomain }, is_domain: false } : scope;
  const scoped = whole && {
    ...whole,
    roles: roles.map((name) => ({ id: `role-${name}`, name })),
    catalog: catalog(context),
  };
  const rules = credential?.accessRules?.map((rule) => ({ id: newId(), ...rule }));
  return {
    status: 201,
    headers: { 'X-Subject-Token': token.id, Vary: 'X-Auth-Token' },
    body: {
      token: {
        methods,
        user: {
          id: user.id,
          name: user.name,
          domain: defaultDomain,
          password_expires_at: expiry === undefined ? null : written(expiry).replace('Z', ''),
        },
        audit_ids: [randomBytes(16).toString('base64url')],
        // The end of a credential is returned as it was stored: without the Z.
        expires_at:
          token.expiresAt === credential?.expiresAt
            ? written(token.expiresAt).slice(0, -1)
            : written(token.expiresAt),
        issued_at: written(issuedAt),
        ...scoped,
        ...(credential && {
          application_credential: {
            id: credential.id,
            name: credential.name,
            restricted: true,
            ...(rules && { access_rules: rules }),
          },
        }),
      },
    },
  };
};
