/** What may be said when the database is opened, on either kind. */
import type { OnFailure } from './engine/told-failures.ts';
import type { Changes } from './schema/schema-version.ts';

export interface Opening {
  /** Those that this bot knows; other than its own in tests of two releases. */
  readonly changes?: Changes | undefined;
  /** Told of each statement that fails, and each connection that cannot be made. */
  readonly onFailure?: OnFailure | undefined;
}
