/** When an application credential expires: Keystone tells that to the credential's own token, whatever its access rules name. */
import { z } from 'zod';
import { readTime } from '../core/read-time.ts';
import type { CloudConfig } from './cloud-config.ts';
import { CloudHttpError } from './errors.ts';
import type { Http } from './http.ts';
import { keystoneRoot } from './keystone-root.ts';
import type { Token } from './token.ts';

const schema = z.object({
  application_credential: z.object({ id: z.string(), expires_at: z.string() }).nullable().catch(null),
});

/**
 * ms UTC; null: never, or it is not known, because Keystone does not tell (401, 403, 404), another credential is named, or the token
 * is not of an application credential.
 * @throws as {@link Http.request}, if Keystone may tell later
 * @see https://docs.openstack.org/api-ref/identity/v3/#show-application-credential-details
 */
export const readExpiry = async (
  http: Http,
  cloud: CloudConfig,
  { id, user, applicationCredentialId }: Pick<Token, 'id' | 'user' | 'applicationCredentialId'>,
  signal?: AbortSignal,
): Promise<number | null> => {
  if (applicationCredentialId === null) return null;
  const path = `users/${encodeURIComponent(user.id)}/application_credentials/${encodeURIComponent(applicationCredentialId)}`;
  const answer = await http
    .request({
      method: 'GET',
      url: new URL(`${keystoneRoot(http, cloud)}/${path}`),
      headers: { 'x-auth-token': id },
      accept: [200],
      schema,
      slow: true,
      tls: cloud,
      where: { cloud: cloud.name, region: null },
      signal,
    })
    .catch((error: unknown) => {
      if (error instanceof CloudHttpError && [401, 403, 404].includes(error.status)) return null;
      throw error;
    });
  const told = answer?.body.application_credential;
  return told?.id === applicationCredentialId ? readTime(told.expires_at) : null;
};
