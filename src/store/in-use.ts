/** Said to whoever wants a database that somebody else has: a second bot on one file, an operator's command beside a bot. */

/** Another process has this database open. */
export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError';
}
