/** The credential in an entry of the operator's clouds.yaml. The bot ignores it, but people who run `openstack --os-cloud NAME` expect it to be used. */
import { parse } from 'yaml';
import { z } from 'zod';

const domain = z.string().default('Default');
const entrySchema = z.union([
  z
    .object({ application_credential_id: z.string(), application_credential_secret: z.string() })
    .transform((auth) => ({
      'Application credential ID': auth.application_credential_id,
      'Application credential secret': auth.application_credential_secret,
    })),
  z
    .object({ username: z.string(), api_key: z.string() })
    .transform((auth) => ({ Username: auth.username, 'API key': auth.api_key })),
  z
    .object({
      username: z.string(),
      password: z.string(),
      project_name: z.string(),
      user_domain_name: domain,
      project_domain_name: domain,
    })
    .transform((auth) => ({
      'Sign in with': 'Password',
      Username: auth.username,
      'User domain': auth.user_domain_name,
      Password: auth.password,
      Project: auth.project_name,
      'Project domain': auth.project_domain_name,
    })),
]);

const fileSchema = z.object({ clouds: z.record(z.string(), z.object({ auth: z.unknown() })) });

/** By the labels of the link form; null if the entry has no credential that the form accepts. */
export const credentialIn = (cloudsYaml: string, name: string): Readonly<Record<string, string>> | null => {
  const file = fileSchema.safeParse(parse(cloudsYaml, { merge: true }));
  const credential = entrySchema.safeParse(file.data?.clouds[name]?.auth);
  return credential.data ?? null;
};
