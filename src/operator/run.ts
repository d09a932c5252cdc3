/** What an operator does from the shell. Each command is loaded when it is asked for: a new key needs nothing of the bot. */
import type { Environment } from '../config.ts';
import { exitCodeOf, reasonOf } from '../exit-code.ts';
import { type Command, type Streams, UsageError } from './command.ts';

const usage = `Usage:
  npm run make-key               prints a new key for ENCRYPTION_KEYS
  npm run manifest -- [--http <url>]
                                 prints the Slack app's manifest; with --http https://bot.example, for signed HTTP
  npm run keys                   lists the keys, how many records each one seals, and which are safe to remove
  npm run forget-key -- <kid>    gives up a lost key, such as k1, and what it sealed; the bot must be stopped
  npm run migrate:store -- --from <url> --to <url>
                                 copies everything into another database; the bot must be stopped.
                                 Either may be left out: it is then DATABASE_URL
  npm run backup -- --to <folder> [--keep 14]
                                 backs everything up, beside the running bot; --keep deletes all but the newest
  npm run backup -- --check <file>
                                 whether a backup is whole, and ENCRYPTION_KEYS opens it
  npm run person -- export <user> [--team <id>]
                                 prints everything that is kept about a Slack user, beside the running bot
  npm run person -- forget <user> [--team <id>] [--messages] [--yes]
                                 takes them out of every row; the bot must be stopped. --messages: once it runs,
                                 it deletes what it wrote to them
  npm run restore -- --from <file> [--replace] [--yes]
                                 puts a backup back; --replace sets aside what is there; the bot must be stopped
  npm run restored -- --as-of <time> [--yes]
                                 what follows for a database that was put back by other means; the bot must be stopped
  npm run audit -- [--since 7d] […]
                                 who did what, beside the running bot; --help says what can be asked
  npm run doctor [-- --json]     checks the set-up, beside the running bot or before the first start; changes nothing
`;

const commands: ReadonlyMap<string | undefined, () => Promise<Command>> = new Map([
  ['make-key', async () => (await import('./make-key.ts')).makeKey],
  ['manifest', async () => (await import('./print-manifest.ts')).printManifest],
  ['keys', async () => (await import('./list-keys.ts')).listKeys],
  ['forget-key', async () => (await import('./forget-key.ts')).forget],
  ['migrate-store', async () => (await import('./migrate-store.ts')).migrateAll],
  ['backup', async () => (await import('./backup.ts')).backUp],
  ['person', async () => (await import('./person.ts')).person],
  ['restore', async () => (await import('./restore/restore.ts')).restore],
  ['restored', async () => (await import('./restore/restore.ts')).restored],
  ['doctor', async () => (await import('./doctor/diagnose.ts')).diagnose],
  ['audit', async () => (await import('./print-audit.ts')).printAudit],
]);

/**
 * Runs the command that `argv` names. Relative paths are meant from the working directory.
 * @param argv the command and its words, without the paths of node and of the script
 * @returns the exit code: 78 when the operator has to mend something first, 1 for any other failure
 */
export const runOperator = async (
  [name, ...words]: readonly string[],
  env: Environment,
  streams: Streams,
): Promise<number> => {
  try {
    const command = await commands.get(name)?.();
    if (command === undefined) throw new UsageError();
    await command(words, env, streams);
    return 0;
  } catch (error) {
    streams.stderr.write(error instanceof UsageError ? error.message + usage : reasonOf(error));
    return exitCodeOf(error);
  }
};
