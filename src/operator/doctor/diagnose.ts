/** `npm run doctor`: checks the set-up beside a bot or before the first start, and changes nothing. */
import { parseArgs } from 'node:util';
import type { Environment } from '../../config.ts';
import { systemClock } from '../../core/clock.ts';
import { withoutSecrets } from '../../core/secret.ts';
import { secretFiles } from '../../core/secret-files.ts';
import { type Command, UsageError } from '../command.ts';
import { allChecks } from './all-checks.ts';
import { asJson, asText } from './report.ts';
import { type Line, runChecks } from './run-checks.ts';
import { createSetup } from './setup.ts';

class ChecksFailedError extends Error {
  override readonly name = 'ChecksFailedError';
}

const wantsJson = (words: readonly string[]): boolean => {
  try {
    return parseArgs({ args: [...words], options: { json: { type: 'boolean' } } }).values.json === true;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n`);
  }
};

/** As it stands in a URL, and as it is meant. */
const passwordIn = (url: string): readonly string[] => {
  const password = URL.parse(url.includes('://') ? url : `http://${url}`)?.password ?? '';
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
};

/** What no line may show, whatever an error quotes. */
const secretsOf = (env: Environment): readonly string[] => {
  const values = [...Object.keys(secretFiles), 'SLACK_CONFIG_TOKEN'].flatMap(
    (name) => env[name]?.trim() || [],
  );
  const keys = (env.ENCRYPTION_KEYS ?? '').split(',').map((entry) => entry.trim().replace(/^[^:]*:/, ''));
  const proxies = ['http_proxy', 'https_proxy'].flatMap((name) => [env[name], env[name.toUpperCase()]]);
  const urls = [env.DATABASE_URL, ...proxies].flatMap((url) => (url ? passwordIn(url) : []));
  return [...values.filter((value) => !value.startsWith('sqlite:')), ...keys, ...urls];
};

const cleaned = (lines: readonly Line[], secrets: readonly string[]): readonly Line[] =>
  lines.map(({ says, next, ...line }) => ({
    ...line,
    says: withoutSecrets(says, secrets),
    ...(next !== undefined && { next: withoutSecrets(next, secrets) }),
  }));

/**
 * Prints a line for each thing that was checked.
 * @throws ChecksFailedError if one failed
 */
export const diagnose: Command = async (words, given, { stdout }) => {
  const render = wantsJson(words) ? asJson : asText;
  const setup = createSetup(given);
  const { checks, close } = await allChecks(setup);
  try {
    const lines = await runChecks(checks, systemClock);
    stdout.write(render(cleaned(lines, secretsOf(setup.env))));
    const failed = lines.filter(({ level }) => level === 'failure').length;
    if (failed > 0) throw new ChecksFailedError(`${failed} of ${lines.length} checks failed`);
  } finally {
    // what hangs is left behind
    await Promise.race([close().catch(() => {}), systemClock.sleep(1_000)]);
  }
};
