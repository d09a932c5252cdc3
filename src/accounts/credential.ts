/** A credential in its stored form: JSON that exists unsealed only during a sign-in. */
import { z } from 'zod';
import { CredentialLostError } from '../cloud/errors.ts';
import type { Credential } from '../cloud/token.ts';
import { Secret } from '../core/secret.ts';
import type { Account } from '../model/account.ts';
import type { Credentials } from '../store/secrets/credentials.ts';

const secret = z.string().transform((value) => new Secret(value));

const stored: z.ZodType<Credential, unknown> = z.discriminatedUnion('method', [
  z.object({ method: z.literal('application_credential'), id: z.string(), secret }),
  z.object({
    method: z.literal('password'),
    username: z.string(),
    userDomain: z.string(),
    password: secret,
    projectName: z.string(),
    projectDomain: z.string(),
  }),
  z.object({ method: z.literal('rackspace_apikey'), username: z.string(), apiKey: secret }),
]);

/** What to seal. Reveals the secret: the value must go nowhere else. */
export const toStored = (credential: Credential): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(credential).map(([name, value]) => [
      name,
      value instanceof Secret ? value.reveal() : value,
    ]),
  );

/** The credential that {@link toStored} made. @throws ZodError if the record has another shape */
const fromStored = (value: unknown): Credential => stored.parse(value);

/**
 * Reads the account's credential for a sign-in.
 * @throws CredentialLostError if there is none or it cannot be decrypted; whatever the store throws if it cannot be reached
 */
export const readCredential = async (credentials: Credentials, account: Account): Promise<Credential> => {
  const kept = await credentials.get(account.id, account).catch((error: unknown) => {
    throw error instanceof Error && error.name === 'SealedRecordError'
      ? new CredentialLostError(error.message)
      : error;
  });
  if (kept === undefined) throw new CredentialLostError(`no credential of account ${account.id} is kept`);
  return fromStored(kept);
};

/** The id by which its owner revokes it at the cloud; null if it is of another kind, or cannot be read any more. */
export const applicationCredentialIdOf = async (
  credentials: Credentials,
  account: Account,
): Promise<string | null> => {
  if (account.method !== 'application_credential') return null;
  try {
    const credential = await readCredential(credentials, account);
    return credential.method === 'application_credential' ? credential.id : null;
  } catch (error) {
    if (error instanceof CredentialLostError) return null;
    throw error;
  }
};
