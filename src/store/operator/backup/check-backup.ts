/** Whether a backup is what it says it is, and can be opened with the keys at hand. */
import { isDeepStrictEqual } from 'node:util';
import { readPlainFile } from '../../../core/plain-file.ts';
import type { Keys } from '../../secrets/keys.ts';
import { storedRecords } from '../../secrets/keyv-adapter.ts';
import { open } from '../../secrets/sealing.ts';
import { type BackupFacts, bytesOf, contentOf, readFacts, reading } from './backup-facts.ts';
import { factsBeside } from './backup-folder.ts';

/** A file that is not, or no longer, a whole backup. */
class BackupError extends Error {
  override readonly name = 'BackupError';

  constructor(file: string, problem: string, options?: ErrorOptions) {
    super(`${file} is not a good backup: ${problem}`, options);
  }
}

/** A line for each table and each key. */
const maxFactsBytes = 1024 ** 2;

const factsOf = (file: string): BackupFacts => {
  const beside = factsBeside(file);
  const read = readPlainFile(beside, maxFactsBytes);
  if ('wrong' in read) throw new BackupError(file, `${beside} ${read.wrong}.`);
  const facts = readFacts(read.bytes.toString('utf8'));
  if (facts === undefined) throw new BackupError(file, `${beside} does not say what a backup says.`);
  return facts;
};

/**
 * Compares the file with the JSON beside it, and opens every record.
 * @param keys null: no record is opened
 * @throws Error that says what is amiss
 */
export const checkBackup = async (file: string, keys: Keys | null): Promise<BackupFacts> => {
  const facts = factsOf(file);
  const { sizeBytes, sha256 } = await bytesOf(file).catch((cause: unknown) => {
    throw new BackupError(file, 'it cannot be read.', { cause });
  });
  if (sizeBytes !== facts.sizeBytes)
    throw new BackupError(file, `it has ${sizeBytes} bytes, and ${facts.sizeBytes} when it was made.`);
  if (sha256 !== facts.sha256) throw new BackupError(file, 'its content has changed since it was made.');
  await reading(file, async (db) => {
    const content = await contentOf(db);
    for (const part of ['schema', 'rows', 'keys'] as const)
      if (!isDeepStrictEqual(content[part], facts[part]))
        throw new BackupError(file, `its ${part} differ from what is said beside it.`);
    if (keys === null) return;
    const missing = Object.entries(content.keys).filter(([kid]) => !keys.byKid.has(kid));
    if (missing.length > 0)
      throw new BackupError(
        file,
        `ENCRYPTION_KEYS here does not open all of it. It also needs ${missing.map(([kid, count]) => `${kid} (${count} records)`).join(', ')}.`,
      );
    for await (const { recordKey, value } of storedRecords(db)) await open(keys, recordKey, value ?? '');
  });
  return facts;
};
