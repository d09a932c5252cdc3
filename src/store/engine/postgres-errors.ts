/** What PostgreSQL's errors mean for a start: what passes by itself, and what a person has to change first. */
import { sql } from 'kysely';
import { SetupError } from '../../core/setup-error.ts';
import type { Db } from '../schema/tables.ts';

/** PostgreSQL answers, and what it says does not change until the operator changes something. */
class DatabaseRefusedError extends SetupError {
  override readonly name = 'DatabaseRefusedError';
}

/**
 * The system's codes of a server that cannot be reached, and SQLSTATEs of one that takes no bot now: it starts or stops, has no
 * connection left, is a standby that only reads, lost the connection, took too long, or another replica has been migrating for long.
 * @see https://www.postgresql.org/docs/15/errcodes-appendix.html
 */
const passing: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE'],
  ...['EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN'],
  ...['57P01', '57P02', '57P03', '53300', '25006', '08000', '08001', '08003', '08006', '55P03', '57014'],
]);

/** By SQLSTATE: what the operator has to change. Without a name, which is part of DATABASE_URL. */
const remedies: Readonly<Record<string, string>> = {
  '28000':
    'PostgreSQL does not let the user of DATABASE_URL in from this machine. Correct the user, or the server’s pg_hba.conf',
  '28P01': 'PostgreSQL refuses the user or the password of DATABASE_URL. Correct them',
  '3D000': 'PostgreSQL has no such database. Create it, or name another one in DATABASE_URL',
  '42501': 'The user of DATABASE_URL may not do what the bot needs. Make that user the owner of the database',
};

const codeOf = (error: unknown): string | null => {
  const { code, syscall } = (error ?? {}) as { readonly code?: unknown; readonly syscall?: unknown };
  if (typeof code !== 'string') return null;
  // a Unix socket that nobody has made yet
  return code === 'ENOENT' && syscall === 'connect' ? 'ECONNREFUSED' : code;
};

/** pg's own errors have no code. */
const isOfConnection = (error: unknown): boolean =>
  error instanceof Error &&
  /^(?:Connection terminated|timeout e|Query read timeout|Client (?:has encountered|was closed))/.test(
    error.message,
  );

/** Why there is no database now, in a word such as `ECONNREFUSED`; null if waiting would not help. */
export const awayReason = (error: unknown): string | null => {
  const code = codeOf(error);
  if (code !== null && passing.has(code)) return code;
  return isOfConnection(error) ? 'no answer' : null;
};

/** The same error, or what the operator has to do about it. */
export const explained = (error: unknown): unknown => {
  const code = codeOf(error);
  const remedy = code === null ? undefined : remedies[code];
  return remedy === undefined ? error : new DatabaseRefusedError(`${remedy} (${code}).`, { cause: error });
};

/** Why nothing can be written now: the server is away, or only reads; null if it can. Never throws. */
export const whyPostgresUnavailable = async (db: Db): Promise<string | null> => {
  try {
    const { rows } = await sql<{
      readOnly: string;
    }>`select current_setting('transaction_read_only') as "readOnly"`.execute(db);
    return rows[0]?.readOnly === 'on' ? 'read only' : null;
  } catch (error) {
    return awayReason(error) ?? codeOf(error) ?? 'failed';
  }
};
