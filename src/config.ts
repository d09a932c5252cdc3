/** What the operator sets, read once from the environment into one frozen value. `.env.example` explains each name. */
import { z } from 'zod';
import { Secret } from './core/secret.ts';

export interface Config {
  readonly slack: {
    readonly botToken: Secret;
    /** Set: Socket Mode. Not set: signed HTTP, and `signingSecret` is there. */
    readonly appToken: Secret | null;
    readonly signingSecret: Secret | null;
    readonly apiUrl: string | null;
    readonly port: number;
  };
  readonly cloudsFile: string | null;
  /** `kid:base64,…`; the first key seals, all open. */
  readonly encryptionKeys: Secret;
  readonly databaseUrl: string;
  readonly logLevel: string;
}

/** The environment cannot be used. Names the variables and what they need, never their values. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const optional = z
  .string()
  .optional()
  .transform((value) => (value?.trim() ? value.trim() : null));

const required = (whatItIs: string) =>
  z
    .string({ error: `is missing: ${whatItIs}` })
    .trim()
    .min(1, `is missing: ${whatItIs}`);

const environment = z
  .object({
    SLACK_BOT_TOKEN: required('the bot token (xoxb-…) from “OAuth & Permissions”').startsWith(
      'xoxb-',
      'is not a bot token: it begins with xoxb-',
    ),
    SLACK_APP_TOKEN: optional.refine(
      (token) => token === null || token.startsWith('xapp-'),
      'is not an app-level token: it begins with xapp-',
    ),
    SLACK_SIGNING_SECRET: optional,
    SLACK_API_URL: optional.refine((url) => url === null || URL.canParse(url), 'is not a URL'),
    PORT: z
      .string()
      .optional()
      .transform((port) => (port?.trim() ? Number(port) : 3000))
      .refine((port) => Number.isInteger(port) && port >= 0 && port < 65_536, 'is not a port number'),
    OS_CLIENT_CONFIG_FILE: optional,
    ENCRYPTION_KEYS: required('the keys that seal credentials; `npm run make-key` makes one'),
    DATABASE_URL: optional,
    LOG_LEVEL: optional.refine(
      (level) => level === null || ['debug', 'info', 'warn', 'error', 'silent'].includes(level),
      'is not one of debug, info, warn, error, silent',
    ),
  })
  .refine((env) => env.SLACK_APP_TOKEN !== null || env.SLACK_SIGNING_SECRET !== null, {
    path: ['SLACK_SIGNING_SECRET'],
    error:
      'is missing: without SLACK_APP_TOKEN (Socket Mode) the bot takes signed requests and needs the signing secret from “Basic Information”',
  });

/**
 * The configuration in `env`.
 * @throws ConfigError with every variable that is missing or wrong
 */
export const readConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const read = environment.safeParse(env);
  if (!read.success) {
    throw new ConfigError(
      read.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('\n'),
    );
  }
  const found = read.data;
  const secret = (value: string | null) => (value === null ? null : new Secret(value));
  return Object.freeze({
    slack: {
      botToken: new Secret(found.SLACK_BOT_TOKEN),
      appToken: secret(found.SLACK_APP_TOKEN),
      signingSecret: secret(found.SLACK_SIGNING_SECRET),
      apiUrl: found.SLACK_API_URL,
      port: found.PORT,
    },
    cloudsFile: found.OS_CLIENT_CONFIG_FILE,
    encryptionKeys: new Secret(found.ENCRYPTION_KEYS),
    databaseUrl: found.DATABASE_URL ?? 'sqlite:data/image-share.db',
    logLevel: found.LOG_LEVEL ?? 'info',
  });
};
