/** `npm run keys`: which key seals how much, and which can be given up; beside the bot or without one. */
import { defaultDatabaseUrl, type Environment } from '../config.ts';
import { createLog } from '../core/log.ts';
import { environmentWithFiles } from '../core/secret-files.ts';
import { openForReading } from '../store/open.ts';
import { parseKeys } from '../store/secrets/keys.ts';
import { sealedBy, unopened, unreadable } from '../store/secrets/sealed-by.ts';
import { type Command, UsageError } from './command.ts';

const records = (count: number) => (count === 1 ? '1 record' : `${count} records`);

const keysIn = (env: Environment) => {
  const typed = env.ENCRYPTION_KEYS?.trim();
  return typed ? parseKeys(typed) : null;
};

const whatOf = (kid: string, count: number, keys: ReturnType<typeof keysIn>): string => {
  if (kid === unreadable) return 'nothing that the bot sealed';
  if (keys === null) return 'ENCRYPTION_KEYS is not set here';
  if (kid === keys.kid) return 'encrypts';
  if (!keys.byKid.has(kid)) return `not in ENCRYPTION_KEYS; if it is lost: npm run forget-key -- ${kid}`;
  return count === 0
    ? 'safe to remove from ENCRYPTION_KEYS'
    : 'still needed; the running bot seals them again under the first key';
};

/**
 * Lists the keys.
 * @throws EncryptionKeysError, DatabaseUrlError, SchemaVersionError
 */
export const listKeys: Command = async (words, given, { stdout }) => {
  if (words.length > 0) throw new UsageError();
  const env = environmentWithFiles(given);
  const keys = keysIn(env);
  const url = env.DATABASE_URL?.trim() || defaultDatabaseUrl;
  const { kysely, close } = await openForReading(url, { log: createLog('silent') });
  const read = async () => ({
    counts: await sealedBy(kysely),
    closed: keys === null ? [] : await unopened(kysely, keys),
  });
  const { counts, closed } = await read().finally(close);
  const kids = [...new Set([...(keys?.byKid.keys() ?? []), ...counts.keys()])];
  const width = Math.max(0, ...kids.map((kid) => kid.length));
  const lines = kids.map((kid) => {
    const count = counts.get(kid) ?? 0;
    return `${kid.padEnd(width)}  ${records(count).padStart(13)}  ${whatOf(kid, count, keys)}`;
  });
  const stuck = closed.map(
    (recordKey) => `${recordKey} does not open, and stays as it is until it is linked again.`,
  );
  const last =
    keys !== null && keys.byKid.size > 1
      ? [
          'A backup needs the keys that the JSON beside it lists, also those you remove here. Keep them with the backups’ keys.',
        ]
      : [];
  stdout.write([...lines, ...stuck, ...last, ''].join('\n'));
};
