/** `npm run audit -- […]`: who did what, beside the bot or without one. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { defaultDatabaseUrl } from '../config.ts';
import { createLog } from '../core/log.ts';
import { environmentWithFiles } from '../core/secret-files.ts';
import { openForReading } from '../store/open.ts';
import { auditUsage, readAuditOptions } from '../store/operator/audit-options.ts';
import { exportAudit } from '../store/operator/export-audit.ts';
import type { Command } from './command.ts';

/**
 * Prints the audit trail.
 * @throws DatabaseUrlError, SchemaVersionError
 */
export const printAudit: Command = async (words, env, { stdout }) => {
  const options = readAuditOptions(words, Date.now());
  if (options === null) {
    stdout.write(auditUsage);
    return;
  }
  const url = environmentWithFiles(env).DATABASE_URL?.trim() || defaultDatabaseUrl;
  const { kysely, close } = await openForReading(url, { log: createLog('silent') });
  try {
    const pieces = exportAudit(kysely, options.filter, options.format);
    await pipeline(Readable.from(pieces), stdout, { end: false });
  } catch (error) {
    // the reader has closed the pipe, as `head` does
    if ((error as { code?: unknown }).code !== 'EPIPE') throw error;
  } finally {
    await close();
  }
};
