/** Said to whoever wants a database that somebody else has: a second bot on one file, an operator's command beside a bot. */
import { SetupError } from '../../core/setup-error.ts';

/** Another process has this database open. */
export class DatabaseInUseError extends SetupError {
  override readonly name = 'DatabaseInUseError';
}
