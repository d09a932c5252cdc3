/** The names of authentication plugins, by what the bot can do with the identity service behind them. */
import type { CloudEntry } from '../cloud-config.ts';
import { EntryError } from './entry-error.ts';

export type AuthType = Pick<CloudEntry, 'authType' | 'federated'>;

/** Other tools also call it `v3`. */
const v3AuthTypes = new Set([
  'password',
  'v3password',
  'application_credential',
  'v3applicationcredential',
  'token',
  'v3token',
  'v3',
]);

/** People sign in at another place or with another factor than a password; application credentials work there too. */
const isFederated = (name: string) => /oidc|saml|adfs|kerb|websso|multifactor|totp|oauth/.test(name);

/** No Keystone answers there, or one that is too old. */
const withoutKeystone = new Set(['none', 'noauth', 'http_basic', 'admin_token']);

/** @throws EntryError no identity service that the bot knows */
export const readAuthType = (named: string | null): AuthType => {
  const name = named?.toLowerCase() ?? 'password';
  if (name === 'rackspace_apikey') return { authType: 'rackspace_apikey' };
  if (v3AuthTypes.has(name)) return { authType: 'v3' };
  if (withoutKeystone.has(name)) throw new EntryError('auth_type', 'is one without an identity service');
  if (name.startsWith('v2'))
    throw new EntryError('auth_type', 'is of Keystone v2, which no cloud has any more');
  if (isFederated(name)) return { authType: 'v3', federated: true };
  throw new EntryError('auth_type', 'is none that the bot knows');
};
