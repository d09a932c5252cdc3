/** Secrets from files, as Docker, Kubernetes and systemd's credentials give them: `NAME_FILE` in place of `NAME`. */
import { readPlainFile } from './plain-file.ts';
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

type Read = { readonly text: string } | { readonly wrong: string };

/** What the file holds, less one line break at its end; or what is wrong with it, to follow its path. */
const readSecret = (path: string): Read => {
  const read = readPlainFile(path, maxBytes);
  if ('wrong' in read) return read;
  const text = read.bytes.toString('utf8').replace(/\r?\n$/, '');
  return text.trim() === '' ? { wrong: 'is empty' } : { text };
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
