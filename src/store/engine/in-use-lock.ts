/** The error for a database that somebody else is using: a second bot on one file, or an operator's command beside a bot. */
import { InUseError } from '../../core/setup-error.ts';

/** Another process has this database open. */
export class DatabaseInUseError extends InUseError {
  override readonly name = 'DatabaseInUseError';
}
