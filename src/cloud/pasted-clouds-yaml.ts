/**
 * The clouds.yaml that a dashboard offers for a new application credential, pasted by a person. Takes only the id, the secret
 * and the region from it. The operator decides where they are sent, so the file's auth URL must be one of the operator's.
 */
import { parse } from 'yaml';
import { z } from 'zod';
import type { Problem } from '../core/problems/problem.ts';
import { Secret } from '../core/secret.ts';
import type { CloudChoice } from './cloud-choices.ts';
import { readAuthUrl } from './clouds-file/auth-url.ts';

export interface Pasted {
  /** The id of the choice that the file is for. */
  readonly cloud: string;
  readonly id: string;
  readonly secret: Secret;
  readonly region: string | null;
}

const fileSchema = z.object({
  clouds: z.record(
    z.string(),
    z.object({
      auth: z.object({
        auth_url: z.string(),
        application_credential_id: z.string().optional(),
        application_credential_secret: z.string().optional(),
      }),
      region_name: z.string().optional(),
    }),
  ),
});

/** The same whatever version and case it is written in. */
const comparable = (authUrl: string) => {
  const read = readAuthUrl(authUrl, null);
  return 'url' in read ? read.url : null;
};

/** No dashboard's file is longer; what is, is refused unread. */
const maxChars = 16 * 1024;

/** The credential in the pasted text. */
export const readPasted = (text: string, choices: readonly CloudChoice[]): Pasted | Problem => {
  const file = fileSchema.safeParse(text.length > maxChars ? undefined : yamlOf(text));
  if (!file.success) return { kind: 'bad-clouds-yaml', why: 'unreadable' };
  const found = Object.values(file.data.clouds).flatMap(({ auth, region_name }) => {
    const { application_credential_id: id, application_credential_secret: secret } = auth;
    return id && secret ? [{ authUrl: auth.auth_url, id, secret, region: region_name ?? null }] : [];
  });
  const [one, ...more] = found;
  if (one === undefined) return { kind: 'bad-clouds-yaml', why: 'no-credential' };
  if (more.length > 0) return { kind: 'bad-clouds-yaml', why: 'several' };
  const url = comparable(one.authUrl);
  const choice = choices.find(
    ({ cloud }) => cloud.authType === 'v3' && url !== null && comparable(cloud.authUrl) === url,
  );
  if (choice === undefined)
    return { kind: 'foreign-cloud', authUrl: one.authUrl, have: choices.map(({ label }) => label) };
  return { cloud: choice.id, id: one.id, secret: new Secret(one.secret), region: one.region };
};

const yamlOf = (text: string): unknown => {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    return undefined;
  }
};
