/** A file that one process holds at a time: a database, or a folder of backups. */
import { DatabaseSync } from 'node:sqlite';
import { InUseError } from '../../core/setup-error.ts';

/** Another process has this database open. */
export class DatabaseInUseError extends InUseError {
  override readonly name = 'DatabaseInUseError';
}

/**
 * Takes the side file while this process lives or until the returned function is called. The lock is SQLite's own on an open
 * transaction, so the system frees it however the process ends. Null if another process holds it.
 */
export const holdFile = (file: string): (() => void) | null => {
  const side = new DatabaseSync(file);
  try {
    side.exec('begin exclusive');
  } catch (error) {
    side.close();
    if ((error as { errcode?: number }).errcode !== 5) throw error;
    return null;
  }
  return () => side.close();
};
