/** The environment: what is missing or wrong, what is set under a wrong or old name, and what others can read. */
import { stat, statfs } from 'node:fs/promises';
import { platform, userInfo } from 'node:os';
import { ConfigError, type Environment, misspelledVariables, readConfig } from '../../config.ts';
import { secretFiles } from '../../core/secret-files.ts';
import { exposedSettings } from '../../exposed-settings.ts';
import { fileSystemKind } from '../../store/engine/file-system.ts';
import { type Finding, failure, good, orGood, warning } from './finding.ts';

const explained = 'docs/configuration.md and .env.example explain each variable.';

/** What keeps the bot from its start, each by itself; else what it does not read. */
export const settingsFindings = (env: Environment): readonly Finding[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.wrong.map((line) => failure(line, explained));
  }
  const misspelled = misspelledVariables(env).map(({ name, meant }) =>
    warning(`${name} is not read: is ${meant} meant?`, `Rename it to ${meant}, or remove it.`),
  );
  const apiUrl = env.SLACK_API_URL?.trim() || null;
  const open = exposedSettings({ clouds: [], slackApiUrl: apiUrl, envFileMode: null }).map(([, message]) =>
    warning(message, 'Use https.'),
  );
  return orGood([...misspelled, ...open], 'all that is required is set, and all can be read');
};

const isReadByOthers = (mode: number) => (mode & 0o077) !== 0;

/** @param mode of `.env`; null: there is none */
export const envFileFindings = (mode: number | null): readonly Finding[] => {
  if (mode === null) return [];
  return isReadByOthers(mode)
    ? [warning('other users of this machine can reach .env', 'Run: chmod 600 .env')]
    : [good('only its owner can reach .env')];
};

/** Our own file on a disk: what a container's or a service's manager mounts is in memory, or somebody else's. */
const isOpenFile = async (path: string): Promise<boolean> => {
  const [{ mode, uid }, { type }] = await Promise.all([stat(path), statfs(path)]);
  return isReadByOthers(mode) && uid === userInfo().uid && fileSystemKind(type).kind !== 'memory';
};

/** The files that hold secrets and that others can read; one that cannot be read at all is another check's. */
export const secretFileFindings = async (env: Environment): Promise<readonly Finding[]> => {
  const named = Object.values(secretFiles).flatMap((variable) => {
    const path = env[variable]?.trim();
    return path ? [{ variable, path }] : [];
  });
  if (named.length === 0 || platform() === 'win32') return [];
  const open = [];
  for (const one of named) if (await isOpenFile(one.path).catch(() => false)) open.push(one);
  if (open.length === 0) return [good('only their owner can reach the files with secrets')];
  return open.map(({ variable, path }) =>
    warning(`${variable}: other users of this machine can reach ${path}`, `Run: chmod 600 ${path}`),
  );
};
