/** Secrets from files, as Docker, Kubernetes and systemd's credentials give them: `NAME_FILE` in place of `NAME`. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { SetupError } from './setup-error.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The variables whose value is a secret, or holds one, and those that name a file with it. */
export const secretFiles = {
  SLACK_BOT_TOKEN: 'SLACK_BOT_TOKEN_FILE',
  SLACK_APP_TOKEN: 'SLACK_APP_TOKEN_FILE',
  SLACK_SIGNING_SECRET: 'SLACK_SIGNING_SECRET_FILE',
  ENCRYPTION_KEYS: 'ENCRYPTION_KEYS_FILE',
  DATABASE_URL: 'DATABASE_URL_FILE',
} as const;

const maxBytes = 64 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EACCES: 'cannot be read by this user',
  EPERM: 'cannot be read by this user',
  ELOOP: 'is a link that leads in a circle',
};

type Read = { readonly text: string } | { readonly wrong: string };

/** What the file holds, less one line break at its end; or what is wrong with it, to follow its path. */
const readSecret = (path: string): Read => {
  let file: number | undefined;
  try {
    // a pipe that nobody writes to would hold up the start
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(file).isFile()) return { wrong: 'is not a file' };
    const bytes = Buffer.alloc(maxBytes + 1);
    const size = readSync(file, bytes, 0, bytes.length, 0);
    if (size > maxBytes) return { wrong: 'is larger than 64 KiB' };
    const text = bytes.toString('utf8', 0, size).replace(/\r?\n$/, '');
    return text.trim() === '' ? { wrong: 'is empty' } : { text };
  } catch (error) {
    const { code = 'unknown' } = error as { readonly code?: string };
    return { wrong: reasons[code] ?? `cannot be read (${code})` };
  } finally {
    if (file !== undefined) closeSync(file);
  }
};

/**
 * The variables with the secrets that are in files.
 * @returns beside them what is wrong, a line for each, with variable and path and never what is in a file
 */
export const withSecretFiles = (
  given: Variables,
): { readonly env: Variables; readonly wrong: readonly string[] } => {
  const wrong: string[] = [];
  const found: Record<string, string> = {};
  for (const [name, variable] of Object.entries(secretFiles)) {
    const path = given[variable]?.trim();
    if (!path) continue;
    if (given[name]?.trim()) {
      wrong.push(`${name} and ${variable} are both set: keep one of them`);
      continue;
    }
    const read = readSecret(path);
    if ('text' in read) found[name] = read.text;
    else wrong.push(`${variable}: ${path} ${read.wrong}`);
  }
  return { env: Object.keys(found).length > 0 ? { ...given, ...found } : given, wrong };
};

/**
 * The variables for a command that reads one or two of them by itself.
 * @throws SetupError if a secret cannot be read from its file
 */
export const environmentWithFiles = (given: Variables): Variables => {
  const { env, wrong } = withSecretFiles(given);
  if (wrong.length > 0) throw new SetupError(wrong.join('\n'));
  return env;
};
