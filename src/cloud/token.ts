/** What signing in needs and returns, for either identity service. Types only. */
import type { ProjectId } from '../core/ids.ts';
import type { Secret } from '../core/secret.ts';
import type { AccessRule } from './access-rules.ts';
import type { Catalog } from './catalog.ts';

export interface ApplicationCredential {
  readonly method: 'application_credential';
  readonly id: string;
  readonly secret: Secret;
}

/** The same by its name, which is only its user's: what people may have in hand. The token of its sign-in says the id. */
export interface NamedApplicationCredential {
  readonly method: 'application_credential';
  readonly name: string;
  readonly user: { readonly id: string } | { readonly name: string; readonly domain: string };
  readonly secret: Secret;
}

export interface Password {
  readonly method: 'password';
  readonly username: string;
  /** A domain's name, such as `Default`. */
  readonly userDomain: string;
  readonly password: Secret;
  /** The project's name, in `projectDomain`. */
  readonly projectName: string;
  readonly projectDomain: string;
}

/** The only credential for clouds with `auth_type: rackspace_apikey`. */
export interface RackspaceApiKey {
  readonly method: 'rackspace_apikey';
  readonly username: string;
  readonly apiKey: Secret;
}

/** What is kept of an account. */
export type Credential = ApplicationCredential | Password | RackspaceApiKey;
/** What people sign in with to link one. */
export type GivenCredential = Credential | NamedApplicationCredential;

export interface Token {
  readonly id: Secret;
  /** From when it was issued to when it expires; what the cloud says, whatever that is. */
  readonly lifeMs: number;
  readonly project: { readonly id: ProjectId; readonly name: string };
  readonly user: { readonly id: string; readonly name: string };
  readonly roles: readonly string[];
  readonly catalog: Catalog;
  /** Of the application credential that signed in. */
  readonly applicationCredentialId: string | null;
  /** What the token may do at the image service; null: whatever its roles allow. */
  readonly accessRules: readonly AccessRule[] | null;
}
