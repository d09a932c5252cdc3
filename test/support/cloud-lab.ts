/** The clouds that tests run on, told in one form: the playground's, and a real Keystone and Glance if there is one. */
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Cloud } from '../../playground/cloud/cloud-server.ts';
import type { seedDemo } from '../../playground/cloud/demo.ts';

const credentialSchema = z.object({ id: z.string(), secret: z.string() });

const cloudJsonSchema = z.object({
  auth_url: z.string(),
  /** Roles as OpenStack has them by default since 2023.1. */
  secure_rbac: z.boolean().default(false),
  regions: z.record(z.string(), z.string()),
  admin: z.object({ user: z.string(), password: z.string(), project: z.string() }),
  projects: z.record(z.string(), z.string()),
  /** A consumer whose password has expired; a lab that was not made by `setup:cloud` may have none. */
  expired: z.object({ user: z.string(), password: z.string(), project: z.string() }).optional(),
  users: z.record(
    z.enum(['alice', 'bob', 'carol']),
    z.object({
      id: z.string(),
      password: z.string(),
      project: z.string(),
      app_credentials: z.object({
        bot: credentialSchema,
        'bot-restricted': credentialSchema,
        'bot-reader': credentialSchema.optional(),
        'bot-member-only': credentialSchema.optional(),
      }),
    }),
  ),
});

/** What a test has to know of a cloud: alice owns images, bob and carol are consumers. */
export type Lab = z.infer<typeof cloudJsonSchema> & { readonly name: string };

/** How to get a real cloud; tests that need one say so when they are skipped. */
export const howToGetACloud =
  'no real cloud here: run `npm run setup:cloud`, or name one in IMAGE_SHARE_CLOUD';

const answers = (url: string) =>
  fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    (answer) => answer.ok,
    () => false,
  );

/**
 * The real cloud that `npm run setup:cloud` made, or whose cloud.json `IMAGE_SHARE_CLOUD` names; null if there is none.
 * @throws Error there is none, and `CI` or `REQUIRE_CLOUD` is set, or `IMAGE_SHARE_CLOUD` names it
 */
export const findLab = async (env: NodeJS.ProcessEnv = process.env): Promise<Lab | null> => {
  const path =
    env.IMAGE_SHARE_CLOUD ??
    join(env.IMAGE_SHARE_CLOUD_DIR ?? join(tmpdir(), 'image-share-cloud'), 'cloud.json');
  const text = await readFile(path, 'utf8').catch(() => null);
  const lab = text === null ? null : cloudJsonSchema.parse(JSON.parse(text));
  if (lab && (await answers(lab.auth_url))) return { ...lab, name: 'a real Keystone and Glance' };
  if (env.CI || env.REQUIRE_CLOUD || env.IMAGE_SHARE_CLOUD)
    throw new Error(`${howToGetACloud} (looked at ${path})`);
  return null;
};

/** The playground's cloud, after {@link seedDemo}, in the same form. */
export const playgroundLab = (cloud: Cloud, { projects, people }: ReturnType<typeof seedDemo>): Lab => {
  const person = (name: 'alice' | 'bob' | 'carol') => {
    const { user, project, bot, restricted, reader, memberOnly } = people[name];
    return {
      id: user.id,
      password: user.password,
      project: project.name,
      app_credentials: {
        bot,
        'bot-restricted': restricted,
        'bot-reader': reader,
        'bot-member-only': memberOnly,
      },
    };
  };
  return {
    name: "the playground's cloud",
    auth_url: cloud.authUrl,
    secure_rbac: true,
    regions: Object.fromEntries(
      cloud.regions.map((region) => [region, `${cloud.url}/${region.toLowerCase()}/image`]),
    ),
    admin: { user: 'admin', password: people.admin.user.password, project: 'admin' },
    projects: Object.fromEntries(Object.values(projects).map(({ id, name }) => [name, id])),
    users: { alice: person('alice'), bob: person('bob'), carol: person('carol') },
  };
};
