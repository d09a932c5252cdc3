/** A whole set-up that the doctor finds nothing wrong with, on the playground; tests break it in one place. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../src/config.ts';
import { createDeployment, runCommand } from './deployment.ts';
import { startTlsFront } from './tls-front.ts';

interface Line {
  readonly check: string;
  readonly level: 'good' | 'warning' | 'failure';
  readonly says: string;
  readonly next?: string;
}

/** What is secret in an environment, as a whole and in its parts. */
const secretsIn = (env: Environment): readonly string[] =>
  ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_CONFIG_TOKEN', 'ENCRYPTION_KEYS']
    .flatMap((name) => env[name] ?? [])
    .flatMap((value) => [value, ...value.split(/[:,]/)])
    .concat(URL.parse(env.DATABASE_URL ?? '')?.password ?? '')
    .filter((secret) => secret.length > 5);

export const createPatient = async ({ days = 90 } = {}) => {
  const deployment = await createDeployment();
  const front = await startTlsFront(deployment.cloud.url, { days });
  await writeFile(join(deployment.folder, 'ca.pem'), front.cert);
  const cloudsFile = join(deployment.folder, 'clouds.yaml');
  /** clouds.yaml, changed as told. */
  const writeClouds = async (change: (text: string) => string = (text) => text) => {
    const text = deployment.cloud.cloudsYaml.replaceAll(deployment.cloud.url, front.url);
    const withAuthority = text.replace(/^( {4})auth:/m, '$1cacert: ca.pem\n$1auth:');
    await writeFile(cloudsFile, change(withAuthority));
    return readFile(cloudsFile, 'utf8');
  };
  await writeClouds();
  return {
    ...deployment,
    front,
    writeClouds,
    /** The lines that the doctor prints, which show no secret, not even in a form that is made for people. */
    examine: async (env: Environment = deployment.env) => {
      const shown = await runCommand(['doctor'], env);
      const { out, err, code } = await runCommand(['doctor', '--json'], env);
      const { checks } = JSON.parse(out) as { readonly checks: readonly Line[] };
      const secrets = [...secretsIn(env), deployment.demo.people.alice.bot.secret];
      const leaks = secrets.filter((secret) => [out, err, shown.out, shown.err].join('\n').includes(secret));
      return {
        code,
        err,
        leaks,
        shown: shown.out,
        lines: checks,
        /** Where a test runs is not the doctor's patient. */
        ills: checks.filter(({ level, check }) => level !== 'good' && check !== 'disk'),
      };
    },
    close: async () => {
      await deployment.close();
      await front.close();
    },
  };
};

export type Patient = Awaited<ReturnType<typeof createPatient>>;
