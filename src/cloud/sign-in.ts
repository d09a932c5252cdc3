/** Signs in to a cloud, whichever identity service it has. */
import type { CloudConfig } from './cloud-config.ts';
import { WrongMethodError } from './errors.ts';
import type { Http } from './http.ts';
import { signInToKeystone } from './keystone.ts';
import { signInToRackspace } from './rackspace.ts';
import type { GivenCredential, Token } from './token.ts';

/**
 * Logs in once; for linking, the caller's `signal` is the deadline. Safe to repeat: a login leaves no traces.
 * @throws AccountRefusedError the identity service refuses the credential
 * @throws WrongMethodError the cloud takes another kind of credential
 * @throws NoProjectError the token has no project; CloudSchemaError it cannot be read
 */
export const signIn = async (
  http: Http,
  cloud: CloudConfig,
  credential: GivenCredential,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Token> => {
  if (cloud.authType === 'rackspace_apikey' && credential.method === 'rackspace_apikey')
    return signInToRackspace(http, cloud, credential, options);
  if (cloud.authType === 'v3' && credential.method !== 'rackspace_apikey')
    return signInToKeystone(http, cloud, credential, options);
  throw new WrongMethodError(credential.method, cloud);
};
