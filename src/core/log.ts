/** The structured log: one JSON line per event, secrets cut out by name wherever they might have slipped in. */
import { type Logger, pino } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>;

const secretNames = [
  'password',
  'secret',
  'apiKey',
  'token',
  'authorization',
  'x-auth-token',
  'x-subject-token',
  'response_url',
  'trigger_id',
];

/**
 * A logger at `level` (pino's names; `silent` writes nothing) onto `destination`, standard output by default.
 * @see https://getpino.io/#/docs/redaction
 */
export const createLog = (level: string, destination?: { write(line: string): void }): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
        censor: '[secret]',
      },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
