/** The application credential that a new link replaces: the bot deletes it, but the cloud still accepts it. */
import type { Cloud } from '../cloud/clouds.ts';
import type { Credential, Token } from '../cloud/token.ts';
import type { Person } from '../core/ids.ts';
import type { Store } from '../sharing/repositories.ts';
import type { Credentials } from '../store/secrets/credentials.ts';
import { applicationCredentialIdOf } from './credential.ts';

/** Its id; null if nothing is replaced, or by the same credential, or what is replaced is of another kind. */
export const idOfReplaced = async (
  { store, credentials }: { readonly store: Store; readonly credentials: Credentials },
  person: Person,
  cloud: Cloud,
  token: Token,
  credential: Credential,
) => {
  const own = await store.accounts.accountsOfPerson(store.database.kysely, person);
  const old = own.find((one) => one.cloudId === cloud.id && one.projectId === token.project.id);
  const id = old === undefined ? null : await applicationCredentialIdOf(credentials, old);
  return credential.method === 'application_credential' && credential.id === id ? null : id;
};
