/** The bot's process. Apart from operator.ts, no other file of the bot touches `process`. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// what is imported before this is not kept; a NODE_COMPILE_CACHE that is set names another folder, and one that cannot be written does no harm
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/node'));
const { config: readDotenv } = await import('dotenv');
const { runBot } = await import('./bot.ts');
const { flushLog, standardOutput } = await import('./core/log.ts');

const given = { ...process.env };
readDotenv({ quiet: true });
/** With `.env` as it is now. */
const environment = () => {
  const env = { ...given };
  readDotenv({ quiet: true, processEnv: env as Record<string, string> });
  return env;
};
process.once('exit', flushLog);
const output = { stdout: standardOutput(), stderr: process.stderr };
process.exit(await runBot(process.env, output, process, undefined, environment));
