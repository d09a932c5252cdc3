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

export type Credential = ApplicationCredential | Password | RackspaceApiKey;

export interface Token {
  readonly id: Secret;
  /** From when it was issued to when it expires; what the cloud says, whatever that is. */
  readonly lifeMs: number;
  readonly project: { readonly id: ProjectId; readonly name: string; readonly domainName: string };
  readonly user: { readonly id: string; readonly name: string };
  readonly roles: readonly string[];
  readonly catalog: Catalog;
  /** What the token may do at the image service; null: whatever its roles allow. */
  readonly accessRules: readonly AccessRule[] | null;
}
