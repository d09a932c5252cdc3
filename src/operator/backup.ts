/** `npm run backup -- --to <folder>`: a backup beside the running bot; `-- --check <file>`: whether one is whole. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { defaultDatabaseUrl, type Environment } from '../config.ts';
import { createLog } from '../core/log.ts';
import { environmentWithFiles } from '../core/secret-files.ts';
import { databaseName, noteBackup, openForReading } from '../store/open.ts';
import type { BackupFacts } from '../store/operator/backup/backup-facts.ts';
import { keepNewest } from '../store/operator/backup/backup-folder.ts';
import { checkBackup } from '../store/operator/backup/check-backup.ts';
import { makeBackup } from '../store/operator/backup/make-backup.ts';
import { parseKeys } from '../store/secrets/keys.ts';
import { type Command, UsageError } from './command.ts';

type Wanted =
  | { readonly to: string; readonly keep: number | null; readonly check?: never }
  | { readonly check: string };

const read = (words: readonly string[]): Wanted => {
  const options = { to: { type: 'string' }, keep: { type: 'string' }, check: { type: 'string' } } as const;
  let typed: { to?: string | undefined; keep?: string | undefined; check?: string | undefined };
  try {
    typed = parseArgs({ args: [...words], options }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n`);
  }
  const { to, keep, check } = typed;
  if (keep !== undefined && !/^[1-9]\d{0,5}$/.test(keep))
    throw new UsageError('--keep takes how many backups to keep, 1 or more.\n');
  if (check && to === undefined && keep === undefined) return { check };
  if (to && check === undefined) return { to, keep: keep === undefined ? null : Number(keep) };
  throw new UsageError('Say either --to <folder> or --check <file>.\n');
};

const botVersion = async (): Promise<string> =>
  JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')).version;

/** As people read it. */
const factsText = ({ takenAt, rows, sizeBytes, bot }: BackupFacts): string => {
  const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
  return `${all} rows, ${(sizeBytes / 1024 ** 2).toFixed(1)} MiB, as of ${takenAt}, by version ${bot}`;
};

const keysText = (keys: BackupFacts['keys']): string => {
  const kids = Object.keys(keys);
  return kids.length === 0
    ? 'It has no credentials.'
    : `Its credentials are sealed with ${kids.join(', ')}. Keys are never in a backup: keep ENCRYPTION_KEYS elsewhere, where neither this machine nor whoever has the backup is, or everyone has to link again.`;
};

const checkIt = async (file: string, env: Environment): Promise<string> => {
  const typed = env.ENCRYPTION_KEYS?.trim();
  const facts = await checkBackup(file, typed ? parseKeys(typed) : null);
  const opened = typed
    ? 'ENCRYPTION_KEYS opens every record.'
    : `ENCRYPTION_KEYS is not set here, so no record was opened. The backup needs ${Object.keys(facts.keys).join(', ') || 'no key'}.`;
  return `${file} is whole: ${factsText(facts)}.\n${opened}\n`;
};

/**
 * Makes a backup, or checks one.
 * @throws BackupFolderError, InUseError, DatabaseUrlError, SchemaVersionError; Error when a backup is not whole
 */
export const backUp: Command = async (words, given, { stdout }) => {
  const wanted = read(words);
  const env = environmentWithFiles(given);
  if (wanted.check !== undefined) {
    stdout.write(await checkIt(wanted.check, env));
    return;
  }
  const { to, keep } = wanted;
  const url = env.DATABASE_URL?.trim() || defaultDatabaseUrl;
  const log = createLog('silent');
  const { kysely, close } = await openForReading(url, { log });
  const its = { source: await databaseName(url), bot: await botVersion() };
  const { file, facts, takenAt } = await makeBackup(kysely, to, its).finally(close);
  const deleted = keep === null ? [] : keepNewest(to, keep);
  stdout.write(
    [
      `${its.source} is backed up`,
      `  to ${file}: ${factsText(facts)}.`,
      ...deleted.map((name) => `Deleted ${name}.`),
      keysText(facts.keys),
      '',
    ].join('\n'),
  );
  await noteBackup(url, takenAt, { log });
};
