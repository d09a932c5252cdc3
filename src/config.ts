/** The operator's settings, read once from the environment into one frozen value. `.env.example` explains each name. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { readDatabaseUrl } from './core/database-url.ts';
import { firstSteps, misspelledNames, tokenMistake, withoutPlaceholders } from './core/env-mistakes.ts';
import { readKeyList } from './core/key-list.ts';
import type { Policy } from './core/policy.ts';
import { type Proxies, proxyVariables, readProxies } from './core/proxies.ts';
import { Secret } from './core/secret.ts';
import { secretFiles, withSecretFiles } from './core/secret-files.ts';
import { durations, hours, kept, optional } from './core/setting-values.ts';
import { SetupError } from './core/setup-error.ts';

export interface Config {
  readonly slack: {
    readonly botToken: Secret;
    /** If set: Socket Mode. Otherwise signed HTTP, and `signingSecret` is set. */
    readonly appToken: Secret | null;
    readonly signingSecret: Secret | null;
    readonly apiUrl: string | null;
    /** The address to listen on. */
    readonly host: string;
    readonly port: number;
  };
  /** Between the bot and both Slack and the clouds; null: both are reached directly. */
  readonly proxies: Proxies | null;
  /** Where the files about clouds are, by the names that every OpenStack tool knows. */
  readonly cloudsFiles: {
    readonly OS_CLIENT_CONFIG_FILE: string | undefined;
    readonly OS_CLIENT_VENDOR_FILE: string | undefined;
    readonly OS_CLIENT_SECURE_FILE: string | undefined;
    readonly XDG_CONFIG_HOME: string | undefined;
  };
  /** The entries of clouds.yaml that people may link accounts of; null: all. */
  readonly offeredClouds: readonly string[] | null;
  /** `kid:base64,…`; the first key encrypts, all decrypt. */
  readonly encryptionKeys: Secret;
  readonly databaseUrl: string;
  readonly logLevel: string;
  /** Where metrics can be scraped, on `slack.host`; null: they are not kept. */
  readonly metricsPort: number | null;
  readonly policy: Policy;
  /** How long what has ended is kept, and the lines of the audit trail, in ms; null: for ever. */
  readonly keep: { readonly endedMs: number | null; readonly auditMs: number | null };
  /** Roles that permit nothing but reading, in lower case and without a product's prefix. */
  readonly readOnlyRoles: readonly string[];
}

/** The variables by name, including those from `.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment cannot be used. Names the variables and what they need, never their values. */
export class ConfigError extends SetupError {
  override readonly name = 'ConfigError';
  readonly wrong: readonly string[];

  constructor(wrong: readonly string[]) {
    super(wrong.join('\n'));
    this.wrong = wrong;
  }
}

/** Adds what `read` says is wrong with the value, in words, if anything. */
const mistakeOf = (read: (value: string) => unknown) => (value: string | null, context: z.RefinementCtx) => {
  const message = value ? read(value) : null;
  if (typeof message === 'string') context.addIssue(message);
};

const like = (wanted: 'bot' | 'app' | 'secret') => (value: string) => tokenMistake(value, wanted);

const required = (whatItIs: string, read: (value: string) => unknown) =>
  z
    .string({ error: `is missing: ${whatItIs}` })
    .trim()
    .min(1, `is missing: ${whatItIs}`)
    .superRefine(mistakeOf(read));

const isPort = (port: number) => Number.isInteger(port) && port >= 0 && port < 65_536;

const variables = z.object({
  SLACK_BOT_TOKEN: required('the bot token (xoxb-…) from “OAuth & Permissions”', like('bot')),
  SLACK_APP_TOKEN: optional.superRefine(mistakeOf(like('app'))),
  SLACK_SIGNING_SECRET: optional.superRefine(mistakeOf(like('secret'))),
  /** For `npm run doctor` alone: the bot never holds it. */
  SLACK_CONFIG_TOKEN: optional,
  SLACK_API_URL: optional.refine((url) => url === null || URL.canParse(url), 'is not a URL'),
  HOST: optional.refine(
    (host) => host === null || isIP(host) !== 0,
    'is not an IP address such as 127.0.0.1 or 0.0.0.0',
  ),
  PORT: optional.transform((port) => Number(port ?? 3000)).refine(isPort, 'is not a port number'),
  METRICS_PORT: optional
    .transform((port) => (port === null ? null : Number(port)))
    .refine((port) => port === null || isPort(port), 'is not a port number'),
  OS_CLIENT_CONFIG_FILE: optional,
  OS_CLIENT_VENDOR_FILE: optional,
  OS_CLIENT_SECURE_FILE: optional,
  XDG_CONFIG_HOME: optional,
  CLOUDS: optional.transform((names) => names?.split(',').map((name) => name.trim()) ?? null),
  ENCRYPTION_KEYS: required('the keys that seal credentials; `npm run make-key` makes one', readKeyList),
  DATABASE_URL: optional.superRefine(mistakeOf(readDatabaseUrl)),
  REMIND_AFTER: durations('1d,3d,7d'),
  QUIET_HOURS: hours('22:00-07:00'),
  SYNC_INTERVAL: durations('1m,1h').refine(
    (every) => every.length === 2 && (every[0] ?? 0) <= (every[1] ?? 0),
    'is not two durations such as 1m,1h: the shortest and the longest time between two polls',
  ),
  SYNC_REQUESTS_PER_MINUTE: z
    .string()
    .optional()
    .transform((count) => (count?.trim() ? Number(count) : 30))
    .refine((count) => Number.isInteger(count) && count >= 5, 'is not a number of requests, 5 or more'),
  KEEP_ENDED: kept(30),
  KEEP_AUDIT: kept(90),
  READ_ONLY_ROLES: optional.transform((roles) =>
    (roles ?? 'reader,observer')
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean),
  ),
  LOG_LEVEL: optional
    .transform((level) => level?.toLowerCase() ?? null)
    .refine(
      (level) => level === null || ['debug', 'info', 'warn', 'error', 'silent'].includes(level),
      'is not one of debug, info, warn, error, silent',
    ),
});

const names = Object.keys(variables.shape);

/** Names that are set and that the bot does not read, because they are nearly the name of another variable. */
export const misspelledVariables = (env: Environment): ReturnType<typeof misspelledNames> =>
  misspelledNames(env, [...names, ...Object.values(secretFiles), ...Object.keys(renamed)]);

/** Each variable that the bot reads, by name, with the secrets that are in files: to tell which of them change. */
export const settingsIn = (given: Environment): ReadonlyMap<string, string | undefined> => {
  const { env } = withSecretFiles(given);
  return new Map([...names, ...proxyVariables].map((name) => [name, env[name]?.trim() || undefined]));
};

/** Old names and what replaced them. A value set under an old name would otherwise be ignored silently. */
const renamed = { LOOK_EVERY: 'SYNC_INTERVAL', LOOKS_PER_MINUTE: 'SYNC_REQUESTS_PER_MINUTE' } as const;

const noWayIn =
  'SLACK_SIGNING_SECRET is missing: without SLACK_APP_TOKEN (Socket Mode) the bot takes signed requests and needs the signing secret from “Basic Information”';

const samePort = 'METRICS_PORT is PORT: metrics are for the operator alone, so they need a port of their own';

/** If none of these is set, nothing has been done yet. */
const begun = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'ENCRYPTION_KEYS'] as const;

export const defaultDatabaseUrl = 'sqlite:data/image-share.db';

/**
 * The configuration in the environment, secrets from files included.
 * @throws ConfigError with every variable that is missing or wrong
 */
export const readConfig = (given: Environment): Config => {
  const { env, wrong: files } = withSecretFiles(withoutPlaceholders(given, names));
  const isFrom = (name: string) => Boolean(given[secretFiles[name as keyof typeof secretFiles]]?.trim());
  const isSet = (name: string) => Boolean(env[name]?.trim()) || isFrom(name);
  const isBegun = begun.some(isSet);
  const { proxies, wrong: ways } = readProxies(env);
  const read = variables.safeParse(env);
  const wrong = [
    ...Object.entries(renamed)
      .filter(([old]) => Object.hasOwn(env, old))
      .map(([old, name]) => `${old} is called ${name} now: set that instead`),
    ...files,
    ...ways,
    ...(read.error?.issues ?? [])
      .filter(({ path }) => !(isFrom(String(path[0])) && !env[String(path[0])]))
      .map((issue) => `${issue.path.join('.')} ${issue.message}`)
      .filter((issue) => isBegun || !issue.includes(' is missing: ')),
    ...(read.data && read.data.METRICS_PORT === read.data.PORT && read.data.PORT !== 0 ? [samePort] : []),
    ...(isBegun && !isSet('SLACK_APP_TOKEN') && !isSet('SLACK_SIGNING_SECRET') ? [noWayIn] : []),
    ...(isBegun ? [] : [firstSteps]),
  ];
  if (wrong.length > 0)
    wrong.push(
      ...misspelledVariables(env).map(({ name, meant }) => `${name} is not read: is ${meant} meant?`),
    );
  if (!read.success || wrong.length > 0) throw new ConfigError(wrong);
  const found = read.data;
  const secret = (value: string | null) => (value === null ? null : new Secret(value));
  return Object.freeze({
    slack: {
      botToken: new Secret(found.SLACK_BOT_TOKEN),
      appToken: secret(found.SLACK_APP_TOKEN),
      signingSecret: secret(found.SLACK_SIGNING_SECRET),
      apiUrl: found.SLACK_API_URL,
      host: found.HOST ?? '127.0.0.1',
      port: found.PORT,
    },
    proxies,
    cloudsFiles: {
      OS_CLIENT_CONFIG_FILE: found.OS_CLIENT_CONFIG_FILE ?? undefined,
      OS_CLIENT_VENDOR_FILE: found.OS_CLIENT_VENDOR_FILE ?? undefined,
      OS_CLIENT_SECURE_FILE: found.OS_CLIENT_SECURE_FILE ?? undefined,
      XDG_CONFIG_HOME: found.XDG_CONFIG_HOME ?? undefined,
    },
    offeredClouds: found.CLOUDS,
    encryptionKeys: new Secret(found.ENCRYPTION_KEYS),
    databaseUrl: found.DATABASE_URL ?? defaultDatabaseUrl,
    logLevel: found.LOG_LEVEL ?? 'info',
    metricsPort: found.METRICS_PORT,
    readOnlyRoles: found.READ_ONLY_ROLES,
    keep: { endedMs: found.KEEP_ENDED, auditMs: found.KEEP_AUDIT },
    policy: {
      remindAfterMs: found.REMIND_AFTER,
      quietHours: found.QUIET_HOURS,
      syncInterval: { minMs: found.SYNC_INTERVAL[0] ?? 0, maxMs: found.SYNC_INTERVAL[1] ?? 0 },
      syncRequestsPerMinute: found.SYNC_REQUESTS_PER_MINUTE,
    },
  });
};
